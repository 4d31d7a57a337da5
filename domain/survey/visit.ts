import { addWorkingDays, type Calendar } from '../calendar/calendar.ts';
import { addDays, atTime, legalDayOf } from '../calendar/day.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { Limit } from '../clock/terms.ts';
import { attendanceIncomplete, deemedAbsent } from '../joint/attendance.ts';
import { onlyBy, onlyLead } from '../joint/authority.ts';
import { closingStep, openOpinionClocks } from '../joint/clocks.ts';
import { openFollowUps } from '../joint/followUp.ts';
import { outstanding, termsOf, unitsOf } from '../joint/joint.ts';
import { complete, heldAsConsent } from '../joint/opinions.ts';
import { accept, type Decision, refuseOnRecord, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { SurveyCommand } from './commands.ts';
import type { SurveyEvent } from './events.ts';
import { type Survey, surveyOpinions } from './state.ts';

type Of<Type extends SurveyCommand['type']> = Extract<SurveyCommand, { type: Type }>;
type Decided = Decision<SurveyEvent>;

/** The first instant at which a visit may begin after a notice given at this one (J5). */
function earliestVisit(calendar: Calendar, { days, unit }: Limit, at: Instant): Instant {
  const from = legalDayOf(at);
  return atTime(
    unit === 'naturalDay' ? addDays(from, days) : addWorkingDays(calendar, from, days).dueOn,
    '00:00',
  );
}

/** 踏勘通知 (J4, J5): everybody is told in time; telling them again moves the visit. */
export function conveneVisit(
  survey: Survey,
  { data, issuedAt, actor }: Of<'ConveneVisit'>,
  context: DecisionContext,
): Decided {
  const terms = termsOf(survey);
  const earliest = earliestVisit(context.calendar, survey.policy.visitNotice, issuedAt);
  return (
    onlyLead(actor, terms) ??
    (data.visitAt < earliest
      ? reject('NoticeTooShort', `The participants are told in time for a visit from ${earliest} on.`, 'J5')
      : accept({
          type: 'VisitConvened',
          data: { ...data, notified: [...unitsOf(terms), terms.owner], convenedAt: issuedAt, clocks: [] },
        }))
  );
}

/** 现场踏勘 (J1, J2): ends the step of the visit; the days for opinions run for whoever still has to give one. */
export function holdVisit(
  survey: Survey,
  { data, issuedAt, actor }: Of<'HoldVisit'>,
  { calendar }: DecisionContext,
): Decided {
  const terms = termsOf(survey);
  const missing = survey.policy.surveyTopics.filter(
    (topic) => !data.findings.some((found) => found.topic === topic),
  );
  const refused =
    onlyLead(actor, terms) ??
    (survey.visitAt !== undefined && issuedAt < survey.visitAt
      ? reject('VisitNotYet', `The visit begins at ${survey.visitAt}; record it afterwards.`)
      : undefined) ??
    attendanceIncomplete(terms, data.attendance) ??
    (missing.length > 0
      ? reject('FindingsIncomplete', `The record says nothing about ${missing.join(', ')}.`, 'J2')
      : undefined);
  if (refused !== undefined) return refused;

  const deemed = deemedAbsent(terms, data.attendance, issuedAt);
  const left = outstanding(terms, deemed.map(heldAsConsent));
  const units = [...new Set(left.map(({ unit }) => unit))];
  const held: SurveyEvent = {
    type: 'VisitHeld',
    data: {
      ...data,
      minutes: data.minutes ?? null,
      deemed,
      heldAt: issuedAt,
      clocks: [
        ...closingStep(terms, survey.clocks, 'visit', issuedAt),
        ...openOpinionClocks(calendar, terms, 'opinion', issuedAt, units),
        ...openFollowUps(calendar, terms, deemed),
      ],
    },
  };
  return left.length > 0
    ? accept(held)
    : accept<SurveyEvent>(held, complete(survey, surveyOpinions, issuedAt));
}

/** 缺席者不得再要求踏勘 (J1): refused on the record, and the unit answers for it. */
export function requestSecondVisit(
  survey: Survey,
  { data, issuedAt, actor }: Of<'RequestSecondVisit'>,
): Decided {
  const denied = onlyBy(actor, 'the participating unit', data.unit);
  if (denied !== undefined) return denied;
  if (!survey.absent.includes(data.unit))
    return reject(
      'OneVisitOnly',
      'There is one visit and one reply; say in the opinion what is still to be clarified.',
      'J1',
    );
  const message = `${data.unit} stayed away from the visit and is taken to agree; it may not ask for another one.`;
  return refuseOnRecord({
    type: 'SecondVisitRefused' as const,
    data: {
      ...data,
      refusal: { code: 'SecondVisitForbidden', message, rule: 'J1' },
      violation: {
        rule: 'J1',
        charged: data.unit,
        text: 'Asked for a second visit after staying away from the first.',
      },
      refusedAt: issuedAt,
    },
  });
}
