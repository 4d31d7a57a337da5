import { unitName } from './catalogue.ts';
import type { ProcessDefinition, ProcessNode } from './processDefinition.ts';
import { isApproval } from './sliceOf.ts';

const daysOf = ({ promised, plannedDays }: ProcessNode): string =>
  promised === null
    ? `${plannedDays ?? 0} WD planned`
    : `${promised.days} ${promised.unit === 'workingDay' ? 'WD' : 'd'}`;

const label = (node: ProcessNode): string =>
  [node.key, node.title, ...(node.authority === null ? [] : [unitName(node.authority)]), daysOf(node)].join(
    '<br/>',
  );

const id = ({ key }: Pick<ProcessNode, 'key'>): string => key.replaceAll('-', '_');

/** Draw the graph of a chain as a Mermaid flowchart: approvals as boxes, off-clock work rounded, the permit doubled. */
export function toMermaid(definition: ProcessDefinition): string {
  const box = (node: ProcessNode): string => {
    const text = `"${label(node)}"`;
    if (node.key === definition.permitNode) return `${id(node)}[[${text}]]`;
    return isApproval(node.kind) ? `${id(node)}[${text}]` : `${id(node)}(${text})`;
  };
  const stages = definition.stages.flatMap(({ stage, title, days }) => [
    `  subgraph stage${stage}["${title} · ${days} WD"]`,
    ...definition.nodes.filter((node) => node.stage === stage).map((node) => `    ${box(node)}`),
    '  end',
  ]);
  const arrows = definition.nodes.flatMap((node) =>
    node.after.map((before) => `  ${id({ key: before })} --> ${id(node)}`),
  );
  return `${[`%% ${definition.code} version ${definition.version}: ${definition.title}`, 'flowchart LR', ...stages, ...arrows].join('\n')}\n`;
}
