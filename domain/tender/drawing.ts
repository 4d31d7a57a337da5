import type { DecisionContext } from '../clock/context.ts';
import { fromBase64url } from '../draw/base64url.ts';
import { byCodePoint } from '../draw/bytes.ts';
import { commitOf, drawResult } from '../draw/draw.ts';
import type { DrawProof, DrawStatement } from '../draw/proof.ts';
import { statementFault } from '../draw/verify.ts';
import { actedFor } from '../kernel/actor.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { JobCommandOf } from './commands.ts';
import type { JobEvent } from './events.ts';
import { applicantsOf, type Draw, type Job } from './job.ts';
import { publicityFrom } from './publicity.ts';
import { noOrganization } from './standing.ts';

/** What the rules say of a random draw, and of a repetition: by a rule that was fixed before the draw. */
const DRAWN = 'S4';
const REPEATED = 'S23';

/** 摇号公告: the first one as the notice said; a repetition with each withholder replaced, and out of the pool. */
export function announceDraw(job: Job, { data, issuedAt }: JobCommandOf<'AnnounceDraw'>): Decision<JobEvent> {
  const { terms, withholders } = job;
  const { revealBy, replacements } = data;
  if (revealBy <= issuedAt)
    return reject(
      'RevealDeadlinePast',
      `Reveals until ${revealBy} are not possible: it is ${issuedAt} already.`,
      REPEATED,
    );
  const idle = replacements.find(({ contributor }) => !withholders.includes(contributor));
  if (idle !== undefined)
    return reject(
      'ReplacementNotDue',
      `${idle.contributor} withheld nothing and stays a contributor.`,
      REPEATED,
    );

  const before = job.draw?.statement.contributors ?? terms.contributors ?? [];
  const instead = new Map(replacements.map(({ contributor, by }) => [contributor, by]));
  const contributors = before.map((contributor) => instead.get(contributor) ?? contributor);
  const left = contributors.find((contributor) => withholders.includes(contributor));
  if (left !== undefined)
    return reject(
      'WithholderNotReplaced',
      `${left} withheld in an earlier draw; name another in its place.`,
      REPEATED,
    );
  if (new Set(contributors).size < contributors.length)
    return reject(
      'ContributorRepeated',
      'A contributor stands twice in the list; each brings one value.',
      DRAWN,
    );

  const statement: DrawStatement = {
    alg: 'draw-v1',
    hash: terms.policy.drawHash,
    draw: `${terms.job}/${job.draws + 1}`,
    pool: [...job.pool],
    exclusions: exclusionsOf(job),
    pick: 1,
    substitutes: terms.policy.reserves,
    contributors: contributors.toSorted(byCodePoint),
    revealBy,
  };
  const fault = statementFault({ statement });
  if (fault !== undefined)
    return reject('DrawImpossible', `Nothing can be drawn: ${fault}. The operator may annul the job.`);
  return accept({ type: 'DrawAnnounced', data: { statement, announcedAt: issuedAt } });
}

/** Those that a rule excludes, and candidates that withheld their value in an earlier draw. */
function exclusionsOf(job: Job): DrawStatement['exclusions'] {
  const { exclusions } = applicantsOf(job);
  const named = new Set(exclusions.map(({ label }) => label));
  const withheld = job.withholders
    .filter((label) => job.pool.includes(label) && !named.has(label))
    .map((label) => ({
      label,
      reason: 'Withheld its value in an earlier draw of this job.',
      rule: REPEATED,
    }));
  return [...exclusions, ...withheld].toSorted((a, b) => byCodePoint(a.label, b.label));
}

export function commitDraw(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'CommitDraw'>,
): Decision<JobEvent> {
  const draw = running(job);
  const { statement, commits } = draw;
  const contributor = contributorOf(draw, actedFor(actor), issuedAt);
  if (typeof contributor !== 'string') return contributor;
  if (commits.has(contributor))
    return reject(
      'AlreadyCommitted',
      `${contributor} is bound to its first commit in ${statement.draw}.`,
      DRAWN,
    );
  const committed = {
    type: 'DrawCommitted',
    data: { draw: statement.draw, contributor, commit: data.commit, committedAt: issuedAt },
  } as const;
  return commits.size + 1 < statement.contributors.length
    ? accept(committed)
    : accept<JobEvent>(committed, {
        type: 'DrawCommitsClosed',
        data: { draw: statement.draw, closedAt: issuedAt },
      });
}

