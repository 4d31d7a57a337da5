import type { NodeTerms } from '../../../domain/catalogue/nodeTerms.ts';
import { clockFactsIn, type Due } from '../../../domain/clock/facts.ts';
import type { Actor } from '../../../domain/kernel/actor.ts';
import type { Instant } from '../../../domain/kernel/instant.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { closingOf, type ProjectScript } from '../script.ts';
import type { Action } from '../simulation.ts';

/** One node of a scripted project, while it is being played. */
export interface PlayedNode {
  readonly script: ProjectScript;
  readonly slice: string;
  readonly terms: NodeTerms;
  /** Instants of every clock of the node, by id, as the last fact left them. */
  readonly due: Map<string, Due>;
}

/** What the people around one kind of node do about a fact of it. */
export type NodePlayer = (node: PlayedNode, fact: Recorded) => readonly Action[];

/** Does something to the node: the command id names project, node and deed, so that a resumed run does nothing twice. */
export const deed = (
  { slice, terms }: PlayedNode,
  at: Instant,
  actor: Actor,
  type: string,
  input: Readonly<Record<string, unknown>>,
  what = '',
): Action => ({
  at,
  request: {
    slice,
    key: { project: terms.project, node: terms.key },
    type,
    input,
    actor,
    commandId: `script|${terms.project}|${terms.key}|${type}|${what}`,
  },
});

/** Keeps the instants of a node's clocks. */
export function noteClocks({ due }: PlayedNode, fact: Recorded): void {
  for (const change of clockFactsIn(fact.event.data))
    if (change.op !== 'closed') due.set(change.id, change.due);
}

/** When the node's own limit ends, with the lateness of the script. */
export const nodeClosing = ({ script, terms, due }: PlayedNode): Instant | undefined => {
  const own = due.get(`${terms.project}/${terms.key}`);
  return own === undefined || script.stalled.includes(terms.key)
    ? undefined
    : closingOf(own, script.late[terms.key] ?? 0);
};

/** When a step of the node ends by its own limit. */
export const stepClosing = ({ terms, due }: PlayedNode, step: string): Instant | undefined => {
  const own = due.get(`${terms.project}/${terms.key}/step/${step}`);
  return own === undefined ? undefined : closingOf(own);
};

/** What is said where a decision is late (T15). */
export const lateness = ({ script, terms }: PlayedNode) =>
  (script.late[terms.key] ?? 0) > 0 ? { lateness: '经办人休假期间未及时移交,已整改。' } : {};
