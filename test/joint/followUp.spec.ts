import { describe, expect, it } from 'vitest';
import * as review from '../review/stories.ts';
import * as survey from '../survey/stories.ts';
import { at, clocksOf, lead, officer, ownerActor, sha, unit } from './story.ts';

const { water } = unit;
/** The water authority stays away from the visit of 03-11. */
const visited = () => survey.visited([water], survey.followed);
const view = { unit: water, document: sha('f'), note: 'No objection.' };
const followUp = (by = officer(water)) => ({
  type: 'FollowUpConsent',
  data: view,
  issuedAt: at('2026-03-12'),
  actor: by,
});
const check = (holds: boolean, by = lead(unit.naturalResources)) => ({
  type: 'CheckConsent',
  data: { unit: water, holds, note: 'The ditch lies in the red line.' },
  issuedAt: at('2026-03-13'),
  actor: by,
});

describe('what follows a consent by silence or absence', () => {
  it('Q5: the unit owes its view within a working day, and the lead a check of the consent', () =>
    expect(clocksOf(visited().state(), 'G02')).toMatchObject({
      [`followUp/${water}`]: ['2026-03-12', null],
      [`check/${water}`]: ['2026-03-18', null],
    }));
  it('Q5: each is charged to whoever owes it', () => {
    const clocks = [...visited().state().data.clocks.values()].filter(({ kind }) => kind === 'DUTY');
    expect(clocks.map(({ charged }) => charged)).toEqual([water, unit.naturalResources]);
  });
  it('Q5: silence that became consent at 24:00 belongs to the day that ended', () =>
    expect(clocksOf(review.silent().state(), 'G08')).toMatchObject({
      [`followUp/${unit.civilDefence}`]: ['2026-04-15', null],
      [`check/${unit.civilDefence}`]: ['2026-04-21', null],
    }));
  it('Q5: the view ends the duty, is given by the unit itself, and once', () => {
    visited()
      .given()
      .when(followUp(officer(unit.ecology)))
      .thenRejected({ code: 'Forbidden' });
    visited()
      .given()
      .when(followUp())
      .then({ type: 'ConsentFollowedUp', data: { unit: water, clocks: [{ op: 'closed' }] } });
    visited()
      .tell('FollowUpConsent', view, at('2026-03-12'), officer(water))
      .given()
      .when(followUp())
      .thenRejected({ code: 'NothingOwed', rule: 'Q5' });
  });
  it('Q5: a consent that holds leaves no violation, one that does not is charged to the unit', () => {
    const { events } = visited().given().when(check(true));
    expect(events[0]?.data).not.toHaveProperty('violation');
    visited()
      .given()
      .when(check(false))
      .then({ type: 'ConsentChecked', data: { holds: false, violation: { rule: 'Q5', charged: water } } });
    visited()
      .given()
      .when(check(true, officer(water)))
      .thenRejected({ code: 'Forbidden' });
  });
  it('Q5: nothing is owed by a unit that spoke', () =>
    visited()
      .given()
      .when({ ...followUp(officer(unit.ecology)), data: { ...view, unit: unit.ecology } })
      .thenRejected({ code: 'NothingOwed', rule: 'Q5' }));
  it('Q5: the duties outlive the reply, and fall away with the application', () => {
    const story = visited();
    for (const each of [unit.developmentAndReform, unit.ecology, unit.housing])
      story.tell(
        'GiveOpinion',
        { ...survey.seatOfUnit(each), reply: 'agree', conditions: [], text: '', clause: null, demands: [] },
        at('2026-03-12'),
        officer(each),
      );
    story.tell('ConcludeSurvey', survey.conclusion, at('2026-03-12'), lead(unit.naturalResources));
    expect(clocksOf(story.state(), 'G02')).toMatchObject({
      node: ['2026-03-12', at('2026-03-12')],
      [`check/${water}`]: ['2026-03-18', null],
    });
    story.given().when(check(true)).then({ type: 'ConsentChecked' });
    const withdrawn = visited().tell('WithdrawSurvey', { reason: 'x' }, at('2026-03-12'), ownerActor);
    expect(Object.values(clocksOf(withdrawn.state(), 'G02')).filter(([, closed]) => closed === null)).toEqual(
      [],
    );
  });
  it('Q5: the version before leaves it at that', () => {
    expect(Object.keys(clocksOf(survey.visited([water]).state(), 'G02'))).not.toContain(`check/${water}`);
    survey.visited([water]).given().when(check(true)).thenRejected({ code: 'NothingOwed', rule: 'Q5' });
  });
});
