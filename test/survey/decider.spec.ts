import { describe, expect, it } from 'vitest';
import { surveySlice } from '../../domain/survey/slice.ts';
import { agree, at, clocksOf, complete, fail, officer, sha, unit, window } from '../joint/story.ts';
import { actor } from '../specification.ts';
import {
  accepted,
  answered,
  attendance,
  boss,
  concluded,
  conclusion,
  convened,
  findings,
  opened,
  seatOfUnit,
  terms,
  units,
  visit,
  visited,
} from './stories.ts';

const hold = (data: object, issuedAt = at('2026-03-11')) => ({
  type: 'HoldVisit',
  data: { attendance: attendance(), findings, minutes: null, ...data },
  issuedAt,
  actor: boss,
});
const conclude = (data: object = {}, issuedAt = at('2026-03-12')) => ({
  type: 'ConcludeSurvey',
  data: { ...conclusion, ...data },
  issuedAt,
  actor: boss,
});

describe('survey: one intake', () => {
  it('J1: opens the limit of the node and its steps with one receipt', () => {
    expect(clocksOf(accepted().state(), 'G02')).toEqual({
      node: ['2026-03-12', null],
      'step/visit': ['2026-03-11', null],
      'step/opinion': ['2026-03-12', null],
    });
  });

  it('J3: is refused where only one department has to be there', () => {
    opened({ ...terms, participants: [] })
      .given()
      .when({
        type: 'AcceptSurvey',
        data: { materials: complete(terms) },
        issuedAt: at('2026-03-09'),
        actor: window,
      })
      .thenRejected({ code: 'NothingJoint', rule: 'J3' });
  });

  it('T3: is refused without a main material, and names it', () => {
    const decided = opened()
      .given()
      .when({ type: 'AcceptSurvey', data: { materials: [] }, issuedAt: at('2026-03-09'), actor: window });
    decided.thenRejected({ code: 'MaterialsMissing', rule: 'T3' });
    expect(JSON.stringify(decided.decision)).toContain(terms.materials[0]?.key);
  });

  it('is nobody’s business but the window’s and the lead’s', () => {
    opened()
      .given()
      .when({
        type: 'AcceptSurvey',
        data: { materials: complete(terms) },
        issuedAt: at('2026-03-09'),
        actor: officer(unit.water),
      })
      .thenRejected({ code: 'Forbidden' });
  });
});

describe('survey: notice and visit', () => {
  const convene = (visitAt: string) => ({
    type: 'ConveneVisit',
    data: { ...visit, visitAt },
    issuedAt: at('2026-03-09'),
    actor: boss,
  });

  it('J5: the visit may begin one working day after the notice', () => {
    accepted()
      .given()
      .when(convene(at('2026-03-10', '00:00')))
      .then({ type: 'VisitConvened', data: { notified: [...units, terms.owner] } });
  });

  it('J5: a visit on the day of the notice is too soon', () => {
    accepted()
      .given()
      .when(convene('2026-03-09T15:59:59.999Z'))
      .thenRejected({ code: 'NoticeTooShort', rule: 'J5' });
  });

  it('J2: the record covers every topic', () => {
    convened()
      .given()
      .when(hold({ findings: findings.slice(1) }))
      .thenRejected({ code: 'FindingsIncomplete', rule: 'J2' });
  });

  it('the record says of every unit whether it was there', () => {
    convened()
      .given()
      .when(hold({ attendance: attendance().slice(1) }))
      .thenRejected({ code: 'AttendanceIncomplete' });
  });

  it('cannot be recorded before it begins', () => {
    convened()
      .given()
      .when(hold({}, at('2026-03-11', '08:59')))
      .thenRejected({ code: 'VisitNotYet' });
  });

  it('ends the step of the visit and gives each unit the days of the reply', () => {
    const clocks = clocksOf(visited().state(), 'G02');
    expect(clocks['step/visit']).toEqual(['2026-03-11', at('2026-03-11')]);
    expect(clocks[`opinion/${unit.water}`]).toEqual(['2026-03-12', null]);
  });

  it('J1: there is no second visit in the machine', () => {
    visited().given().when(hold({})).thenRejected({ code: 'StageForbids', rule: 'J1' });
  });
});

