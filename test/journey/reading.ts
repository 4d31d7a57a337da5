import type { Told, Who, World } from './world.ts';

/** What the journeys ask of a node. */
export interface NodeSeen {
  readonly key: string;
  readonly status: string;
  readonly level: string;
  readonly paused: boolean;
  readonly provisional: boolean;
  readonly startedAt: string | null;
  readonly dueOn: string | null;
  readonly dueAt: string | null;
  readonly decidedAt: string | null;
  readonly usedDays: number | null;
  readonly explanation: {
    readonly startedOn: string;
    readonly steps: readonly { readonly date: string; readonly counted: boolean; readonly reason: string }[];
    readonly pauses: readonly {
      readonly reason: string;
      readonly legalBasis: string;
      readonly from: string;
      readonly to: string | null;
      readonly cap: number | null;
    }[];
    readonly rules: readonly { readonly id: string }[];
  } | null;
}
export interface DeadlineSeen {
  readonly id: string;
  readonly kind: string;
  readonly level: string;
  readonly department: string;
  readonly dueOn: string | null;
  readonly dueAt: string | null;
}
export interface AlertSeen {
  readonly kind: string;
  readonly level: string;
  readonly raisedAt: string;
  readonly department: string;
  readonly rule: { readonly id: string } | null;
  readonly text: string | null;
  readonly deadline: DeadlineSeen | null;
}
export interface EventSeen {
  readonly type: string;
  readonly recordedAt: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly withheld: string | null;
}

const DEADLINE = 'id kind level department dueOn dueAt';

/** A node of a project as a supervisor sees it at an instant; now where none is given. */
export async function nodeAt(world: World, code: string, key: string, asOf?: string): Promise<NodeSeen> {
  const { project } = await world.ask<{ project: { nodes: NodeSeen[] } }>(
    `query ($code: String!, $asOf: Instant) { project(code: $code, asOf: $asOf) { nodes {
      key status level paused provisional startedAt dueOn dueAt decidedAt usedDays
      explanation { startedOn steps { date counted reason } pauses { reason legalBasis from to cap } rules { id } } } } }`,
    { code, asOf },
  );
  const node = project.nodes.find((candidate) => candidate.key === key);
  if (node === undefined) throw new Error(`${code} has no node ${key}.`);
  return node;
}

/** The days that the explanation counts. */
export const countedOf = ({ explanation }: NodeSeen) =>
  (explanation?.steps ?? []).filter(({ counted }) => counted).map(({ date }) => date);

/** Alerts at an instant, closed ones included where the filter says so. */
export const alertsAt = async (world: World, filter: object, asOf?: string) =>
  (
    await world.ask<{ overdueAlerts: { nodes: AlertSeen[] } }>(
      `query ($filter: AlertFilter, $asOf: Instant) { overdueAlerts(filter: $filter, asOf: $asOf, first: 200) { nodes {
        kind level raisedAt department rule { id } text deadline { ${DEADLINE} } } } }`,
      { filter, asOf },
    )
  ).overdueAlerts.nodes;

/** The alert about one deadline. */
export const alertOn = async (world: World, deadline: string, filter: object, asOf?: string) =>
  (await alertsAt(world, filter, asOf)).find((alert) => alert.deadline?.id === deadline);

export const deadlinesAt = async (world: World, filter: object, asOf?: string) =>
  (
    await world.ask<{ deadlines: { nodes: DeadlineSeen[] } }>(
      `query ($filter: DeadlineFilter, $asOf: Instant) { deadlines(filter: $filter, asOf: $asOf, first: 200) { nodes { ${DEADLINE} } } }`,
      { filter, asOf },
    )
  ).deadlines.nodes;

export const historyOf = async (world: World, stream: string, who?: Who) =>
  (
    await world.ask<{ history: { nodes: EventSeen[] } }>(
      'query ($stream: String!) { history(stream: $stream, first: 200) { nodes { type recordedAt data withheld } } }',
      { stream },
      who,
    )
  ).history.nodes;

/** Acceptance, or why not. */
export const outcomeOf = ({ __typename, code, rule }: Told) =>
  __typename === 'Rejected' ? `${code} ${rule?.id ?? ''}`.trim() : __typename;

/** One millisecond before an instant. */
export const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
