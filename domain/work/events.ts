import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { clocks } from '../clock/facts.ts';
import { Sha256, Text } from '../kernel/ids.ts';
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
  WorkCompleted,
  WorkWithdrawn,
  DeadlineRederived,
]);
export type WorkEvent = z.infer<typeof WorkEvent>;
