import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { EstimatedDays } from '../clock/estimate.ts';
import { clocks } from '../clock/facts.ts';
import { Days } from '../clock/terms.ts';
import { Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** A material 材料 as it was handed in: present with the digest of its content, or missing. */
export const Material = z.object({
  key: z.string().min(1).describe('Key of the material in the matter.'),
  name: z.string(),
  sha256: Sha256.nullable(),
  present: z.boolean(),
});
export type Material = z.infer<typeof Material>;

/** 事项启动: what it waited for is done, and its terms are pinned. */
export const MatterOpened = z.object({
  type: z.literal('MatterOpened'),
  data: z.object({ terms: NodeTerms, openedAt: Instant }),
});

/**
 * 提前收件: the chain has not come to it yet, but what there is was handed in, so that it can be reviewed in advance (T17).
 * No limit runs.
 */
export const MatterOpenedInAdvance = z.object({
  type: z.literal('MatterOpenedInAdvance'),
  data: z.object({
    terms: NodeTerms,
    receiptNumber: z.string(),
    materials: z.array(Material),
    receivedAt: Instant,
    receivedBy: z.string(),
  }),
});

/** 提前审查意见: what the later department finds while it waits for the earlier result (T17). */
export const PreReviewGiven = z.object({
  type: z.literal('PreReviewGiven'),
  data: z.object({
    outcome: z.enum(['ready', 'notReady']),
    findings: Text(4000),
    reviewedBy: z.string(),
    givenAt: Instant,
  }),
});

/** 收件: a sealed and dated receipt was given (T18); the days to ask for corrections run (T3). */
export const MatterReceived = z.object({
  type: z.literal('MatterReceived'),
  data: z.object({ receiptNumber: z.string(), materials: z.array(Material), receivedAt: Instant, clocks }),
});

/** 补正告知: everything that is missing, once (T3). */
export const CorrectionRequested = z.object({
  type: z.literal('CorrectionRequested'),
  data: z.object({ missing: z.array(z.string()).min(1), note: Text(2000), requestedAt: Instant, clocks }),
});

/** 补正: the applicant handed in what was missing. */
export const CorrectionSubmitted = z.object({
  type: z.literal('CorrectionSubmitted'),
  data: z.object({ materials: z.array(Material), submittedAt: Instant, clocks }),
});

/** 逾期未补正视为撤回: a correction that was not made in its days counts as withdrawal, where the region says so (T5). */
export const MatterDeemedWithdrawn = z.object({
  type: z.literal('MatterDeemedWithdrawn'),
  data: z.object({ outcome: z.literal('withdrawn'), endedAt: Instant, clocks }),
});

/** 逾期未补正不予受理: a correction that was not made in its days counts as a refusal, where the region says so (T5). */
export const AcceptanceDeemedRefused = z.object({
  type: z.literal('AcceptanceDeemedRefused'),
  data: z.object({ outcome: z.literal('refused'), endedAt: Instant, clocks }),
});

/** 受理: from its legal day on the limit runs. */
export const MatterAccepted = z.object({
  type: z.literal('MatterAccepted'),
  data: z.object({ acceptedAt: Instant, acceptedBy: z.string(), clocks }),
});

/** 逾期视为受理: silence beyond the days to ask for corrections counts as acceptance from the receipt (T3). */
export const MatterDeemedAccepted = z.object({
  type: z.literal('MatterDeemedAccepted'),
  data: z.object({ acceptedAt: Instant, deemedAt: Instant, clocks }),
});

/** 不予受理, with reasons (T18). */
export const AcceptanceRefused = z.object({
  type: z.literal('AcceptanceRefused'),
  data: z.object({ reasons: Text(2000), outcome: z.literal('refused'), endedAt: Instant, clocks }),
});

/** 特别程序开始: time that the law leaves out (T10, T11), told in writing. */
export const SpecialProcedureStarted = z.object({
  type: z.literal('SpecialProcedureStarted'),
  data: z.object({
    reason: z.string(),
    title: z.string(),
    legalBasis: z.string(),
    notice: Text(2000),
    estimatedDays: EstimatedDays,
    startedAt: Instant,
    clocks,
  }),
});

/** 特别程序结束: by the department, or by itself at the cap. */
export const SpecialProcedureEnded = z.object({
  type: z.literal('SpecialProcedureEnded'),
  data: z.object({ resumedAt: Instant, atCap: z.boolean(), clocks }),
});

/** 延长期限: with the head's approval, and the reasons told (T6). */
export const LimitExtended = z.object({
  type: z.literal('LimitExtended'),
  data: z.object({ days: Days, reason: Text(2000), approver: Text(100), extendedAt: Instant, clocks }),
});

/** A step inside the matter is done (B23). */
export const StepCompleted = z.object({
  type: z.literal('StepCompleted'),
  data: z.object({ step: z.string(), completedAt: Instant, clocks }),
});

/** 办结（准予）: the matter is approved. */
export const MatterDecided = z.object({
  type: z.literal('MatterDecided'),
  data: z.object({
    outcome: z.literal('approved'),
    documentNumber: z.string().nullable(),
    /** Why it is late, where it is (T15). */
    lateness: z.string().nullable(),
    decidedBy: z.string(),
    endedAt: Instant,
    clocks,
  }),
});

/** 办结（不予许可）: the matter is refused, with reasons (T18). */
export const MatterRefused = z.object({
  type: z.literal('MatterRefused'),
  data: z.object({
    outcome: z.literal('refused'),
    documentNumber: z.string().nullable(),
    reasons: z.string(),
    /** Why it is late, where it is (T15). */
    lateness: z.string().nullable(),
    decidedBy: z.string(),
    endedAt: Instant,
    clocks,
  }),
});

/** 送达: the licence was issued or posted (T9). */
export const MatterDelivered = z.object({
  type: z.literal('MatterDelivered'),
  data: z.object({
    channel: z.enum(['counter', 'post', 'online']),
    reference: z.string().nullable(),
    deliveredAt: Instant,
    /** Closes the limit for it; the first facts of this kind had none. */
    clocks: clocks.default([]),
  }),
});

/** 撤回: the applicant took the application back. */
export const MatterWithdrawn = z.object({
  type: z.literal('MatterWithdrawn'),
  data: z.object({ reason: Text(2000), outcome: z.literal('withdrawn'), endedAt: Instant, clocks }),
});

/** A holiday notice moved a running limit: what it was before, and what it is now. */
export const DeadlineRederived = z.object({
  type: z.literal('DeadlineRederived'),
  data: z.object({ notice: z.string(), clocks }),
});

export const MatterEvent = z.discriminatedUnion('type', [
  MatterOpened,
  MatterOpenedInAdvance,
  PreReviewGiven,
  MatterReceived,
  CorrectionRequested,
  CorrectionSubmitted,
  MatterDeemedWithdrawn,
  AcceptanceDeemedRefused,
  MatterAccepted,
  MatterDeemedAccepted,
  AcceptanceRefused,
  SpecialProcedureStarted,
  SpecialProcedureEnded,
  LimitExtended,
  StepCompleted,
  MatterDecided,
  MatterRefused,
  MatterDelivered,
  MatterWithdrawn,
  DeadlineRederived,
]);
export type MatterEvent = z.infer<typeof MatterEvent>;
