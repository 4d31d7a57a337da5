import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { EstimatedDays } from '../clock/estimate.ts';
import { clocks } from '../clock/facts.ts';
import { Days } from '../clock/terms.ts';
import { Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Material } from './material.ts';
import { JointPolicy, jointPolicyV1 } from './policy.v1.ts';

/** The facts of the common life of the four procedures; those with a name of their own are made by name. */

/** 启动: what it waited for is done; its terms and the policy are pinned. */
export const openedFact = <Name extends string>(name: Name) =>
  z.object({
    type: z.literal(name),
    data: z.object({ terms: NodeTerms, policy: JointPolicy.default(jointPolicyV1), openedAt: Instant }),
  });

/** 受理: one receipt for all units, and from its legal day on the limit runs. */
export const acceptedFact = <Name extends string>(name: Name) =>
  z.object({
    type: z.literal(name),
    data: z.object({
      receiptNumber: Text(100),
      materials: z.array(Material),
      acceptedAt: Instant,
      acceptedBy: Text(200),
      clocks,
    }),
  });

/** How a procedure ends, whichever way. */
export const ending = {
  documentNumber: Text(100).nullable(),
  /** Why it is late, where it is (T15). */
  lateness: Text(2000).nullable(),
  decidedBy: Text(200),
  endedAt: Instant,
  clocks,
};

/** 撤回: the owner took the application back. */
export const withdrawnFact = <Name extends string>(name: Name) =>
  z.object({
    type: z.literal(name),
    data: z.object({ reason: Text(2000), outcome: z.literal('withdrawn'), endedAt: Instant, clocks }),
  });

/** 延长期限: with the head's approval, and the reasons told (T6). */
export const LimitExtended = z.object({
  type: z.literal('LimitExtended'),
  data: z.object({ days: Days, reason: Text(2000), approver: Text(100), extendedAt: Instant, clocks }),
});

/** A holiday notice moved running limits: what they were before, and what they are now. */
export const DeadlineRederived = z.object({
  type: z.literal('DeadlineRederived'),
  data: z.object({ notice: z.string().min(1), clocks }),
});

/** 特别程序开始: time that the law leaves out (T10, T11), told in writing. */
export const SpecialProcedureStarted = z.object({
  type: z.literal('SpecialProcedureStarted'),
  data: z.object({
    reason: z.string().min(1),
    title: z.string().min(1),
    legalBasis: z.string().min(1),
    notice: Text(2000),
    estimatedDays: EstimatedDays,
    startedAt: Instant,
    clocks,
  }),
});

/** 特别程序结束: by the lead, or by itself at the cap. */
export const SpecialProcedureEnded = z.object({
  type: z.literal('SpecialProcedureEnded'),
  data: z.object({ resumedAt: Instant, atCap: z.boolean(), clocks }),
});
