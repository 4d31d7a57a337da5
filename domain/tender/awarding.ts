import { endedDayOf } from '../calendar/day.ts';
import { closeClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import { closeAll } from '../clock/nodeClock.ts';
import { actedFor } from '../kernel/actor.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { later } from '../kernel/instant.ts';
import type { JobCommandOf } from './commands.ts';
import type { JobEvent } from './events.ts';
import { type Award, applicantsOf, type Job } from './job.ts';
import { buyerClock, publicityFrom } from './publicity.ts';
import { actsFor, forbidden, noOrganization } from './standing.ts';

const awardOf = ({ award }: Job): Award => {
  if (award === undefined) throw new Error('Unreachable: in this stage a winner has been selected.');
  return award;
};

/** 提出异议: within the publicity; the reply falls to the buyer (S12), and the next step waits for it (S26). */
export function raiseObjection(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'RaiseObjection'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { publicityEndsAt } = awardOf(job);
  const by = actedFor(actor);
  if (by === null) return noOrganization;
  if (issuedAt >= publicityEndsAt)
    return reject('PublicityOver', `Objections were taken until ${publicityEndsAt}.`, 'S12');
  const objection = String(job.objections.size + 1);
  const reply = buyerClock(
    calendar,
    job.terms,
    {
      suffix: `objection/${objection}`,
      what: `reply to objection ${objection} 异议答复`,
      days: job.terms.policy.objectionReplyDays,
      rules: ['S12', 'S26'],
    },
    { startedAt: issuedAt },
  );
  return accept({
    type: 'ObjectionRaised',
    data: { objection, by, grounds: data.grounds, raisedAt: issuedAt, clocks: [reply] },
  });
}

const openObjections = ({ objections }: Job) =>
  [...objections].flatMap(([objection, state]) => (state === 'open' ? [objection] : []));

/**
 * 答复异议: a dismissal lets the publicity go on, to the later of its end and the answer, once none is open any more. An
 * upheld objection annuls the job: a selection that was wrong is made again in public, by a new notice, and not mended.
 */
export function answerObjection(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'AnswerObjection'>,
): Decision<JobEvent> {
  const { terms, clocks } = job;
  const { objection, reasons, upheld } = data;
  if (!actsFor(actor, terms.buyer)) return forbidden('the buyer', terms.buyer);
  const open = openObjections(job);
  if (!open.includes(objection))
    return reject(
      'ObjectionUnknown',
      `No objection «${objection}» is open; open: ${open.join(', ') || 'none'}.`,
      'S26',
    );
  const clock = clocks.get(`${terms.job}/objection/${objection}`);
  const closed = clock === undefined ? [] : [closeClock(clock, issuedAt)];
  const answer = { objection, reasons, answeredAt: issuedAt, clocks: closed };
  if (upheld) {
    const others = new Map([...clocks].filter(([id]) => id !== clock?.id));
    return accept<JobEvent>(
      { type: 'ObjectionUpheld', data: answer },
      {
        type: 'JobAnnulled',
        data: {
          rule: 'S12',
          reasons: `Objection ${objection} was upheld: ${reasons}`,
          annulledAt: issuedAt,
          clocks: closeAll(others, issuedAt),
        },
      },
    );
  }
  const dismissed = { type: 'ObjectionDismissed', data: answer } as const;
  if (open.length > 1) return accept(dismissed);
  const publicityEndsAt = later(awardOf(job).publicityEndsAt, issuedAt);
  return accept<JobEvent>(dismissed, {
    type: 'PublicityResumed',
    data: { publicityEndsAt, resumedAt: issuedAt },
  });
}

/** 公示期满: by itself, and belongs to the last day of publicity whenever it is recorded. */
export function confirmAward(
  job: Job,
  { issuedAt }: JobCommandOf<'ConfirmAward'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { winner, price, publicityEndsAt } = awardOf(job);
  if (issuedAt < publicityEndsAt)
    return reject(
      'PublicityRunning',
      `The result is public until ${publicityEndsAt}; nothing is confirmed before.`,
      'S12',
    );
  const contract = buyerClock(
    calendar,
    job.terms,
    { suffix: 'contract', what: 'contract 签订合同', days: job.terms.policy.contractDays, rules: ['S13'] },
    { startedAt: publicityEndsAt, startDay: endedDayOf(publicityEndsAt) },
  );
  return accept({
    type: 'AwardConfirmed',
    data: { winner, price, confirmedAt: publicityEndsAt, clocks: [contract] },
  });
}

/** 放弃中选: a breach; the next of the order that was fixed before takes over, with a publicity of its own (S23, S12). */
export function winnerGivesUp(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'WinnerGivesUp'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { terms, clocks } = job;
  const { winner, reserves } = awardOf(job);
  if (!actsFor(actor, winner)) return forbidden('the winner', winner);
  const gaveUp = {
    type: 'WinnerGaveUp',
    data: {
      agency: winner,
      reason: data.reason,
      gaveUpAt: issuedAt,
      violation: {
        rule: 'S23',
        charged: winner,
        text: `${winner} gave up job ${terms.job} after it was selected: ${data.reason}`,
      },
      clocks: closeAll(clocks, issuedAt),
    },
  } as const;
  const [next, ...rest] = reserves;
  const bid = applicantsOf(job).bids.find(({ agency }) => agency === next);
  if (bid === undefined)
    return accept<JobEvent>(gaveUp, {
      type: 'JobLapsed',
      data: { rule: 'S23', reason: 'The winner gave up and no substitute is left.', lapsedAt: issuedAt },
    });
  return accept<JobEvent>(gaveUp, {
    type: 'SubstituteCalled',
    data: {
      winner: bid.agency,
      bid: bid.bid,
      price: bid.price ?? terms.ceiling,
      reserves: rest,
      explanation: `${winner} gave up, so the next of the order fixed at the selection takes over (S23).`,
      ...publicityFrom(calendar, terms, issuedAt),
      decidedAt: issuedAt,
    },
  });
}

/** 签订合同: by the buyer, at the price that won (S14). */
export function signContract(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'SignContract'>,
): Decision<JobEvent> {
  const { terms, clocks } = job;
  const { winner, price } = awardOf(job);
  if (!actsFor(actor, terms.buyer)) return forbidden('the buyer', terms.buyer);
  if (data.price !== price)
    return reject(
      'ContractDeparts',
      `The contract says ${data.price} fen, but ${price} fen won; they must be equal.`,
      'S14',
    );
  const winnerName = applicantsOf(job).bids.find(({ agency }) => agency === winner)?.agencyName ?? winner;
  return accept({
    type: 'ContractSigned',
    data: {
      winner,
      winnerName,
      price,
      sha256: data.sha256,
      signedAt: issuedAt,
      clocks: closeAll(clocks, issuedAt),
    },
  });
}

/** 终止: by the buyer; not once a draw was announced, for then an unwelcome outcome could be escaped. */
export function terminateJob(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'TerminateJob'>,
): Decision<JobEvent> {
  const { buyer } = job.terms;
  if (!actsFor(actor, buyer)) return forbidden('the buyer', buyer);
  if (job.draws > 0)
    return reject(
      'DrawUnderWay',
      'A draw was announced and is carried through; only the operator may annul, by a rule.',
    );
  return accept({ type: 'JobTerminated', data: { reason: data.reason, terminatedAt: issuedAt } });
}
