import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { Instant, LegalDay } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type {
  AgencyView,
  AlertView,
  BidView,
  DeadlineView,
  JobView,
  MandateView,
  NodeView,
  ProjectView,
} from '../../projections/views.ts';
import type { Change } from '../changes/change.ts';

/** Objects remember the instant they were asked for, so that their fields answer for the same one. */
interface AsOf {
  readonly asOf: Instant;
}

export interface Viewer {
  readonly subject: string | null;
  readonly organization: string | null;
  readonly roles: readonly string[];
  readonly onBehalfOf?: string | null | undefined;
}
export type Project = ProjectView & AsOf;
export type ChainNode = NodeView & AsOf;
export type Deadline = DeadlineView;
export type OverdueAlert = AlertView & AsOf;
export type Job = JobView & AsOf;
export type Bid = BidView & AsOf;
export type Agency = AgencyView;
export type Mandate = MandateView & AsOf;

export type ProjectChange = Change & { readonly code: string };
export type JobChange = Change & { readonly id: string };
export type AlertChange = Change & { readonly alert: OverdueAlert };

export interface CountedDay {
  readonly date: LegalDay;
  readonly counted: boolean;
  readonly amount: number;
  readonly reason: string;
}
export interface Pause {
  readonly reason: string;
  readonly legalBasis: string;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly cap: number | null;
}
export interface Rule {
  readonly id: string;
  readonly text: string;
}
export interface Explanation {
  readonly startedOn: LegalDay;
  readonly dueOn: LegalDay | null;
  readonly steps: readonly CountedDay[];
  readonly pauses: readonly Pause[];
  readonly rules: readonly string[];
  readonly binding: string;
}

export type CalendarInForce = Calendar;
export interface CountedWorkingDays {
  readonly days: number;
  readonly provisional: boolean;
  readonly steps: readonly CountedDay[];
}
export interface WorkingDays {
  readonly dueOn: LegalDay;
  readonly provisional: boolean;
  readonly steps: readonly CountedDay[];
}

/** A fact as a reader may see it. */
export interface Event extends Recorded {
  readonly withheld: string | null;
}

export interface Accepted {
  readonly __typename: 'Accepted';
  readonly commandId: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}
export interface Rejected {
  readonly __typename: 'Rejected';
  readonly code: string;
  readonly message: string;
  readonly rule: Rule | null;
  readonly allowed: readonly string[];
  readonly position: string | null;
}
export interface Invalid {
  readonly __typename: 'Invalid';
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}
export type CommandResult = Accepted | Rejected | Invalid;
