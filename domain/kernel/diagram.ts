import type { AnyStateMachine } from 'xstate';

type StateNode = AnyStateMachine['root'];

/** Draw a machine as a Mermaid state diagram, for `docs/lifecycles/*.mmd`. */
export function toMermaid(machine: AnyStateMachine): string {
  const name = (node: StateNode) => node.path.join('_');
  const draw = (node: StateNode, indent: string): string[] => {
    const children = Object.values(node.states);
    const inside = children.flatMap((child) => draw(child, `${indent}  `));
    const first = children.length > 0 ? node.initial.target?.[0] : undefined;
    const start = first === undefined ? [] : [`${indent}  [*] --> ${name(first)}`];
    const block =
      node.path.length === 0 || children.length === 0
        ? [...start, ...inside]
        : [`${indent}state ${name(node)} {`, ...start, ...inside, `${indent}}`];
    const arrows = [...node.transitions.values()]
      .flat()
      .flatMap(({ target, eventType }) =>
        (target ?? []).map((to) => `${indent}${name(node)} --> ${name(to)}: ${eventType}`),
      );
    return [...block, ...arrows, ...(node.type === 'final' ? [`${indent}${name(node)} --> [*]`] : [])];
  };
  return `${['stateDiagram-v2', ...draw(machine.root, '')].join('\n')}\n`;
}
