import type { DecisionContext } from '../clock/context.ts';
import { byCodePoint } from '../draw/bytes.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { JobCommandOf } from './commands.ts';
import type { JobEvent } from './events.ts';
import { applicantsOf, type Bid, type Job, type RankedBid } from './job.ts';
import { publicityFrom } from './publicity.ts';
import { actsFor, actsForBuyer, forbidden } from './standing.ts';
import type { JobTerms } from './terms.ts';

/** Lowest price first, then the earlier quote (S8); the id only makes the list certain, it decides nothing. */
export const rankingOf = (bids: readonly Bid[]): RankedBid[] =>
  bids
    .toSorted(
      (a, b) =>
        (a.price ?? 0) - (b.price ?? 0) || byCodePoint(a.placedAt, b.placedAt) || byCodePoint(a.bid, b.bid),
    )
    .map(({ bid, agency, price }, index) => ({ bid, agency, price, rank: index + 1 }));

/** 低价预警: quotes under the pinned share of the ceiling. */
export function flagging({ method, ceiling, policy }: JobTerms, bids: readonly Bid[], flaggedAt: Instant) {
  if (method === 'DRAW') return undefined;
  const floor = Math.ceil((ceiling * policy.lowQuotePercent) / 100);
  const quotes = bids.flatMap(({ bid, agency, price }) =>
    price !== null && price < floor ? [{ bid, agency, price }] : [],
  );
  return quotes.length === 0
    ? undefined
    : ({ type: 'QuotesFlagged', data: { quotes, floor, flaggedAt } } as const);
}

export function judgeLowQuote(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'JudgeLowQuote'>,
): Decision<JobEvent> {
  if (!actsFor(actor, job.terms.buyer)) return forbidden('the buyer', job.terms.buyer);
  const ranked = job.ranking.find(({ bid }) => bid === data.bid);
  if (ranked === undefined || !job.flagged.has(data.bid))
    return reject('NotFlagged', `The quote «${data.bid}» is not flagged; there is nothing to explain.`);
  if (job.judged.has(data.bid))
    return reject('AlreadyJudged', `The explanation of «${data.bid}» has been judged; that stands.`);
  return accept({ type: 'LowQuoteJudged', data: { ...data, agency: ranked.agency, judgedAt: issuedAt } });
}

/** The quotes that may still win, in order: without the excluded and those whose explanation was not accepted. */
function standing(job: Job): readonly (RankedBid & { readonly placedAt: Instant })[] {
  const placed = new Map(applicantsOf(job).bids.map((bid) => [bid.bid, bid.placedAt]));
  const left = job.ranking.flatMap((ranked) => {
    const placedAt = placed.get(ranked.bid);
    return placedAt === undefined || job.judged.get(ranked.bid) === false ? [] : [{ ...ranked, placedAt }];
  });
  const [first] = left;
  const preferred = first && left.find((bid) => job.preferred.has(bid.bid) && tied(first, bid));
  return preferred === undefined ? left : [preferred, ...left.filter((bid) => bid !== preferred)];
}

type Standing = ReturnType<typeof standing>[number];
const tied = (a: Standing, b: Standing) => a.price === b.price && a.placedAt === b.placedAt;

/** Those of equal price and time at the head, while the panel has not decided between them (S8). */
function undecided(job: Job): readonly Standing[] {
  const [first, ...rest] = standing(job);
  if (first === undefined || job.preferred.has(first.bid)) return [];
  const equal = rest.filter((bid) => tied(first, bid));
  return equal.length === 0 ? [] : [first, ...equal];
}

export function decideTie(job: Job, { data, issuedAt }: JobCommandOf<'DecideTie'>): Decision<JobEvent> {
  const equal = undecided(job);
  if (!equal.some(({ bid }) => bid === data.bid))
    return reject(
      'NotTied',
      `«${data.bid}» is not among quotes of the lowest price and the same time.`,
      'S8',
    );
  const over = equal.map(({ bid }) => bid).filter((bid) => bid !== data.bid);
  return accept({ type: 'TieDecided', data: { ...data, over, decidedAt: issuedAt } });
}

/** 确定中选: the lowest quote that stands, with the next as substitutes (S8, S23); lapses where none stands. */
export function selectWinner(
  job: Job,
  { actor, issuedAt }: JobCommandOf<'SelectWinner'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { terms } = job;
  if (!actsForBuyer(actor, terms.buyer)) return forbidden('the buyer', terms.buyer);
  const left = standing(job);
  const [first] = left;
  if (first === undefined)
    return accept({
      type: 'JobLapsed',
      data: { rule: 'S7', reason: 'No quote is left that may win.', lapsedAt: issuedAt },
    });
  const equal = undecided(job);
  if (equal.length > 0)
    return reject(
      'TieUndecided',
      `${equal.map(({ bid }) => `«${bid}»`).join(' and ')} are equal in price and time; the panel decides with DecideTie.`,
      'S8',
    );
  const unexplained = (bid: string) => job.flagged.has(bid) && !job.judged.has(bid);
  if (unexplained(first.bid))
    return reject(
      'LowQuoteUnexplained',
      `«${first.bid}» is under ${terms.policy.lowQuotePercent} % of the ceiling; record its explanation with JudgeLowQuote first.`,
      'M14',
    );
  const reserves = left.slice(1).filter(({ bid }) => !unexplained(bid));
  return accept({
    type: 'WinnerSelected',
    data: {
      basis: job.basis === 'SOLE_AFTER_EXTENSION' ? 'DIRECT' : 'LOWEST_PRICE',
      winner: first.agency,
      bid: first.bid,
      price: first.price ?? terms.ceiling,
      reserves: reserves.slice(0, terms.policy.reserves).map(({ agency }) => agency),
      explanation: explanation(job, first),
      ...publicityFrom(calendar, terms, issuedAt),
      decidedAt: issuedAt,
    },
  });
}

/** Why this one won, for everybody to read. */
function explanation(job: Job, winner: Standing): string {
  const { terms, ranking } = job;
  if (job.basis === 'SOLE_AFTER_EXTENSION')
    return `The only applicant after the notice was extended, so it is chosen directly, with publicity (S5); ${winner.price ?? terms.ceiling} fen.`;
  const same = ranking.filter(
    ({ bid, price }) => bid !== winner.bid && price === winner.price && job.judged.get(bid) !== false,
  );
  const rejected = ranking.filter(({ bid }) => job.judged.get(bid) === false);
  return [
    `Lowest of ${ranking.length} quotes at ${winner.price} fen, ceiling ${terms.ceiling} fen.`,
    job.basis === 'TWO_AFTER_EXTENSION'
      ? 'Two applicants after the notice was extended: compared as they are (S5).'
      : '',
    job.preferred.has(winner.bid)
      ? 'Equal to another in price and time; the review panel decided (S8).'
      : same.length > 0
        ? `Equal in price to ${same.map(({ agency }) => agency).join(', ')}, but quoted earlier (S8).`
        : '',
    rejected.length > 0
      ? `${rejected.map(({ agency }) => agency).join(', ')} quoted too low without a good explanation.`
      : '',
    job.flagged.has(winner.bid) ? 'Far below the ceiling; its explanation was accepted.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
