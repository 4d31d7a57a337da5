import type { Instant } from '../../../domain/kernel/instant.ts';
import { closingOf, documentOf, staff } from '../script.ts';
import type { Action } from '../simulation.ts';
import { deed, type PlayedNode } from './nodePlayer.ts';

/** The lead of a joint procedure, or whoever decides. */
export const leadOf = ({ terms }: PlayedNode) => staff('lead', terms.authority);

/** The one application, complete, at the window. */
export const handInComplete = (node: PlayedNode, at: Instant, type: string): readonly Action[] =>
  node.script.idle.includes(node.terms.key)
    ? []
    : [
        deed(node, at, staff('intake', node.terms.intake), type, {
          materials: node.terms.materials.map(({ key }) => ({
            key,
            sha256: documentOf(`${node.terms.project}/${node.terms.key}/${key}`),
          })),
        }),
      ];

/** Every seat agrees, at 17:00 of the last day for its opinion. */
export const allAgree = (node: PlayedNode): readonly Action[] =>
  node.terms.participants.flatMap(({ unit, discipline }) => {
    const due = node.due.get(`${node.terms.project}/${node.terms.key}/opinion/${unit}`);
    const at = due && closingOf(due);
    return at === undefined
      ? []
      : [
          deed(
            node,
            at,
            staff('officer', unit),
            'GiveOpinion',
            { unit, discipline, reply: 'agree', conditions: [], text: '', clause: null, demands: [] },
            `${unit}/${discipline}`,
          ),
        ];
  });
