import * as z from 'zod';
import { Days, Thresholds } from '../clock/terms.ts';
import { CreditCode } from '../kernel/ids.ts';

/** Working days 工作日: the market counts in nothing else. */
const WorkingDays = Days;

/**
 * The numbers of the intermediary market 中介超市 in one region: data, versioned, pinned by a job in its first fact, so
 * that a change never touches a running job.
 */
export const MarketPolicy = z.object({
  version: z.int().positive(),
  /** Credit code of whoever operates the platform and checks applications for entry. */
  operator: CreditCode,
  /** Form check of an application for entry (M9). */
  formCheckDays: WorkingDays,
  /** Shortest notice (M18). */
  noticeDays: WorkingDays.int(),
  /** Fewest applicants for a selection, and what an extension of the notice adds; it is extended once (S5). */
  quorum: z.int().min(1),
  extensionDays: WorkingDays.int(),
  extensions: z.int().nonnegative(),
  /** A quote below this share of the ceiling, in percent, needs a recorded explanation before an award. */
  lowQuotePercent: z.int().min(0).max(100),
  /** Recusal from this share of ownership on along one path, in percent (S10). */
  recusalPercent: z.number().positive().max(100),
  /** How many substitutes stand behind the winner, fixed before the selection (S23). */
  reserves: z.int().nonnegative(),
  /** Digest of the draws. */
  drawHash: z.enum(['sha256', 'sm3']),
  /** Publicity of the result, and the reply to an objection (S12). */
  publicityDays: WorkingDays.int(),
  objectionReplyDays: WorkingDays,
  /** From the end of publicity to the contract (S13). */
  contractDays: WorkingDays,
  /** Answer of the buyer to a delivery (S25), and time to do a rejected one again. */
  confirmationDays: WorkingDays,
  reworkDays: WorkingDays,
  thresholds: Thresholds,
});
export type MarketPolicy = z.infer<typeof MarketPolicy>;

/**
 * Released: never edited, only followed by another version. R: read in a rule's source; U: common practice that no text
 * was found for, so an editable default.
 */
export const marketPolicyV1: MarketPolicy = Object.freeze(
  MarketPolicy.parse({
    version: 1,
    operator: '11532390MB0A00106L',
    formCheckDays: 2, // R M9
    noticeDays: 3, // U M18, configurable from 1 to 5
    quorum: 3, // U S5
    extensionDays: 3, // U S5: as long as the shortest notice
    extensions: 1, // U S5
    lowQuotePercent: 60, // U
    recusalPercent: 20, // U S10 names no share
    reserves: 2, // U S23
    drawHash: 'sha256', // U
    publicityDays: 3, // U S12
    objectionReplyDays: 3, // U S12
    contractDays: 10, // U S13
    confirmationDays: 5, // U S25
    reworkDays: 5, // U
    thresholds: { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 }, // R K2, K3; purple U
  }),
);
