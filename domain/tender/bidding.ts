import { addWorkingDays } from '../calendar/calendar.ts';
import { endedDayOf } from '../calendar/day.ts';
import type { DecisionContext } from '../clock/context.ts';
import { byCodePoint } from '../draw/bytes.ts';
import { actedFor } from '../kernel/actor.ts';
import { accept, type Decision, refuseOnRecord, reject } from '../kernel/decider.ts';
import type { JobCommandOf } from './commands.ts';
import { flagging, rankingOf } from './comparing.ts';
import type { Basis, JobEvent } from './events.ts';
import { applicantsOf, everyBid, type Job } from './job.ts';
import { recusal } from './recusal.ts';
import { actsFor, forbidden, noOrganization } from './standing.ts';

/** 报名: once, before the closing, by an agency listed for the service, within the ceiling, and by nobody with a tie. */
export function placeBid(job: Job, { data, actor, issuedAt }: JobCommandOf<'PlaceBid'>): Decision<JobEvent> {
  const { terms, opensAt } = job;
  const { bid, price, snapshot } = data;
  const agency = actedFor(actor);
  if (agency === null) return noOrganization;
  if (issuedAt >= opensAt)
    return reject('BiddingClosed', `Bids were taken until ${opensAt}; this one came at ${issuedAt}.`, 'M18');
  const unlisted = listingFault(job, agency, data);
  if (unlisted !== undefined) return unlisted;

  const { bids, exclusions } = applicantsOf(job);
  const earlier = exclusions.find(({ label }) => label === agency);
  if (earlier !== undefined) return reject('Recused', earlier.reason, earlier.rule);
  if (bids.some((other) => other.agency === agency))
    return reject(
      'AlreadyBid',
      `${snapshot.agencyName} has a bid in this job; withdraw it to place another.`,
    );
  if (everyBid(job).some((other) => other.bid === bid))
    return reject('BidIdTaken', `There is a bid «${bid}» in this job already; choose another id.`);

  const tie = recusal(agency, snapshot, terms.service.approvers, terms.policy.recusalPercent);
  if (tie !== undefined) {
    const refusal = { code: 'Recused', message: tie.reason, rule: 'S10' };
    const { agencyName } = snapshot;
    return refuseOnRecord({
      type: 'ApplicantExcluded' as const,
      data: { agency, agencyName, rule: 'S10', ...tie, path: [...tie.path], excludedAt: issuedAt, refusal },
    });
  }
  return (
    priceFault(job, price) ??
    accept({
      type: 'BidPlaced',
      data: { bid, agency, agencyName: snapshot.agencyName, price, placedAt: issuedAt },
    })
  );
}

function listingFault({ terms }: Job, agency: string, { snapshot }: JobCommandOf<'PlaceBid'>['data']) {
  if (!snapshot.listed)
    return reject(
      'AgencyNotListed',
      `${agency} is not listed in the market; register first and wait for the check.`,
      'M9',
    );
  if (!snapshot.services.includes(terms.service.code))
    return reject('ServiceNotHeld', `${snapshot.agencyName} is not listed for ${terms.service.title}.`, 'M7');
  return undefined;
}

function priceFault({ terms: { method, ceiling } }: Job, price: number | null) {
  if (method === 'DRAW')
    return price === null
      ? undefined
      : reject(
          'PriceUnasked',
          `The winner is drawn and paid the announced ${ceiling} fen; leave the price null.`,
          'M14',
        );
  if (price === null)
    return reject('PriceMissing', 'Prices are compared in this job; give one in whole fen.', 'M14');
  return price > ceiling
    ? reject('OverCeiling', `${price} fen is above the ceiling of ${ceiling} fen; quote at most that.`, 'M14')
    : undefined;
}

