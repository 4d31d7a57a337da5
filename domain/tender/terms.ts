import * as z from 'zod';
import { MarketPolicy } from '../catalogue/marketPolicy.ts';
import { ServiceListing } from '../catalogue/serviceListing.ts';
import { Days } from '../clock/terms.ts';
import { CreditCode, JobId, NodeKey, ProjectCode } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Fen } from '../kernel/money.ts';

/** How the winner is found 选取方式: by the lowest sealed quote 竞价, or by a verifiable draw 摇号 at the announced price. */
export const SelectionMethod = z.enum(['LOWEST_PRICE', 'DRAW']);
export type SelectionMethod = z.infer<typeof SelectionMethod>;

/** Key of a bid, made by the bidder. */
export const BidId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._-]{2,79}$/, {
  error: 'A bid id has 3 to 80 letters, digits, dots, dashes or underscores.',
});
export type BidId = z.infer<typeof BidId>;

/** A bid as a command names it: by its key, or with the id of its job before it, as a reader of bids sees it. */
export const BidRef = z
  .string()
  .regex(/^([0-9A-Za-z][0-9A-Za-z._-]{2,79}\/)?[0-9A-Za-z][0-9A-Za-z._-]{2,79}$/, {
    error: 'A bid is named by its key, or by the id of its job, a slash and its key.',
  });

/** What was announced, and may not be departed from (S14). */
export const JobTerms = z.object({
  job: JobId,
  /** The chain node that the job buys for; null for a job outside any chain. */
  project: ProjectCode.nullable(),
  node: NodeKey.nullable(),
  /** The chain node whose work is bought: what comes after the purchase; null where none does. */
  workNode: NodeKey.nullable().default(null),
  title: z.string(),
  service: ServiceListing,
  method: SelectionMethod,
  /** 最高限价: the most that a quote may be; the price itself where the winner is drawn. */
  ceiling: Fen,
  buyer: CreditCode,
  /** Time limit of the service (A15); null where none is agreed. */
  serviceDays: Days.nullable(),
  /** Who brings randomness to a draw, by credit code: at least three of different interests. Null without a draw. */
  contributors: z.array(CreditCode).min(3).nullable(),
  policy: MarketPolicy,
  publishedAt: Instant,
  /** Until when bids are taken, and from when they may be opened: the first instant that is late. */
  opensAt: Instant,
});
export type JobTerms = z.infer<typeof JobTerms>;
