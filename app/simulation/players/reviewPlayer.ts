import { atTime, legalDayOf } from '../../../domain/calendar/day.ts';
import { allAgree, handInComplete, leadOf } from './jointPlayer.ts';
import { deed, lateness, type NodePlayer, nodeClosing, stepClosing } from './nodePlayer.ts';

/** 多评合一 by the book: one meeting on the last day for opinions, all units agree, one approval. */
export const reviewPlayer: NodePlayer = (node, fact) => {
  const { terms, script } = node;
  const lead = leadOf(node);
  if (fact.event.type === 'ReviewOpened') return handInComplete(node, fact.recordedAt, 'AcceptReview');
  if (fact.event.type !== 'ReviewAccepted' || script.stalled.includes(terms.key)) return [];
  const opinions = stepClosing(node, 'opinions');
  const at = nodeClosing(node);
  if (opinions === undefined || at === undefined) return [];
  return [
    deed(node, fact.recordedAt, lead, 'ConveneMeeting', {
      meetingAt: atTime(legalDayOf(opinions), '09:30'),
      place: '政务服务中心三楼联审室',
    }),
    ...allAgree(node),
    deed(node, at, lead, 'ConcludeReview', {
      outcome: 'approved',
      documentNumber: `联审〔${at.slice(0, 4)}〕${terms.key}号`,
      ...lateness(node),
    }),
  ];
};
