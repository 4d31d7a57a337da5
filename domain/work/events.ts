import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { clocks } from '../clock/facts.ts';
import { JobId, Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** What shows that off-clock work was done: a name and the digest of the document. */
export const Evidence = z.object({
  name: Text(200).describe('What the document is.'),
  sha256: Sha256.describe('SHA-256 of the document.'),
});
export type Evidence = z.infer<typeof Evidence>;

/** 链外环节启动: work off the approval clock may begin; with planned days a clock of its own runs (B47). */
export const WorkOpened = z.object({
  type: z.literal('WorkOpened'),
  data: z.object({ terms: NodeTerms, openedAt: Instant, clocks }),
});

/** 链外环节完成, with evidence. */
export const WorkCompleted = z.object({
  type: z.literal('WorkCompleted'),
  data: z.object({
    evidence: z.array(Evidence).min(1),
    note: z.string().nullable(),
    outcome: z.literal('approved'),
    endedAt: Instant,
    clocks,
  }),
});

/** 采购公告: a job in the market buys what the node asks for; until it is over, the market says when the node is done (M16). */
export const PurchaseAnnounced = z.object({
  type: z.literal('PurchaseAnnounced'),
  data: z.object({ job: JobId, notedAt: Instant }),
});

/** 重复采购: another job was published for the node while one is open; it will be annulled (S11). */
export const PurchaseDoubled = z.object({
  type: z.literal('PurchaseDoubled'),
  data: z.object({ job: JobId, open: JobId, notedAt: Instant }),
});

/** 采购终结: the job ended without a contract; the node waits for another one, or for its owner. */
export const PurchaseEnded = z.object({
  type: z.literal('PurchaseEnded'),
  data: z.object({ job: JobId, how: z.enum(['lapsed', 'terminated', 'annulled']), notedAt: Instant }),
});

/** The owner gave the work up. */
export const WorkWithdrawn = z.object({
  type: z.literal('WorkWithdrawn'),
  data: z.object({ reason: Text(2000), outcome: z.literal('withdrawn'), endedAt: Instant, clocks }),
});

/** A holiday notice moved the planned end. */
export const DeadlineRederived = z.object({
  type: z.literal('DeadlineRederived'),
  data: z.object({ notice: z.string(), clocks }),
});

export const WorkEvent = z.discriminatedUnion('type', [
  WorkOpened,
  PurchaseAnnounced,
  PurchaseDoubled,
  PurchaseEnded,
  WorkCompleted,
  WorkWithdrawn,
  DeadlineRederived,
]);
export type WorkEvent = z.infer<typeof WorkEvent>;
