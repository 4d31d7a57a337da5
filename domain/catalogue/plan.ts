import { unitName } from './catalogue.ts';
import { cumulativeDays, longestPath } from './graph.ts';
import type { NodeKind } from './nodeTerms.ts';
import type { ProcessDefinition, ProcessNode } from './processDefinition.ts';
import { type NodeSlice, sliceOf } from './sliceOf.ts';

/** One node of a chain as a project pins it at its registration. */
export interface PlannedNode {
  readonly key: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly authority: string;
  readonly authorityName: string;
  readonly promised: number | null;
  readonly plannedDays: number | null;
  readonly plannedPause: number;
  readonly predecessors: string[];
  readonly slice: NodeSlice;
}

/** Whose plan it is, and what off-clock work is taken to need. */
export interface PlanOptions {
  readonly owner: string;
  readonly ownerName: string;
  /** `none`: by the approval clock alone, with no days for off-clock work or planned pauses. */
  readonly offClock?: 'planned' | 'none';
  /** Other planned days for single off-clock nodes. */
  readonly plannedDays?: Readonly<Record<string, number>>;
}

/** The nodes of a chain, in the order of the definition, with everything that a project pins. */
export const planOf = ({ nodes }: ProcessDefinition, options: PlanOptions): PlannedNode[] =>
  nodes.map((node) => ({
    key: node.key,
    kind: node.kind,
    title: node.title,
    authority: node.authority ?? options.owner,
    authorityName: node.authority === null ? options.ownerName : unitName(node.authority),
    promised: node.promised?.days ?? null,
    plannedDays: plannedDaysOf(node, options),
    plannedPause: options.offClock === 'none' ? 0 : pauseDaysOf(node),
    predecessors: [...node.after],
    slice: sliceOf(node.kind),
  }));

const plannedDaysOf = (
  { key, plannedDays }: ProcessNode,
  { offClock, plannedDays: others = {} }: PlanOptions,
): number | null => (plannedDays === null ? null : (others[key] ?? (offClock === 'none' ? 0 : plannedDays)));

const pauseDaysOf = ({ plannedPauses }: ProcessNode): number =>
  plannedPauses.reduce((sum, { days }) => sum + days, 0);

/** Days of a node on the approval clock: its promise, and none for off-clock work. */
export const promisedDaysOf = ({ promised }: ProcessNode): number => promised?.days ?? 0;

/** Days of a node with everything the catalogue plans: promise, planned pauses, off-clock work. */
export const allDaysOf = (node: ProcessNode): number =>
  promisedDaysOf(node) + pauseDaysOf(node) + (node.plannedDays ?? 0);

/** Working days of the approval clock alone from the first acceptance to the end of each node. */
export const promisedSchedule = (definition: ProcessDefinition): ReadonlyMap<string, number> =>
  cumulativeDays(definition, promisedDaysOf);

/** The critical path 关键路径 to the permit as the catalogue plans it. */
export const plannedCriticalPath = (definition: ProcessDefinition): readonly string[] =>
  longestPath(definition, allDaysOf, definition.permitNode);