describe('survey: absence is consent', () => {
  it('J1: the absent unit is taken to agree at once, and no days run for it', () => {
    convened()
      .given()
      .when(hold({ attendance: attendance([unit.water]) }))
      .then({
        type: 'VisitHeld',
        data: { deemed: [{ ...seatOfUnit(unit.water), because: 'absent', at: at('2026-03-11') }] },
      });
    expect(clocksOf(visited([unit.water]).state(), 'G02')).not.toHaveProperty(`opinion/${unit.water}`);
  });

  it('J1: where all are absent, all opinions are there', () => {
    convened()
      .given()
      .when(hold({ attendance: attendance(units) }))
      .then({ type: 'VisitHeld' }, { type: 'OpinionsComplete' });
  });

  it('Q1: without such a policy the absent unit still has to answer', () => {
    const strict = { ...terms, tacit: { absent: 'none', silent: 'none' } as const };
    expect(clocksOf(visited([unit.water], strict).state(), 'G02')).toHaveProperty(`opinion/${unit.water}`);
  });

  it('J1: the absent unit gives no opinion afterwards', () => {
    visited([unit.water])
      .given()
      .when({
        type: 'GiveOpinion',
        data: { ...seatOfUnit(unit.water), ...fail() },
        issuedAt: at('2026-03-12'),
        actor: officer(unit.water),
      })
      .thenRejected({ code: 'OpinionDeemed', rule: 'Q5' });
  });

  const again = (of: string) => ({
    type: 'RequestSecondVisit',
    data: { unit: of, reason: 'The ditch was not seen.' },
    issuedAt: at('2026-03-12'),
    actor: officer(of),
  });

  it('J1: an absent unit that asks for a second visit is refused on the record', () => {
    visited([unit.water])
      .given()
      .when(again(unit.water))
      .thenRefused(
        {
          type: 'SecondVisitRefused',
          data: { unit: unit.water, violation: { rule: 'J1', charged: unit.water } },
        },
        { code: 'SecondVisitForbidden', rule: 'J1' },
      );
  });

  it('J1: also after the conclusion', () => {
    const story = visited([unit.water]);
    for (const each of units.filter((of) => of !== unit.water))
      story.tell('GiveOpinion', { ...seatOfUnit(each), ...agree }, at('2026-03-12'), officer(each));
    story
      .tell('ConcludeSurvey', conclusion, at('2026-03-12'), boss)
      .given()
      .when({ ...again(unit.water), issuedAt: at('2026-04-20') })
      .thenRefused({ type: 'SecondVisitRefused' }, { code: 'SecondVisitForbidden', rule: 'J1' });
  });

  it('J1: one that was there is told that there is one visit', () => {
    visited([unit.water])
      .given()
      .when(again(unit.housing))
      .thenRejected({ code: 'OneVisitOnly', rule: 'J1' });
  });
});

describe('survey: silence is consent', () => {
  const due = '2026-03-12T16:00:00.000Z';
  const deem = (issuedAt: string) => ({ type: 'DeemOpinions', data: {}, issuedAt });

  it('J15: at the very instant of the limit the silent ones are taken to agree, and answer for it', () => {
    visited([unit.water, unit.ecology, unit.housing])
      .given()
      .when(deem(due))
      .then(
        {
          type: 'OpinionsDeemed',
          data: {
            deemed: [{ unit: unit.developmentAndReform, because: 'silent', at: due }],
            deemedAt: due,
            violations: [{ rule: 'J15', charged: unit.developmentAndReform }],
            clocks: [{ op: 'closed', at: due }],
          },
        },
        { type: 'OpinionsComplete', data: { completedAt: due } },
      );
  });

  it('Q5: it belongs to that instant, whenever it is recorded', () => {
    visited()
      .given()
      .when(deem('2026-03-16T01:00:00.000Z'))
      .then({ data: { deemedAt: due } }, {});
  });

  it('Q5: one millisecond earlier nobody is silent yet', () => {
    visited()
      .given()
      .when(deem('2026-03-12T15:59:59.999Z'))
      .thenRejected({ code: 'StillInTime', rule: 'Q5' });
  });

  it('Q1: without such a policy silence is nothing', () => {
    visited([], { ...terms, tacit: { absent: 'consent', silent: 'none' } })
      .given()
      .when(deem(due))
      .thenRejected({ code: 'NoTacitConsent', rule: 'Q1' });
  });

  const give = (issuedAt: string) => ({
    type: 'GiveOpinion',
    data: { ...seatOfUnit(unit.water), ...agree },
    issuedAt,
    actor: officer(unit.water),
  });

  it('J15: one millisecond before the limit an opinion is in time', () => {
    visited().given().when(give('2026-03-12T15:59:59.999Z')).then({ type: 'OpinionGiven' });
  });

  it('Q5: at the very instant it is too late', () => {
    visited().given().when(give(due)).thenRejected({ code: 'OpinionTooLate', rule: 'Q5' });
  });
});

