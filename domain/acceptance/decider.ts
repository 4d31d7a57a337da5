import type { DecisionContext } from '../clock/context.ts';
import { acceptNode, extendLimit, limitOutcomes, openNode, rederive, withdraw } from '../joint/life.ts';
import { decideOpinion, opinionOutcomes } from '../joint/opinions.ts';
import { decideRectification, rectificationOutcomes, resubmit } from '../joint/rectification.ts';
import { decideSpecial, specialOutcomes } from '../joint/special.ts';
import type { Decider, Decision } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { AcceptanceCommand } from './commands.ts';
import type { AcceptanceEvent } from './events.ts';
import { completeIntake, fileAcceptance, issueCorrections, issueOpinionPaper } from './paper.ts';
import { holdSite, notifySite } from './site.ts';
import {
  type Acceptance,
  acceptanceList,
  acceptanceOpinions,
  evolveAcceptance,
  noAcceptance,
} from './state.ts';

export const acceptanceOutcomes = {
  OpenAcceptance: [['AcceptanceOpened']],
  AcceptAcceptance: [['AcceptanceAccepted']],
  CompleteIntake: [['AcceptanceMaterialsChecked']],
  NotifySite: [['SiteNotified']],
  HoldSite: [['SiteInspected'], ['SiteInspected', 'OpinionsComplete']],
  ...opinionOutcomes,
  IssueCorrections: [['CorrectionsIssued']],
  ReportCorrection: [['CorrectionReported']],
  ...rectificationOutcomes,
  IssueOpinionPaper: [['OpinionPaperIssued']],
  FileAcceptance: [['AcceptanceFiled'], ['AcceptanceFailed']],
  ...specialOutcomes,
  ...limitOutcomes,
  WithdrawAcceptance: [['AcceptanceWithdrawn']],
} as const satisfies Outcomes<AcceptanceCommand['type'], AcceptanceEvent['type']>;

export const acceptanceDecider: Decider<Acceptance, AcceptanceCommand, AcceptanceEvent, DecisionContext> = {
  initialState: noAcceptance,
  evolve: evolveAcceptance,
  decide(acceptance, command, context): Decision<AcceptanceEvent> {
    switch (command.type) {
      case 'OpenAcceptance':
        return openNode('AcceptanceOpened', 'JOINT_ACCEPTANCE', command);
      case 'AcceptAcceptance':
        return acceptNode('AcceptanceAccepted', acceptance, command, context);
      case 'CompleteIntake':
        return completeIntake(acceptance, command);
      case 'NotifySite':
        return notifySite(acceptance, command);
      case 'HoldSite':
        return holdSite(acceptance, command, context);
      case 'GiveOpinion':
      case 'DeemOpinions':
        return decideOpinion(acceptance, command, acceptanceOpinions, context);
      case 'IssueCorrections':
        return issueCorrections(acceptance, command, context);
      case 'ReportCorrection':
        return resubmit('CorrectionReported', acceptance, command, context, {
          ...acceptanceList,
          mustChange: false,
        });
      case 'RecheckDemand':
      case 'AddDemand':
      case 'ReturnForRevision':
        return decideRectification(acceptance, command, context, acceptanceList);
      case 'IssueOpinionPaper':
        return issueOpinionPaper(acceptance, command);
      case 'FileAcceptance':
        return fileAcceptance(acceptance, command);
      case 'StartSpecialProcedure':
      case 'EndSpecialProcedure':
      case 'CapSpecialProcedure':
        return decideSpecial(acceptance, command, context);
      case 'ExtendLimit':
        return extendLimit(acceptance, command, context);
      case 'RederiveDeadlines':
        return rederive(acceptance, command, context);
      case 'WithdrawAcceptance':
        return withdraw('AcceptanceWithdrawn', acceptance, command);
    }
  },
};
