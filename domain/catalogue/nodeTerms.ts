import * as z from 'zod';
import { Limit, PausePolicy, Thresholds } from '../clock/terms.ts';
import { CreditCode, NodeKey, ProjectCode } from '../kernel/ids.ts';

/** What a node of the chain is. */
export const NodeKind = z.enum([
  'MATTER',
  'JOINT_SURVEY',
  'MULTI_REVIEW',
  'JOINT_DRAWING_REVIEW',
  'JOINT_ACCEPTANCE',
  'INTERMEDIARY',
  'TENDER',
  'EXPERT_REVIEW',
  'EXTERNAL',
]);
export type NodeKind = z.infer<typeof NodeKind>;

/** A material 材料 that an application needs. */
export const MaterialRequirement = z.object({
  key: z.string().min(1),
  name: z.string().min(1),
  /** A main material; a secondary one may follow later under deficiency acceptance. */
  main: z.boolean(),
});
export type MaterialRequirement = z.infer<typeof MaterialRequirement>;

/** A step inside a node with days of its own (B23): its end is due `days` after the end of the step before it. */
export const StepTerms = z.object({
  key: z.string().min(1),
  title: z.string().min(1),
  days: z.number().positive(),
});
export type StepTerms = z.infer<typeof StepTerms>;

/** A legal reason for which time may be left out of the limit 特别程序 (T10, T11), with the most it may take. */
export const PauseReason = z.object({
  key: z.string().min(1),
  title: z.string().min(1),
  legalBasis: z.string().min(1),
  /** In working days; null without a cap. */
  cap: z.number().positive().nullable(),
});
export type PauseReason = z.infer<typeof PauseReason>;

/** What a silent or absent participant is taken to have said 缺席默认, 超时默许 (Q5): data, per node. */
export const TacitPolicy = z.object({
  absent: z.enum(['consent', 'none']),
  silent: z.enum(['consent', 'none']),
});
export type TacitPolicy = z.infer<typeof TacitPolicy>;

/**
 * Days to ask for corrections (T3), and the working days that a correction may take before it lapses, with what the lapse
 * counts as (T5): the application is withdrawn 视为撤回, or it is refused 不予受理. No `lapse`: the law of the region has none.
 */
export const CorrectionPolicy = z.object({
  askWithin: z.number().positive(),
  lapse: z.object({ after: z.number().positive(), as: z.enum(['withdrawn', 'refused']) }).optional(),
  rules: z.array(z.string()).min(1),
});
export type CorrectionPolicy = z.infer<typeof CorrectionPolicy>;

/** How far a limit may be extended 延长期限, in all and how often, and by which rule (T6, T7). */
export const ExtensionPolicy = z.object({
  days: z.number().positive(),
  times: z.int().positive(),
  rule: z.string().min(1),
});
export type ExtensionPolicy = z.infer<typeof ExtensionPolicy>;

/** When the document must have reached the applicant 颁发、送达 (T9), in working days of the decision. */
export const DeliveryPolicy = z.object({ within: z.number().positive(), rules: z.array(z.string()).min(1) });
export type DeliveryPolicy = z.infer<typeof DeliveryPolicy>;

/**
 * What a consent by silence or absence leaves to be done 超时默许后续 (Q5), in working days: the unit puts its view in writing,
 * and the lead looks at the consent afterwards 事后核查.
 */
export const FollowUpPolicy = z.object({
  within: z.number().positive(),
  checkWithin: z.number().positive(),
  rules: z.array(z.string()).min(1),
});
export type FollowUpPolicy = z.infer<typeof FollowUpPolicy>;

/** When a drawing review is filed 审查情况备案 (J9), in working days of its certificate. */
export const FilingPolicy = z.object({ within: z.number().positive(), rules: z.array(z.string()).min(1) });
export type FilingPolicy = z.infer<typeof FilingPolicy>;

/** One who takes part in a joint procedure 协办部门, with the discipline it answers for. */
export const Participant = z.object({
  unit: CreditCode,
  name: z.string().min(1),
  discipline: z.string().min(1),
});
export type Participant = z.infer<typeof Participant>;

/** What a node may do and must keep, taken from the catalogue when it opens and pinned in its first fact. */
export const NodeTerms = z.object({
  project: ProjectCode,
  key: NodeKey,
  kind: NodeKind,
  title: z.string().min(1),
  /** Base code of the matter in the catalogue; null for work that is no approval. */
  matter: z.string().nullable(),
  /** Credit code of the owner 项目单位. */
  owner: CreditCode,
  /** Credit code of the deciding or leading unit; of the owner for off-clock work. */
  authority: CreditCode,
  authorityName: z.string().min(1),
  /** Credit code of the unit at whose window things are received. */
  intake: CreditCode,
  participants: z.array(Participant),
  /** Null for work off the approval clock. */
  promised: Limit.nullable(),
  statutory: Limit.nullable(),
  pausePolicy: PausePolicy,
  thresholds: Thresholds,
  closesAt: z.string().nullable(),
  rules: z.array(z.string().min(1)).min(1),
  steps: z.array(StepTerms),
  correction: CorrectionPolicy,
  /** The most that its limit may be extended by; undefined where its version of the catalogue sets no bound. */
  extension: ExtensionPolicy.optional(),
  /** In how many working days of the decision the document is delivered (T9); undefined where no limit is set. */
  delivery: DeliveryPolicy.optional(),
  /** Left out where silence is no consent, and where the version in force leaves it at that. */
  followUp: FollowUpPolicy.optional(),
  /** Of a drawing review; undefined where no limit is set. */
  filing: FilingPolicy.optional(),
  pauses: z.array(PauseReason),
  tacit: TacitPolicy,
  materials: z.array(MaterialRequirement),
  /** Days that off-clock work is planned to take; null for approvals, 0 where it takes none. */
  plannedDays: z.number().nonnegative().nullable(),
  /** Base code of the intermediary service 中介服务事项 to buy; null where none is. */
  service: z.string().nullable(),
});
export type NodeTerms = z.infer<typeof NodeTerms>;
