import { allAgree, handInComplete, leadOf } from './jointPlayer.ts';
import { deed, lateness, type NodePlayer, nodeClosing, stepClosing } from './nodePlayer.ts';

/** 联合审图 by the book: every discipline passes, the first opinion is clean, the certificate follows on the last day, and is filed with it. */
export const drawingsPlayer: NodePlayer = (node, fact) => {
  const { terms, script } = node;
  const lead = leadOf(node);
  if (fact.event.type === 'DrawingsOpened') return handInComplete(node, fact.recordedAt, 'AcceptDrawings');
  if (fact.event.type === 'DrawingsConcluded')
    return [
      deed(node, fact.recordedAt, lead, 'SubmitFiling', {
        number: `审图备〔${fact.recordedAt.slice(0, 4)}〕${terms.key}号`,
      }),
    ];
  if (fact.event.type !== 'DrawingsAccepted' || script.stalled.includes(terms.key)) return [];
  const firstOpinion = stepClosing(node, 'firstOpinion');
  const at = nodeClosing(node);
  if (firstOpinion === undefined || at === undefined) return [];
  const number = `审图〔${at.slice(0, 4)}〕${terms.key}号`;
  return [
    ...allAgree(node),
    deed(node, firstOpinion, lead, 'IssueFirstOpinion', { number }),
    deed(node, at, lead, 'ConcludeDrawings', {
      outcome: 'approved',
      documentNumber: number,
      ...lateness(node),
    }),
  ];
};
