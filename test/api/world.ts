import { randomUUID } from 'node:crypto';
import type { Fault } from '../../app/faults.ts';
import type { ReaderState } from '../../app/operations.ts';
import type { Request } from '../../app/runtime.ts';
import { announced } from '../../domain/calendar/calendar.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { type Clock, openClock } from '../../domain/clock/clock.ts';
import { applyClockFacts, noClocks } from '../../domain/clock/clockBook.ts';
import { systemActor } from '../../domain/kernel/actor.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
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

export const HOSPITAL = '2603-532390-04-01-482134';
export const PLANT = '2603-532390-04-01-517421';
export const OWNER = '12532390MB0B00201A';
export const OTHER_OWNER = '91532390MA6K00301J';
export const INTAKE = '11532390MB0A00106L';
export const OFFICE = '11532390MB0A001015';
export const WATER = '11532390MB0A00105H';
export const AGENCY = '91532390MA6K00302M';
export const OTHER_AGENCY = '91532390MA6K00303Q';
export const NOW = '2026-03-10T02:00:00.000Z';
export const OPENING = '2026-03-12T02:00:00.000Z';

export const terms: NodeTerms = {
  project: HOSPITAL,
  key: 'G01',
  kind: 'MATTER',
  title: '项目建议书',
  matter: '530104001000',
  owner: OWNER,
  authority: OFFICE,
  authorityName: '发展和改革局',
  intake: INTAKE,
  participants: [],
  promised: { days: 5, unit: 'workingDay' },
  statutory: null,
  pausePolicy: 'exclude',
  thresholds: { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 },
  closesAt: null,
  rules: ['T6'],
  steps: [],
  correction: { askWithin: 5, rules: ['T3'] },
  pauses: [],
  tacit: { absent: 'none', silent: 'none' },
  materials: [{ key: 'request', name: '申请', main: true }],
  plannedDays: null,
  service: null,
};

/** A clock of five working days from 2026-03-02: late from 2026-03-09T16:00Z on. */
export const clock: Clock = [
  ...applyClockFacts(noClocks, [
    openClock(announced, {
      id: `${HOSPITAL}/G01`,
      kind: 'NODE',
      title: '项目建议书',
      charged: OFFICE,
      project: HOSPITAL,
      node: 'G01',
      terms: {
        promised: { days: 5, unit: 'workingDay' },
        statutory: null,
        pausePolicy: 'exclude',
        thresholds: { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 },
        closesAt: null,
        rules: ['T6'],
      },
      startedAt: '2026-03-02T01:00:00.000Z',
    }),
  ]).values(),
][0] as Clock;

const node = (key: string, slice: string, stage: string | null): NodeView => ({
  project: HOSPITAL,
  key,
  kind: slice === 'survey' ? 'JOINT_SURVEY' : 'MATTER',
  title: key === 'G01' ? '项目建议书' : '联合踏勘',
  status: stage === null ? 'WAITING' : 'IN_PROGRESS',
  authority: OFFICE,
  authorityName: '发展和改革局',
  predecessors: key === 'G01' ? [] : ['G01'],
  startedAt: '2026-03-02T01:00:00.000Z',
  decidedAt: null,
  promisedDays: 5,
  plannedDays: null,
  level: 'RED',
  paused: false,
  usedDays: 6,
  clock: stage === null ? null : clock,
  slice,
  stage,
  stream: `${slice}-${HOSPITAL}-${key}`,
  terms: stage === null ? null : terms,
  finishedPosition: null,
});

export const project = (code: string, owner: string): ProjectView => ({
  code,
  title: code === HOSPITAL ? '医院迁建' : '精密机械厂',
  type: 'government',
  profile: 'CX-GOV-60',
  profileVersion: 1,
  status: 'RUNNING',
  owner,
  ownerName: 'owner',
  registeredAt: '2026-03-01T01:00:00.000Z',
  startedAt: '2026-03-02T01:00:00.000Z',
  finishedAt: null,
  nodes: [node('G01', 'matter', 'ready'), node('G02', 'survey', null)],
  criticalPath: [node('G01', 'matter', 'ready')],
  budget: { target: 60, used: 6, remaining: 54 },
  forecast: { permitOn: null, finishOn: null, provisional: false, waitingFor: [] },
  stream: `project-${code}`,
});

const deadline = (id: string, of: string, department: string, dueAt: Instant): DeadlineView => ({
  asOf: NOW,
  id,
  project: of,
  node: 'G01',
  department,
  departmentName: department,
  kind: 'NODE',
  title: id,
  level: 'RED',
  dueOn: dueAt.slice(0, 10),
  dueAt,
  remainingDays: -1,
  paused: false,
  provisional: false,
  closedAt: null,
  clock,
});

const bid = (id: string, agency: string, price: number): BidView => ({
  id,
  job: 'job-1',
  agency,
  price,
  placedAt: NOW,
  withdrawn: false,
  rank: null,
  opensAt: OPENING,
});

