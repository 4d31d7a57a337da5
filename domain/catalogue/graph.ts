/** What the graph asks of a node. */
export interface GraphNode {
  readonly key: string;
  readonly after: readonly string[];
}
export interface Graph<Node extends GraphNode = GraphNode> {
  readonly nodes: readonly Node[];
}

/** The nodes that may open now: not opened yet, and everything they come after is done. */
export const readyNodes = <Node extends GraphNode>(
  { nodes }: Graph<Node>,
  done: ReadonlySet<string>,
  opened: ReadonlySet<string>,
): readonly Node[] =>
  nodes.filter(({ key, after }) => !opened.has(key) && after.every((before) => done.has(before)));

/** The nodes that can never open, because they wait for each other; none in a sound graph. */
export function cyclicKeys({ nodes }: Graph): readonly string[] {
  const known = new Set(nodes.map(({ key }) => key));
  const done = new Set<string>();
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const { key, after } of nodes)
      if (after.every((other) => done.has(other) || !known.has(other))) done.add(key);
  }
  return nodes.map(({ key }) => key).filter((key) => !done.has(key));
}

/** For each node the days from the start of the chain to its end, when each takes so many: longest paths. */
export function cumulativeDays<Node extends GraphNode>(
  graph: Graph<Node>,
  daysOf: (node: Node) => number,
): ReadonlyMap<string, number> {
  const cyclic = cyclicKeys(graph);
  if (cyclic.length > 0) throw new Error(`The graph has a cycle: ${cyclic.join(', ')} wait for each other.`);
  const byKey = new Map(graph.nodes.map((node) => [node.key, node] as const));
  const ends = new Map<string, number>();
  const endOf = (key: string): number => {
    const known = ends.get(key);
    if (known !== undefined) return known;
    const node = byKey.get(key);
    const end = node === undefined ? 0 : Math.max(0, ...node.after.map(endOf)) + daysOf(node);
    ends.set(key, end);
    return end;
  };
  return new Map(graph.nodes.map(({ key }) => [key, endOf(key)]));
}

/** The longest path to a node, from first to last 关键路径: walked back through the predecessor that ends last. */
export function longestPath<Node extends GraphNode>(
  graph: Graph<Node>,
  daysOf: (node: Node) => number,
  to: string,
): readonly string[] {
  const ends = cumulativeDays(graph, daysOf);
  const byKey = new Map(graph.nodes.map((node) => [node.key, node] as const));
  const path: string[] = [];
  for (let key: string | undefined = to; key !== undefined; ) {
    path.unshift(key);
    key = byKey
      .get(key)
      ?.after.reduce<string | undefined>(
        (last, other) =>
          last === undefined || (ends.get(other) ?? 0) > (ends.get(last) ?? 0) ? other : last,
        undefined,
      );
  }
  return path;
}
