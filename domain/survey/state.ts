import * as shared from '../joint/evolve.ts';
import { emptyJoint, type Joint, withClocks } from '../joint/joint.ts';
import type { OpinionLaw } from '../joint/opinions.ts';
import type { Instant } from '../kernel/instant.ts';
import type { SurveyEvent } from './events.ts';

export interface Survey extends Joint {
  readonly visitAt: Instant | undefined;
  readonly minutes: string | null;
  /** Units that stayed away from the visit. */
  readonly absent: readonly string[];
}

export const noSurvey: Survey = { ...emptyJoint, visitAt: undefined, minutes: null, absent: [] };

/** The last step ends with the one reply, and silence is consent with consequences (J15). */
export const surveyOpinions: OpinionLaw = {
  seats: 'J1',
  step: null,
  passOrFail: false,
  silence: 'J15',
};

export function evolveSurvey(before: Survey, event: SurveyEvent): Survey {
  const survey = withClocks(before, event);
  switch (event.type) {
    case 'SurveyOpened':
      return shared.opened(survey, event.data);
    case 'SurveyAccepted':
      return shared.accepted(survey, event.data);
    case 'VisitConvened':
      return { ...survey, visitAt: event.data.visitAt };
    case 'VisitHeld': {
      const absent = event.data.attendance
        .filter(({ presence }) => presence === 'absent')
        .map(({ unit }) => unit);
      return { ...shared.consentDeemed(survey, event.data.deemed), minutes: event.data.minutes, absent };
    }
    case 'OpinionGiven':
      return shared.opinionGiven(survey, event);
    case 'OpinionsDeemed':
      return shared.opinionsDeemed(survey, event);
    case 'DisagreementOverridden':
      return shared.overridden(survey, event);
    case 'OpinionsComplete':
    case 'SecondVisitRefused':
    case 'ReasonsSent':
    case 'ConsentFollowedUp':
    case 'ConsentChecked':
    case 'LimitExtended':
    case 'DeadlineRederived':
    case 'SurveyConcluded':
    case 'SurveyRefused':
    case 'SurveyWithdrawn':
      return survey;
  }
}
