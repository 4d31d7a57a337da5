import type { PausePolicy, Thresholds } from '../clock/terms.ts';
import type { Matter, MatterMode } from './matter.ts';
import type {
  CorrectionPolicy,
  DeliveryPolicy,
  ExtensionPolicy,
  FilingPolicy,
  FollowUpPolicy,
  NodeKind,
} from './nodeTerms.ts';

/** The numbers and choices that hold for every matter of one version of the catalogue 办理政策. */
export interface Policies {
  readonly thresholds: Thresholds;
  readonly pausePolicy: PausePolicy;
  readonly corrections: Readonly<Record<Matter['correction'], CorrectionPolicy>>;
  /** By how a matter is handled; left out where a version sets no bound. */
  readonly extensions?: Readonly<Record<MatterMode, ExtensionPolicy>>;
  readonly delivery?: DeliveryPolicy;
  readonly followUp?: FollowUpPolicy;
  readonly filing?: FilingPolicy;
  /** How a matter must be handled to be reviewed before its predecessors are done 提前审查 (T17); left out: none is. */
  readonly preReview?: readonly MatterMode[];
  /** Ids of the rules that every limit on the approval clock rests on. */
  readonly approvalRules: readonly string[];
  /** Ids of the rules that the planned days of off-clock work rest on, by kind of node. */
  readonly offClockRules: Readonly<Partial<Record<NodeKind, readonly string[]>>>;
}
