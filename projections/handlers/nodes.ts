import type { NodeStatus } from '../../domain/catalogue/nodeStatus.ts';
import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import type { NodeKind, NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { clockFactsIn } from '../../domain/clock/facts.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Lifecycle } from '../../domain/kernel/lifecycle.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { ProjectEvent } from '../../domain/project/events.ts';
import { each, type Projection, put, type Reader, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';

/** A node of a chain 环节 as the facts left it; levels and days follow from its clock when somebody asks. */
export interface NodeRow {
  readonly project: string;
  readonly key: string;
  /** Its place in the process definition. */
  readonly place: number;
  readonly kind: NodeKind;
  readonly title: string;
  readonly status: NodeStatus;
  readonly authority: string;
  readonly authorityName: string;
  readonly predecessors: readonly string[];
  readonly startedAt: Instant | null;
  readonly decidedAt: Instant | null;
  readonly promisedDays: number | null;
  readonly plannedDays: number | null;
  readonly plannedPause: number;
  readonly slice: string;
  readonly stage: string | null;
  readonly stream: string;
  readonly terms: NodeTerms | null;
  readonly finishedPosition: string | null;
  /** The open job in the market that buys what the node asks for; left out where none ever did. */
  readonly job?: string | null;
}

export const nodes = table<NodeRow>()({
  name: 'nodes',
  key: ['project', 'key'],
  columns: {
    place: 'integer',
    /** What the path and the budget of a project follow from, so that a list in their order need not read every row. */
    status: 'text',
    started_at: 'text',
    decided_at: 'text',
    finished: 'text',
    promised: 'text',
    predecessors: 'text',
  },
  // The key begins with the project.
  indexes: [],
  keyOf: ({ project, key }) => [project, key],
  cells: (row) => ({
    place: row.place,
    status: row.status,
    started_at: row.startedAt,
    decided_at: row.decidedAt,
    finished: row.finishedPosition,
    promised: row.promisedDays === null ? null : String(row.promisedDays),
    predecessors: row.predecessors.join(' '),
  }),
});

/** What the projection must know of a slice that carries nodes. */
export interface NodeSlice {
  readonly lifecycle: Lifecycle;
  readonly statusOf: (stage: string) => NodeStatus;
}

/** Nodes wait from the registration on; from their opening they follow the machine of the slice that carries them. */
export const nodesProjection = (slices: ReadonlyMap<string, NodeSlice>): Projection => ({
  name: 'nodes',
  version: 3,
  tables: [nodes],
  handle: each(
    when<ProjectEvent>('project', {
      ProjectRegistered: ({ event: { data } }) =>
        data.nodes.map(({ promised, ...node }, place) =>
          put(nodes, {
            ...node,
            project: data.code,
            place,
            promisedDays: promised,
            status: 'WAITING',
            startedAt: null,
            decidedAt: null,
            stage: null,
            stream: `${node.slice}-${data.code}-${node.key}`,
            terms: null,
            finishedPosition: null,
          }),
        ),
    }),
    async (fact, rows) => {
      const place = nodeOfStream(fact.stream);
      const slice = place && slices.get(place.slice);
      if (place === undefined || slice === undefined) return [];
      const row = await openedRow(fact, rows, place);
      return row === undefined ? [] : [put(nodes, advance(row, slice, fact))];
    },
  ),
});

/** The row that a fact is about; its first fact pins the terms. */
async function openedRow(
  { stream, event: { data } }: Recorded,
  rows: Reader,
  { slice, project, node: key }: { readonly slice: string; readonly project: string; readonly node: string },
): Promise<NodeRow | undefined> {
  const row = await rows.read(nodes, [project, key]);
  const { terms } = data as { readonly terms?: NodeTerms };
  if (terms === undefined || row?.terms) return row;
  const { kind, title, authority, authorityName } = terms;
  return {
    place: 0,
    predecessors: [],
    promisedDays: terms.promised?.days ?? null,
    plannedDays: terms.plannedDays,
    plannedPause: 0,
    status: 'WAITING',
    startedAt: null,
    decidedAt: null,
    stage: null,
    finishedPosition: null,
    ...row,
    ...{ project, key, kind, title, authority, authorityName, slice, stream, terms },
  };
}

function advance(
  row: NodeRow,
  { lifecycle, statusOf }: NodeSlice,
  { position, event: { type, data } }: Recorded,
): NodeRow {
  const stage = lifecycle.next(row.stage ?? lifecycle.initialStage, type) ?? row.stage;
  const status = stage === null ? row.status : statusOf(stage);
  const { openedAt, endedAt } = data as { readonly openedAt?: Instant; readonly endedAt?: Instant };
  const own = `${row.project}/${row.key}`;
  const started = clockFactsIn(data).find((fact) => fact.op === 'opened' && fact.id === own);
  const opened = row.stage === null && status === 'IN_PROGRESS' ? openedAt : undefined;
  const job = jobAfter(type, data);
  const startedAt = (started?.op === 'opened' ? started.startedAt : opened) ?? row.startedAt;
  const moved = { ...row, ...job, stage, status, startedAt };
  return endedAt === undefined || row.decidedAt !== null
    ? moved
    : { ...moved, decidedAt: endedAt, finishedPosition: String(position) };
}

const jobAfter = (type: string, data: unknown): Pick<NodeRow, 'job'> => {
  if (type === 'PurchaseAnnounced') return { job: (data as { readonly job: string }).job };
  return type === 'PurchaseEnded' ? { job: null } : {};
};