export interface World {
  now: Instant;
  faults: Fault[];
  readers: ReaderState[];
  broken: boolean;
  /** What a project's reader has to wait for. */
  before: () => Promise<void>;
  projects: ProjectView[];
  deadlines: DeadlineView[];
  alerts: AlertView[];
  /** The job as it is, and the same as it was before an extension. */
  job: JobView;
  jobBefore: { until: Instant; job: JobView } | undefined;
  agencies: AgencyView[];
  mandates: MandateView[];
  facts: Map<string, Recorded[]>;
  requests: Request[];
  /** What was recorded since the world began, in order, and who hears of it. */
  log: Recorded[];
  listeners: Set<(facts: readonly Recorded[]) => void>;
}

const mandate = (organization: string, agentOrganization: string): MandateView => ({
  id: `${organization}/agent-1`,
  organization,
  agent: 'agent-1',
  agentName: '李代办',
  agentOrganization,
  role: 'owner',
  commands: null,
  validFrom: NOW,
  validUntil: '2026-12-31T16:00:00.000Z',
  documentTitle: '授权委托书',
  documentSha256: 'a'.repeat(64),
  grantedAt: NOW,
  revokedAt: null,
  revokedFor: null,
  stage: 'granted',
  stream: `mandate-${organization}-agent-1`,
});

export const makeWorld = (): World => {
  const late = deadline(`${HOSPITAL}/G01`, HOSPITAL, OFFICE, '2026-03-09T16:00:00.000Z');
  const other = deadline(`${PLANT}/E01`, PLANT, WATER, '2026-03-08T16:00:00.000Z');
  const third = deadline(`${HOSPITAL}/G11`, HOSPITAL, WATER, '2026-03-07T16:00:00.000Z');
  const alert = (about: DeadlineView): AlertView => ({
    id: `alert:${about.id}`,
    kind: 'LATE',
    level: 'RED',
    raisedAt: about.dueAt ?? NOW,
    rule: { id: 'K2', text: 'Red once promised time is passed.' },
    text: null,
    department: about.department,
    project: about.project,
    deadline: about,
    seenBy: null,
    note: null,
  });
  return {
    now: NOW,
    faults: [],
    readers: [
      {
        reader: 'projection deadlines',
        name: 'deadlines',
        kind: 'PROJECTION',
        version: 1,
        position: 'start',
        lagEvents: 0,
        rebuilding: null,
        lagSeconds: 0,
        parked: 0,
      },
    ],
    broken: false,
    before: async () => undefined,
    projects: [project(HOSPITAL, OWNER), project(PLANT, OTHER_OWNER)],
    deadlines: [third, other, late],
    alerts: [alert(third), alert(other), alert(late)],
    job: {
      id: 'job-1',
      project: HOSPITAL,
      node: 'M-FS',
      title: '可研报告编制',
      service: 'FS',
      method: 'LOWEST_PRICE',
      status: 'OPEN',
      suspended: false,
      buyer: OWNER,
      ceiling: 5_000_000_000,
      publishedAt: '2026-03-09T01:00:00.000Z',
      opensAt: OPENING,
      bidCount: 2,
      bids: [bid('bid-1', AGENCY, 4_000_000_000), bid('bid-2', OTHER_AGENCY, 4_100_000_000)],
      excluded: [
        { agency: OTHER_AGENCY, reason: 'owned by the authority', rule: 'S10', path: [OTHER_AGENCY, WATER] },
      ],
      result: null,
      proof: null,
      stage: 'open',
      stream: 'job-job-1',
    },
    jobBefore: undefined,
    agencies: [
      {
        id: AGENCY,
        creditCode: AGENCY,
        name: '云岭工程咨询',
        status: 'LISTED',
        services: ['FS'],
        stage: 'listed',
        stream: `agency-${AGENCY}`,
      },
    ],
    mandates: [mandate(OWNER, AGENCY), mandate(OTHER_OWNER, OTHER_AGENCY)],
    facts: new Map(),
    requests: [],
    log: [],
    listeners: new Set(),
  };
};

export const record = (
  stream: string,
  revision: number,
  event: Recorded['event'],
  {
    actor = systemActor('test'),
    at = NOW,
    causationId = 'command',
  }: Partial<{ actor: Recorded['actor']; at: Instant; causationId: string }> = {},
): Recorded => ({
  eventId: randomUUID(),
  schemaVersion: 1,
  recordedAt: at,
  actor,
  causationId,
  correlationId: 'correlation',
  commandDigest: '',
  event,
  stream,
  revision,
  position: BigInt(revision + 1),
});

/** The first fact of a node. */
export const openNode = (world: World, stream: string, type: string, of: Partial<NodeTerms> = {}) =>
  world.facts.set(stream, [record(stream, 0, { type, data: { terms: { ...terms, ...of }, openedAt: NOW } })]);

/** Something happens: it gets its place in the log, and whoever listens hears of it. Answers the last place. */
export function tell(world: World, facts: readonly Recorded[]): bigint {
  const placed = facts.map((fact, index) => ({ ...fact, position: BigInt(world.log.length + index + 1) }));
  world.log.push(...placed);
  for (const listener of world.listeners) listener(placed);
  return BigInt(world.log.length);
}
