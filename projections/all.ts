import type { ParkedFact } from './engine/parked.ts';
import type { Projection } from './engine/projection.ts';
import type { ProjectionPositions } from './engine/schema.ts';
import type { RowOf } from './engine/table.ts';
import { type agencies, agenciesProjection } from './handlers/agencies.ts';
import { alertsProjection, type seenAlerts, type violations } from './handlers/alerts.ts';
import type { bids } from './handlers/bids.ts';
import { type deadlines, deadlinesProjection } from './handlers/deadlines.ts';
import { jobsProjection } from './handlers/jobs.ts';
import type { jobs } from './handlers/jobTable.ts';
import { type mandates, mandatesProjection } from './handlers/mandates.ts';
import { type names, namesProjection } from './handlers/names.ts';
import { type NodeSlice, type nodes, nodesProjection } from './handlers/nodes.ts';
import { type projects, projectsProjection } from './handlers/projects.ts';

export type { NodeSlice } from './handlers/nodes.ts';

/** The tables as queries see them. */
export interface Tables {
  projects: RowOf<typeof projects>;
  nodes: RowOf<typeof nodes>;
  deadlines: RowOf<typeof deadlines>;
  violations: RowOf<typeof violations>;
  seen_alerts: RowOf<typeof seenAlerts>;
  jobs: RowOf<typeof jobs>;
  bids: RowOf<typeof bids>;
  agencies: RowOf<typeof agencies>;
  mandates: RowOf<typeof mandates>;
  names: RowOf<typeof names>;
  projection_positions: ProjectionPositions;
  parked_facts: ParkedFact;
}

/** Every read model; the slices that carry nodes are told by whoever puts the system together. */
export const allProjections = (slices: ReadonlyMap<string, NodeSlice>): readonly Projection[] => [
  projectsProjection,
  nodesProjection(slices),
  deadlinesProjection,
  alertsProjection,
  jobsProjection,
  agenciesProjection,
  mandatesProjection,
  namesProjection,
];
