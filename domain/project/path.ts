import type { Instant } from '../kernel/instant.ts';

/** What the path asks of a node. */
export interface ChainFact {
  readonly key: string;
  readonly predecessors: readonly string[];
  readonly status: string;
  readonly startedAt: Instant | null;
  readonly decidedAt: Instant | null;
  /** Place in the log of the fact that finished it, zero-padded or of equal length where compared: breaks ties. */
  readonly finishedPosition: string | null;
  /** Null for off-clock work, which costs no budget. */
  readonly promisedDays: number | null;
  readonly usedDays: number | null;
}

const OPEN = new Set(['READY', 'IN_PROGRESS', 'PAUSED']);

/** Positions are decimal strings of unequal length: the longer is the later. */
const comparePosition = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

const compareFinish = (a: ChainFact, b: ChainFact) =>
  (a.decidedAt ?? '') < (b.decidedAt ?? '')
    ? -1
    : (a.decidedAt ?? '') > (b.decidedAt ?? '')
      ? 1
      : comparePosition(a.finishedPosition ?? '', b.finishedPosition ?? '');

/**
 * The critical path 关键路径 as it was walked: back from the node that is open (the one that opened last) or finished
 * last, each time through the predecessor that finished last. Keys from first to last; empty before the first opening.
 */
export function criticalPath(nodes: readonly ChainFact[]): readonly string[] {
  const byKey = new Map(nodes.map((node) => [node.key, node] as const));
  const lastPredecessor = (node: ChainFact) =>
    node.predecessors
      .flatMap((key) => byKey.get(key) ?? [])
      .filter(({ decidedAt }) => decidedAt !== null)
      .reduce<ChainFact | undefined>(
        (a, b) => (a === undefined || compareFinish(a, b) <= 0 ? b : a),
        undefined,
      );
  /** Since when a node has been open: its start, or else what it had waited for. */
  const since = (node: ChainFact) => node.startedAt ?? lastPredecessor(node)?.decidedAt ?? '';

  const open = nodes.filter(({ status }) => OPEN.has(status));
  const last =
    open.length > 0
      ? open.reduce((a, b) => (since(b) > since(a) ? b : a))
      : nodes
          .filter(({ decidedAt }) => decidedAt !== null)
          .reduce<ChainFact | undefined>(
            (a, b) => (a === undefined || compareFinish(a, b) <= 0 ? b : a),
            undefined,
          );

  const path: string[] = [];
  for (let node = last; node !== undefined; node = lastPredecessor(node)) path.unshift(node.key);
  return path;
}

/** Working days of the approval clock used on a path: off-clock work costs none. */
export function budgetUsed(nodes: readonly ChainFact[], path: readonly string[]): number {
  const onPath = new Set(path);
  return nodes
    .filter(({ key, promisedDays }) => onPath.has(key) && promisedDays !== null)
    .reduce((sum, { usedDays }) => sum + (usedDays ?? 0), 0);
}
