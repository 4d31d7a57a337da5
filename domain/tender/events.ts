import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import { Bytes32, DrawExclusion, DrawProof, DrawStatement, Label } from '../draw/proof.ts';
import { CreditCode, Sha256 } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Fen } from '../kernel/money.ts';
import { Refusal, Violation } from '../kernel/violation.ts';
import { BidId, JobTerms } from './terms.ts';

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), data: z.object(shape) });

/** 发布选取公告. */
const JobPublished = fact('JobPublished', JobTerms.shape);

/** 报名: one sealed quote 报价, or none where the winner is drawn at the announced price. */
const BidPlaced = fact('BidPlaced', {
  bid: BidId,
  agency: CreditCode,
  agencyName: z.string(),
  price: Fen.nullable(),
  placedAt: Instant,
});
/** 撤回报名, before the opening; the bid stays on the record. */
const BidWithdrawn = fact('BidWithdrawn', { bid: BidId, agency: CreditCode, withdrawnAt: Instant });

/** 回避: an applicant that belongs to the approving authority (S10, A7), with the path of ownership. */
const ApplicantExcluded = fact('ApplicantExcluded', {
  agency: CreditCode,
  agencyName: z.string(),
  rule: z.string(),
  reason: z.string(),
  path: z.array(z.string()),
  excludedAt: Instant,
  /** The answer to its application; null where it had applied before the tie was known. */
  refusal: Refusal.nullable(),
});

/** 延长公告: too few applicants at the first closing (S5). Bids stay. */
const NoticeExtended = fact('NoticeExtended', {
  applicants: z.int(),
  before: Instant,
  opensAt: Instant,
  extendedAt: Instant,
  rule: z.string(),
});

/** How many there were to choose from (S5). */
export const Basis = z.enum(['QUORUM', 'TWO_AFTER_EXTENSION', 'SOLE_AFTER_EXTENSION']);
export type Basis = z.infer<typeof Basis>;

/** A quote at its place: by price, then by time (S8). */
const RankedBid = z.object({
  bid: BidId,
  agency: CreditCode,
  price: Fen.nullable(),
  rank: z.int().positive(),
});

/** 开启报价. */
const BidsOpened = fact('BidsOpened', {
  basis: Basis,
  ranking: z.array(RankedBid).min(1),
  openedAt: Instant,
});

/** 低价预警: quotes so far below the ceiling that an award needs a recorded explanation. */
const QuotesFlagged = fact('QuotesFlagged', {
  quotes: z.array(z.object({ bid: BidId, agency: CreditCode, price: Fen })).min(1),
  /** The least that needs no explanation. */
  floor: Fen,
  flaggedAt: Instant,
});
/** 低价说明. */
const LowQuoteJudged = fact('LowQuoteJudged', {
  bid: BidId,
  agency: CreditCode,
  explanation: z.string(),
  accepted: z.boolean(),
  judgedAt: Instant,
});
/** 并列评审: the review panel decides between quotes that are equal in price and time (S8). */
const TieDecided = fact('TieDecided', {
  bid: BidId,
  over: z.array(BidId),
  reasons: z.string(),
  decidedAt: Instant,
});

/** 锁定摇号名单: who takes part, and who is in the pool and cannot win. */
const PoolFixed = fact('PoolFixed', {
  basis: Basis,
  pool: z.array(Label).min(1),
  exclusions: z.array(DrawExclusion),
  openedAt: Instant,
});
/** 摇号公告: step 1 of draw-v1. A repeated draw has a statement of its own. */
const DrawAnnounced = fact('DrawAnnounced', { statement: DrawStatement, announcedAt: Instant });
/** Step 2: a contributor binds itself to a value. */
const DrawCommitted = fact('DrawCommitted', {
  draw: z.string(),
  contributor: CreditCode,
  commit: Bytes32,
  committedAt: Instant,
});
const DrawCommitsClosed = fact('DrawCommitsClosed', { draw: z.string(), closedAt: Instant });
/** Step 3: a value that opens its commit. */
const DrawRevealed = fact('DrawRevealed', {
  draw: z.string(),
  contributor: CreditCode,
  value: Bytes32,
  revealedAt: Instant,
});
/** Steps 4 and 5, with all that a stranger needs to run it again. */
const DrawConcluded = fact('DrawConcluded', { draw: z.string(), proof: DrawProof, concludedAt: Instant });
/** 摇号作废: somebody withheld. Who it was takes no part in the repetition. */
const DrawVoided = fact('DrawVoided', {
  draw: z.string(),
  withholders: z.array(CreditCode).min(1),
  violation: Violation,
  voidedAt: Instant,
});

