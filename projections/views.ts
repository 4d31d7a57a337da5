import type { NodeStatus } from '../domain/catalogue/nodeStatus.ts';
import type { NodeKind, NodeTerms } from '../domain/catalogue/nodeTerms.ts';
import type { Clock, Level } from '../domain/clock/clock.ts';
import type { DeadlineKind } from '../domain/clock/facts.ts';
import type { Instant, LegalDay } from '../domain/kernel/instant.ts';
import type { MandateStatus } from '../domain/mandate/state.ts';

/** A page of a list: forward from a cursor, with the total of what the filter finds. */
export interface PageRequest {
  readonly first: number;
  readonly after: string | null;
  /** False where nobody will look at the total: to count a long list takes longer than to read a page of it. */
  readonly total?: boolean | undefined;
}
export interface Page<View> {
  readonly edges: readonly { readonly cursor: string; readonly node: View }[];
  readonly totalCount: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A node of a chain as it stood at an instant. */
export interface NodeView {
  readonly project: string;
  readonly key: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly status: NodeStatus;
  readonly authority: string;
  readonly authorityName: string;
  readonly predecessors: readonly string[];
  /** Acceptance for approvals, opening for off-clock work. */
  readonly startedAt: Instant | null;
  readonly decidedAt: Instant | null;
  readonly promisedDays: number | null;
  /** Planned days of off-clock work. */
  readonly plannedDays: number | null;
  readonly level: Level;
  readonly paused: boolean;
  readonly usedDays: number | null;
  /** The clock of the node's own limit, for due dates and the explanation; null before it runs. */
  readonly clock: Clock | null;
  /** Name of the slice and the stage its machine is in; null while the node waits. */
  readonly slice: string;
  readonly stage: string | null;
  readonly stream: string;
  /** Null while the node waits. */
  readonly terms: NodeTerms | null;
  /** Place in the log of the fact that finished it: breaks ties of instants. */
  readonly finishedPosition: string | null;
  /** The open job in the market that buys what it asks for. */
  readonly job?: string | null;
}

export interface ProjectView {
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly profile: string;
  /** Version of the process definition that the chain is pinned to. */
  readonly profileVersion: number;
  readonly status: 'REGISTERED' | 'RUNNING' | 'COMPLETED' | 'TERMINATED';
  readonly owner: string;
  readonly ownerName: string;
  readonly registeredAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** In the order of the process definition, waiting ones included. */
  readonly nodes: readonly NodeView[];
  readonly criticalPath: readonly NodeView[];
  readonly budget: { readonly target: number; readonly used: number; readonly remaining: number };
  readonly forecast: {
    readonly permitOn: LegalDay | null;
    readonly finishOn: LegalDay | null;
    readonly provisional: boolean;
    readonly waitingFor: readonly {
      readonly key: string;
      readonly reason: string;
      readonly who: string;
      /** The open job in the market that it waits for. */
      readonly job?: string;
    }[];
  };
  readonly stream: string;
}

export interface DeadlineView {
  /** The instant that is asked about. */
  readonly asOf: Instant;
  readonly id: string;
  readonly project: string | null;
  readonly node: string | null;
  readonly department: string;
  readonly departmentName: string;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly level: Level;
  readonly dueOn: LegalDay | null;
  readonly dueAt: Instant | null;
  readonly remainingDays: number | null;
  readonly paused: boolean;
  readonly provisional: boolean;
  readonly closedAt: Instant | null;
  readonly clock: Clock;
}

export interface AlertView {
  readonly id: string;
  readonly kind: 'LATE' | 'STEP' | 'VIOLATION' | 'FAULT';
  readonly level: Level;
  readonly raisedAt: Instant;
  readonly rule: { readonly id: string; readonly text: string } | null;
  /** What was done, for a violation; what could not be taken in, for a fault. */
  readonly text: string | null;
  readonly department: string;
  readonly project: string | null;
  readonly deadline: DeadlineView | null;
  readonly seenBy: string | null;
  readonly note: string | null;
}

export interface DepartmentOverdueView {
  readonly department: string;
  readonly departmentName: string;
  readonly open: number;
  readonly amber: number;
  readonly red: number;
  readonly purple: number;
}

export const jobStatuses = [
  'DRAFT',
  'OPEN',
  'SELECTING',
  'PUBLICITY',
  'CONTRACTING',
  'IN_SERVICE',
  'DELIVERED',
  'DONE',
  'LAPSED',
  'VOID',
  'TERMINATED',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export interface BidView {
  readonly id: string;
  readonly job: string;
  readonly agency: string;
  /** Withheld by policy from everybody but the bidder before the opening. */
  readonly price: number | null;
  readonly placedAt: Instant;
  readonly withdrawn: boolean;
  readonly rank: number | null;
  /** The opening of its job, on which policy decides. */
  readonly opensAt: Instant;
}

export interface JobView {
  readonly id: string;
  readonly project: string | null;
  readonly node: string | null;
  readonly title: string;
  readonly service: string;
  readonly method: 'LOWEST_PRICE' | 'DRAW';
  readonly status: JobStatus;
  readonly suspended: boolean;
  readonly buyer: string;
  readonly ceiling: number | null;
  readonly publishedAt: Instant | null;
  readonly opensAt: Instant | null;
  readonly bidCount: number;
  readonly bids: readonly BidView[];
  readonly excluded: readonly {
    readonly agency: string;
    readonly reason: string;
    readonly rule: string;
    readonly path: readonly string[];
  }[];
  readonly result: {
    readonly winner: string;
    readonly price: number | null;
    readonly reserves: readonly string[];
    readonly decidedAt: Instant;
    readonly publicityEndsAt: Instant | null;
    readonly explanation: string;
  } | null;
  /** What `verify:draw` reads; null where nothing was drawn yet. */
  readonly proof: unknown;
  readonly stage: string;
  readonly stream: string;
}

export interface AgencyView {
  readonly id: string;
  readonly creditCode: string;
  readonly name: string;
  readonly status: string;
  readonly services: readonly string[];
  readonly stage: string;
  readonly stream: string;
}

export interface MandateView {
  readonly id: string;
  readonly organization: string;
  readonly agent: string;
  readonly agentName: string;
  readonly agentOrganization: string;
  readonly role: string;
  readonly commands: readonly string[] | null;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
  readonly documentTitle: string;
  readonly documentSha256: string;
  readonly grantedAt: Instant;
  readonly revokedAt: Instant | null;
  readonly revokedFor: string | null;
  readonly stage: string;
  readonly stream: string;
}

export interface ProjectFilter {
  readonly profile?: string | null | undefined;
  readonly status?: ProjectView['status'] | null | undefined;
  readonly owner?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly level?: Level | null | undefined;
}
export type ProjectOrder = 'STARTED_AT_DESC' | 'STARTED_AT_ASC' | 'REMAINING_ASC' | 'CODE_ASC';
export interface DeadlineFilter {
  readonly department?: string | null | undefined;
  readonly level?: Level | null | undefined;
  readonly project?: string | null | undefined;
  readonly kind?: DeadlineKind | null | undefined;
  readonly dueBefore?: Instant | null | undefined;
  readonly includeClosed?: boolean | null | undefined;
}
export interface AlertFilter {
  readonly department?: string | null | undefined;
  readonly level?: Level | null | undefined;
  readonly project?: string | null | undefined;
  readonly kind?: AlertView['kind'] | null | undefined;
  readonly includeClosed?: boolean | null | undefined;
}
export interface JobFilter {
  readonly status?: JobStatus | null | undefined;
  readonly service?: string | null | undefined;
  readonly project?: string | null | undefined;
  readonly method?: JobView['method'] | null | undefined;
}
export interface AgencyFilter {
  readonly service?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly status?: string | null | undefined;
}

export interface MandateFilter {
  readonly organization?: string | null | undefined;
  readonly agent?: string | null | undefined;
  readonly status?: MandateStatus | null | undefined;
  /** Those that this organisation gave or holds. */
  readonly party?: string | undefined;
}

/**
 * What readers may ask. `asOf` is always given: facts recorded up to and including it, levels at it; in the future,
 * today's facts and levels then. Nothing is withheld here: that is policy, in `api/`.
 */
export interface Queries {
  project(code: string, asOf: Instant): Promise<ProjectView | undefined>;
  projects(
    filter: ProjectFilter,
    order: ProjectOrder,
    asOf: Instant,
    page: PageRequest,
  ): Promise<Page<ProjectView>>;
  deadlines(filter: DeadlineFilter, asOf: Instant, page: PageRequest): Promise<Page<DeadlineView>>;
  overdueAlerts(filter: AlertFilter, asOf: Instant, page: PageRequest): Promise<Page<AlertView>>;
  overdueByDepartment(asOf: Instant): Promise<readonly DepartmentOverdueView[]>;
  workQueue(department: string, asOf: Instant, page: PageRequest): Promise<Page<DeadlineView>>;
  jobs(filter: JobFilter, asOf: Instant, page: PageRequest): Promise<Page<JobView>>;
  job(id: string, asOf: Instant): Promise<JobView | undefined>;
  bidsOf(agency: string, page: PageRequest): Promise<Page<BidView>>;
  agency(id: string): Promise<AgencyView | undefined>;
  agencies(filter: AgencyFilter, page: PageRequest): Promise<Page<AgencyView>>;
  /** Those that stand so at `now`, which is when it is asked. */
  mandates(filter: MandateFilter, now: Instant, page: PageRequest): Promise<Page<MandateView>>;
}

/** A page was asked for that cannot be given: a cursor of somewhere else. */
export class PageError extends Error {}