describe('survey: one reply', () => {
  it('J1: the last opinion makes them complete', () => {
    const facts = answered().facts.map(({ type }) => type);
    expect(facts.filter((type) => type === 'OpinionsComplete')).toHaveLength(1);
    expect(facts.at(-1)).toBe('OpinionsComplete');
  });

  it('J1: the lead concludes once for all, and every limit ends', () => {
    answered()
      .given()
      .when(conclude())
      .then({
        type: 'SurveyConcluded',
        data: { outcome: 'approved', endedAt: at('2026-03-12'), minutes: sha('d') },
      });
    expect(Object.values(clocksOf(concluded().state(), 'G02')).every(([, closed]) => closed !== null)).toBe(
      true,
    );
  });

  it('J1: nobody but the lead concludes', () => {
    answered()
      .given()
      .when({ ...conclude(), actor: officer(unit.water) })
      .thenRejected({ code: 'Forbidden' });
  });

  it('J4: there is no reply without minutes', () => {
    const story = convened().tell(
      'HoldVisit',
      { attendance: attendance(units), findings, minutes: null },
      at('2026-03-11'),
      boss,
    );
    story.given().when(conclude()).thenRejected({ code: 'MinutesMissing', rule: 'J4' });
    story
      .given()
      .when(conclude({ minutes: sha('f') }))
      .then({ data: { minutes: sha('f') } });
  });

  it('J4: what the units ask for is told once, with the reply', () => {
    const story = visited(units.slice(1)).tell(
      'GiveOpinion',
      {
        ...seatOfUnit(units[0] ?? ''),
        ...agree,
        reply: 'agreeWithConditions',
        conditions: ['Keep the trees.'],
        demands: [
          { id: 'D-1', text: 'Show the trees.', clause: '城市绿化条例 21', about: terms.materials[0]?.key },
        ],
      },
      at('2026-03-12'),
      officer(units[0] ?? ''),
    );
    story
      .given()
      .when(conclude())
      .then({ type: 'SurveyConcluded', data: { demands: [{ id: 'D-1', unit: units[0] }] } });
  });

  it('K5: nothing is refused without a reasoned disagreement', () => {
    answered()
      .given()
      .when(conclude({ outcome: 'refused', reasons: 'No.' }))
      .thenRejected({ code: 'NoGround', rule: 'K5' });
  });

  it('T18: a refusal says why', () => {
    answered([unit.water])
      .given()
      .when(conclude({ outcome: 'refused' }))
      .thenRejected({ code: 'ReasonsMissing' });
  });

  it('T15: from the due instant on the lead says why it is late', () => {
    answered()
      .given()
      .when(conclude({}, '2026-03-12T16:00:00.000Z'))
      .thenRejected({ code: 'LatenessUnexplained' });
    answered().given().when(conclude({}, '2026-03-12T15:59:59.999Z')).then({ type: 'SurveyConcluded' });
  });

  it('whoever accepted it does not conclude it', () => {
    answered()
      .given()
      .when({ ...conclude(), actor: actor('lead', unit.naturalResources, window.subject) })
      .thenRejected({ code: 'AcceptedBySamePerson' });
  });

  it('knows its parties', () =>
    expect(surveySlice.parties(accepted().state())).toEqual({
      owner: terms.owner,
      authority: unit.naturalResources,
      intake: unit.governmentServices,
      participants: units,
    }));
});