/** 撤回: by the bidder itself, before the closing. */
export function withdrawBid(
  job: Job,
  { data, actor, issuedAt }: JobCommandOf<'WithdrawBid'>,
): Decision<JobEvent> {
  const bid = applicantsOf(job).bids.find((other) => other.bid === data.bid);
  if (bid === undefined) return reject('BidUnknown', `This job has no standing bid «${data.bid}».`);
  if (!actsFor(actor, bid.agency)) return forbidden('the bidder', bid.agency);
  if (issuedAt >= job.opensAt)
    return reject('BiddingClosed', `Bids could be withdrawn until ${job.opensAt}; now they stand.`, 'M18');
  return accept({
    type: 'BidWithdrawn',
    data: { bid: bid.bid, agency: bid.agency, withdrawnAt: issuedAt },
  });
}

/** 复核回避: ownership may have changed since the bid, so it is looked at again before the selection (A7). */
export function recheck(job: Job, { data, issuedAt }: JobCommandOf<'RecheckApplicant'>): Decision<JobEvent> {
  const { agency, snapshot } = data;
  if (!applicantsOf(job).bids.some((bid) => bid.agency === agency))
    return reject('BidUnknown', `${agency} has no standing bid in this job.`);
  const { approvers } = job.terms.service;
  const tie = recusal(agency, snapshot, approvers, job.terms.policy.recusalPercent);
  if (tie === undefined)
    return reject('NoTie', `${snapshot.agencyName} has no path of ownership that recuses it.`, 'S10');
  const { agencyName } = snapshot;
  return accept({
    type: 'ApplicantExcluded',
    data: {
      agency,
      agencyName,
      rule: 'S10',
      ...tie,
      path: [...tie.path],
      excludedAt: issuedAt,
      refusal: null,
    },
  });
}

/** 截止: opens with a quorum; else extends once, and then goes on with two, with one, or lapses (S5, S7). */
export function closeBidding(
  job: Job,
  { issuedAt }: JobCommandOf<'CloseBidding'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { terms, opensAt } = job;
  const { policy, method } = terms;
  if (issuedAt < opensAt)
    return reject('BiddingOpen', `Bids are taken until ${opensAt}; nobody may open them before.`, 'M18');
  const { bids, exclusions } = applicantsOf(job);
  const basis = basisOf(bids.length, policy.quorum);

  if (basis !== 'QUORUM' && job.extensions < policy.extensions) {
    const later = addWorkingDays(calendar, endedDayOf(opensAt), policy.extensionDays).dueAt;
    return accept({
      type: 'NoticeExtended',
      data: { applicants: bids.length, before: opensAt, opensAt: later, extendedAt: issuedAt, rule: 'S5' },
    });
  }
  if (basis === undefined)
    return accept({
      type: 'JobLapsed',
      data: {
        rule: 'S7',
        reason: 'Nobody who may take part had applied at the closing.',
        lapsedAt: issuedAt,
      },
    });
  if (method === 'DRAW' && bids.length > 1) {
    const labels = [...bids.map(({ agency }) => agency), ...exclusions.map(({ label }) => label)];
    return accept({
      type: 'PoolFixed',
      data: {
        basis,
        pool: labels.toSorted(byCodePoint),
        exclusions: exclusions.toSorted((a, b) => byCodePoint(a.label, b.label)),
        openedAt: issuedAt,
      },
    });
  }
  const opened = {
    type: 'BidsOpened',
    data: { basis, ranking: rankingOf(bids), openedAt: issuedAt },
  } as const;
  const flagged = flagging(job.terms, bids, issuedAt);
  return flagged === undefined ? accept(opened) : accept<JobEvent>(opened, flagged);
}

/** Undefined: nobody. */
const basisOf = (applicants: number, quorum: number): Basis | undefined =>
  applicants >= quorum
    ? 'QUORUM'
    : applicants >= 2
      ? 'TWO_AFTER_EXTENSION'
      : applicants === 1
        ? 'SOLE_AFTER_EXTENSION'
        : undefined;
