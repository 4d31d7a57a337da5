import { atTime, legalDayOf } from '../../../domain/calendar/day.ts';
import { documentOf } from '../script.ts';
import { allAgree, handInComplete, leadOf } from './jointPlayer.ts';
import { deed, lateness, type NodePlayer, nodeClosing, stepClosing } from './nodePlayer.ts';

const TOPICS = [
  'location',
  'boundary',
  'surroundings',
  'terrain',
  'infrastructure',
  'presentUse',
  'exploration',
];

/** 联合踏勘 by the book: one visit at 15:00 of its last day, all units there, one reply. */
export const surveyPlayer: NodePlayer = (node, fact) => {
  const { terms, script } = node;
  const lead = leadOf(node);
  switch (fact.event.type) {
    case 'SurveyOpened':
      return handInComplete(node, fact.recordedAt, 'AcceptSurvey');
    case 'SurveyAccepted': {
      const visit = stepClosing(node, 'visit');
      if (visit === undefined || script.stalled.includes(terms.key)) return [];
      const attendance = [...new Set(terms.participants.map(({ unit }) => unit))].map((unit) => ({
        unit,
        presence: 'present',
      }));
      const findings = TOPICS.map((topic) => ({ topic, text: '已现场核实,符合要求。' }));
      const minutes = documentOf(`${terms.project}/${terms.key}/minutes`);
      return [
        deed(node, fact.recordedAt, lead, 'ConveneVisit', {
          visitAt: atTime(legalDayOf(visit), '15:00'),
          place: '项目现场东门',
        }),
        deed(node, visit, lead, 'HoldVisit', { attendance, findings, minutes }),
      ];
    }
    case 'VisitHeld': {
      const at = nodeClosing(node);
      const reply = {
        outcome: 'approved',
        documentNumber: `踏勘〔${fact.recordedAt.slice(0, 4)}〕${terms.key}号`,
      };
      return [
        ...allAgree(node),
        ...(at === undefined
          ? []
          : [deed(node, at, lead, 'ConcludeSurvey', { ...reply, ...lateness(node) })]),
      ];
    }
    default:
      return [];
  }
};