/** The last value ends it: whoever reveals last can only void the draw by silence, and never choose another winner. */
export function revealDraw(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'RevealDraw'>,
  context: DecisionContext,
): Decision<JobEvent> {
  const draw = running(job);
  const { statement, commits, reveals } = draw;
  const contributor = contributorOf(draw, actedFor(actor), issuedAt);
  if (typeof contributor !== 'string') return contributor;
  if (reveals.has(contributor))
    return reject('AlreadyRevealed', `${contributor} has revealed its value in ${statement.draw}.`, REPEATED);
  const value = fromBase64url(data.value) ?? new Uint8Array();
  if (commitOf(context.digest, statement.hash, contributor, value) !== commits.get(contributor))
    return reject(
      'RevealMismatch',
      `This value does not open the commit of ${contributor}; send the one it committed to before ${statement.revealBy}.`,
      REPEATED,
    );
  const revealed = {
    type: 'DrawRevealed',
    data: { draw: statement.draw, contributor, value: data.value, revealedAt: issuedAt },
  } as const;
  if (reveals.size + 1 < statement.contributors.length) return accept(revealed);
  const proof = conclude({ ...draw, reveals: new Map(reveals).set(contributor, data.value) }, context);
  return accept<JobEvent>(
    revealed,
    { type: 'DrawConcluded', data: { draw: statement.draw, proof, concludedAt: issuedAt } },
    winnerOf(job, proof, issuedAt, context),
  );
}

/** Commits and reveals in the order of the contributors, as a verifier expects them. */
function conclude({ statement, commits, reveals }: Draw, { digest }: DecisionContext): DrawProof {
  const inOrder = (values: ReadonlyMap<string, string>) =>
    statement.contributors.map((contributor) => ({ contributor, text: values.get(contributor) ?? '' }));
  const revealed = inOrder(reveals).map(({ contributor, text }) => ({ contributor, value: text }));
  return {
    statement,
    commits: inOrder(commits).map(({ contributor, text }) => ({ contributor, commit: text })),
    reveals: revealed,
    result: drawResult(digest, statement, revealed),
  };
}

function winnerOf(
  job: Job,
  { statement, result }: DrawProof,
  decidedAt: string,
  { calendar }: DecisionContext,
) {
  const { terms, basis } = job;
  const bid = applicantsOf(job).bids.find(({ agency }) => agency === result.winners[0]);
  if (bid === undefined) throw new Error(`Unreachable: the winner of ${statement.draw} has no bid.`);
  const eligible = statement.pool.length - statement.exclusions.length;
  const few =
    basis === 'TWO_AFTER_EXTENSION'
      ? ' Two applicants after the notice was extended: drawn as they are (S5).'
      : '';
  const excluded = statement.exclusions.map(({ label, rule }) => `${label} (${rule})`).join(', ');
  return {
    type: 'WinnerSelected',
    data: {
      basis: 'DRAW',
      winner: bid.agency,
      bid: bid.bid,
      price: terms.ceiling,
      reserves: result.substitutes,
      explanation: `First of ${eligible} eligible in draw ${statement.draw}, at the announced price; anybody can run it again with verify:draw.${excluded === '' ? '' : ` Excluded: ${excluded}.`}${few}`,
      ...publicityFrom(calendar, terms, decidedAt),
      decidedAt,
    },
  } as const;
}

/** 摇号作废: at the reveal deadline; who stayed silent is named, and takes no part in the repetition. */
export function voidDraw(job: Job, { issuedAt }: JobCommandOf<'VoidDraw'>): Decision<JobEvent> {
  const { statement, commits, reveals } = running(job);
  if (issuedAt < statement.revealBy)
    return reject('DrawRunning', `Commits and reveals are taken until ${statement.revealBy}.`, REPEATED);
  const heard = commits.size < statement.contributors.length ? commits : reveals;
  const withholders = statement.contributors.filter((contributor) => !heard.has(contributor));
  const [first] = withholders;
  if (first === undefined)
    return reject('NobodyWithheld', 'Every contributor has revealed; nothing is void.', REPEATED);
  const text = `${withholders.join(', ')} withheld the promised value until ${statement.revealBy}; draw ${statement.draw} is void and is repeated without them.`;
  return accept({
    type: 'DrawVoided',
    data: {
      draw: statement.draw,
      withholders,
      violation: { rule: REPEATED, charged: first, text },
      voidedAt: issuedAt,
    },
  });
}

function running({ draw }: Job): Draw {
  if (draw === undefined) throw new Error('Unreachable: in this stage a draw has been announced.');
  return draw;
}

/** The contributor that the actor speaks for, in time; else why not. The system has no voice in a draw. */
function contributorOf({ statement }: Draw, organization: string | null, at: string) {
  if (organization === null) return noOrganization;
  if (!statement.contributors.includes(organization))
    return reject(
      'Forbidden',
      `${organization} is no contributor of ${statement.draw}; these are: ${statement.contributors.join(', ')}.`,
      DRAWN,
    );
  if (at >= statement.revealBy)
    return reject(
      'RevealOver',
      `Values were taken until ${statement.revealBy}; the draw is void and is repeated.`,
      REPEATED,
    );
  return organization;
}
