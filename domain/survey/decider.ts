import type { DecisionContext } from '../clock/context.ts';
import { onlyLead } from '../joint/authority.ts';
import { conclude, groundOf } from '../joint/conclude.ts';
import { decideFollowUp, followUpOutcomes } from '../joint/followUp.ts';
import { termsOf, unitsOf } from '../joint/joint.ts';
import { acceptNode, extendLimit, limitOutcomes, openNode, rederive, withdraw } from '../joint/life.ts';
import { decideOpinion, opinionOutcomes } from '../joint/opinions.ts';
import { decideOverride, overrideOutcomes } from '../joint/override.ts';
import { type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { SurveyCommand } from './commands.ts';
import type { SurveyEvent } from './events.ts';
import { evolveSurvey, noSurvey, type Survey, surveyOpinions } from './state.ts';
import { conveneVisit, holdVisit, requestSecondVisit } from './visit.ts';

type Of<Type extends SurveyCommand['type']> = Extract<SurveyCommand, { type: Type }>;
type Decided = Decision<SurveyEvent>;

export const surveyOutcomes = {
  OpenSurvey: [['SurveyOpened']],
  AcceptSurvey: [['SurveyAccepted']],
  ConveneVisit: [['VisitConvened']],
  HoldVisit: [['VisitHeld'], ['VisitHeld', 'OpinionsComplete']],
  RequestSecondVisit: [['SecondVisitRefused']],
  ...opinionOutcomes,
  ...overrideOutcomes,
  ...followUpOutcomes,
  ...limitOutcomes,
  ConcludeSurvey: [['SurveyConcluded'], ['SurveyRefused']],
  WithdrawSurvey: [['SurveyWithdrawn']],
} as const satisfies Outcomes<SurveyCommand['type'], SurveyEvent['type']>;

export const surveyDecider: Decider<Survey, SurveyCommand, SurveyEvent, DecisionContext> = {
  initialState: noSurvey,
  evolve: evolveSurvey,
  decide(survey, command, context): Decided {
    switch (command.type) {
      case 'OpenSurvey':
        return openNode('SurveyOpened', 'JOINT_SURVEY', command);
      case 'AcceptSurvey':
        return nothingJoint(survey) ?? acceptNode('SurveyAccepted', survey, command, context);
      case 'ConveneVisit':
        return conveneVisit(survey, command, context);
      case 'HoldVisit':
        return holdVisit(survey, command, context);
      case 'RequestSecondVisit':
        return requestSecondVisit(survey, command);
      case 'GiveOpinion':
      case 'DeemOpinions':
        return decideOpinion(survey, command, surveyOpinions, context);
      case 'OverrideDisagreement':
      case 'SendReasons':
        return decideOverride(survey, command, context);
      case 'FollowUpConsent':
      case 'CheckConsent':
        return decideFollowUp(survey, command);
      case 'ExtendLimit':
        return extendLimit(survey, command, context);
      case 'RederiveDeadlines':
        return rederive(survey, command, context);
      case 'ConcludeSurvey':
        return concludeSurvey(survey, command);
      case 'WithdrawSurvey':
        return withdraw('SurveyWithdrawn', survey, command);
    }
  },
};

/** A joint survey is for what two departments or more have to see (J3). */
function nothingJoint(survey: Survey): Decision<never> | undefined {
  const terms = termsOf(survey);
  const units = new Set([terms.authority, ...unitsOf(terms)]);
  return units.size > 1
    ? undefined
    : reject(
        'NothingJoint',
        `Only ${terms.authorityName} has to be there; a visit of its own will do.`,
        'J3',
      );
}

/** 踏勘意见 (J1, J4): one reply with the minutes and everything that the units ask for, once. */
function concludeSurvey(survey: Survey, command: Of<'ConcludeSurvey'>): Decided {
  const minutes = command.data.minutes ?? survey.minutes;
  if (minutes === null)
    return (
      onlyLead(command.actor, termsOf(survey)) ??
      reject(
        'MinutesMissing',
        'The reply rests on the minutes of the visit; name their SHA-256 in «minutes».',
        'J4',
      )
    );
  const ground = groundOf(survey, command.data.outcome, { block: false, rule: 'J4' });
  const names = { approved: 'SurveyConcluded', refused: 'SurveyRefused' } as const;
  return conclude(names, survey, command, ground, { minutes, demands: [...survey.raised] });
}