/** Publicity of a winner 结果公示 (S12), and why it is this one. */
const publicity = {
  winner: CreditCode,
  bid: BidId,
  price: Fen,
  /** Who stands by, in order. */
  reserves: z.array(CreditCode),
  explanation: z.string(),
  /** 24:00 of its last day: objections are taken until then. */
  publicityEndsAt: Instant,
  provisional: z.boolean(),
};
/** 中选. */
const WinnerSelected = fact('WinnerSelected', {
  basis: z.enum(['LOWEST_PRICE', 'DRAW', 'DIRECT']),
  ...publicity,
  decidedAt: Instant,
});
/** 放弃中选 (S23): a breach of the winner's. */
const WinnerGaveUp = fact('WinnerGaveUp', {
  agency: CreditCode,
  reason: z.string(),
  gaveUpAt: Instant,
  violation: Violation,
  clocks,
});
/** 递补: the next substitute takes over and gets a publicity of its own. */
const SubstituteCalled = fact('SubstituteCalled', { ...publicity, decidedAt: Instant });

/** 异议: suspends the next step until it is answered (S26). */
const ObjectionRaised = fact('ObjectionRaised', {
  objection: z.string(),
  by: CreditCode,
  grounds: z.string(),
  raisedAt: Instant,
  clocks,
});
const ObjectionDismissed = fact('ObjectionDismissed', {
  objection: z.string(),
  reasons: z.string(),
  answeredAt: Instant,
  clocks,
});
const ObjectionUpheld = fact('ObjectionUpheld', {
  objection: z.string(),
  reasons: z.string(),
  answeredAt: Instant,
  clocks,
});
/** 恢复公示: no objection is open any more. */
const PublicityResumed = fact('PublicityResumed', { publicityEndsAt: Instant, resumedAt: Instant });

/** 公示期满: the days to contract start (S13). */
const AwardConfirmed = fact('AwardConfirmed', {
  winner: CreditCode,
  price: Fen,
  /** When publicity ended. */
  confirmedAt: Instant,
  clocks,
});
/** 签订合同: how a job ends well; the work is the engagement's. */
const ContractSigned = fact('ContractSigned', {
  winner: CreditCode,
  winnerName: z.string(),
  price: Fen,
  sha256: Sha256,
  signedAt: Instant,
  clocks,
});

/** 流标: nobody is left to choose from (S7). */
const JobLapsed = fact('JobLapsed', { rule: z.string(), reason: z.string(), lapsedAt: Instant });
/** 终止: by the buyer, before anything was chosen. */
const JobTerminated = fact('JobTerminated', { reason: z.string(), terminatedAt: Instant });
/** 作废: annulled by a rule. */
const JobAnnulled = fact('JobAnnulled', {
  rule: z.string(),
  reasons: z.string(),
  annulledAt: Instant,
  clocks,
});

/** Where an instant that is counted in working days was, and where it is now. */
const moved = z.object({ before: Instant, after: Instant });

/** 时限重算: what a holiday notice moved, an opening 开启时间 or the end of a publicity 公示截止 among it. */
const DeadlineRederived = fact('DeadlineRederived', {
  notice: z.string(),
  clocks,
  opensAt: moved.optional(),
  publicityEndsAt: moved.optional(),
});

export const JobEvent = z.discriminatedUnion('type', [
  JobPublished,
  BidPlaced,
  BidWithdrawn,
  ApplicantExcluded,
  NoticeExtended,
  BidsOpened,
  QuotesFlagged,
  LowQuoteJudged,
  TieDecided,
  PoolFixed,
  DrawAnnounced,
  DrawCommitted,
  DrawCommitsClosed,
  DrawRevealed,
  DrawConcluded,
  DrawVoided,
  WinnerSelected,
  WinnerGaveUp,
  SubstituteCalled,
  ObjectionRaised,
  ObjectionDismissed,
  ObjectionUpheld,
  PublicityResumed,
  AwardConfirmed,
  ContractSigned,
  JobLapsed,
  JobTerminated,
  JobAnnulled,
  DeadlineRederived,
]);
export type JobEvent = z.infer<typeof JobEvent>;
export type JobFact<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>['data'];
