import { atTime, legalDayOf } from '../../../domain/calendar/day.ts';
import { staff } from '../script.ts';
import { allAgree, handInComplete, leadOf } from './jointPlayer.ts';
import { deed, lateness, type NodePlayer, nodeClosing, stepClosing } from './nodePlayer.ts';

/** 联合验收 by the book: intake, site, opinions, opinion paper and filing, each at 17:00 of its last day. */
export const acceptancePlayer: NodePlayer = (node, fact) => {
  const { terms, script } = node;
  const lead = leadOf(node);
  switch (fact.event.type) {
    case 'AcceptanceOpened':
      return handInComplete(node, fact.recordedAt, 'AcceptAcceptance');
    case 'AcceptanceAccepted': {
      const intake = stepClosing(node, 'intake');
      const site = stepClosing(node, 'site');
      if (intake === undefined || site === undefined || script.stalled.includes(terms.key)) return [];
      const attendance = [...new Set(terms.participants.map(({ unit }) => unit))].map((unit) => ({
        unit,
        presence: 'present',
        checked: true,
        viewSigned: true,
      }));
      return [
        deed(node, intake, staff('intake', terms.intake), 'CompleteIntake', {}),
        deed(node, intake, lead, 'NotifySite', {
          inspectAt: atTime(legalDayOf(site), '09:30'),
          place: '项目现场',
        }),
        deed(node, site, lead, 'HoldSite', { attendance }),
      ];
    }
    case 'SiteInspected':
      return allAgree(node);
    case 'OpinionsComplete': {
      const paper = stepClosing(node, 'opinionPaper');
      const at = nodeClosing(node);
      if (paper === undefined || at === undefined) return [];
      const number = `联验〔${at.slice(0, 4)}〕${terms.key}号`;
      return [
        deed(node, paper, lead, 'IssueOpinionPaper', { number, outcome: 'approved' }),
        deed(node, at, lead, 'FileAcceptance', { documentNumber: number, ...lateness(node) }),
      ];
    }
    default:
      return [];
  }
};
