import { describe, expect, it } from 'vitest';
import type { ClockBook } from '../../domain/clock/clock.ts';
import { levelAt, usedDays } from '../../domain/clock/clock.ts';
import {
  agree,
  at,
  clocksOf,
  demand,
  fail,
  officer,
  ownerActor,
  project,
  unit,
  window,
} from '../joint/story.ts';
import { context } from '../specification.ts';
import {
  accepted,
  answered,
  attendance,
  boss,
  checked,
  corrected,
  correcting,
  filing,
  fire,
  fireDemand,
  inspected,
  issued,
  notified,
  opened,
  paper,
  recheck,
  seats,
  terms,
} from './stories.ts';

const issuePaper = (issuedAt: string, data: object = {}) => ({
  type: 'IssueOpinionPaper',
  data: { ...paper, ...data },
  issuedAt,
  actor: boss,
});
const file = (issuedAt: string, data: object = {}) => ({
  type: 'FileAcceptance',
  data: { ...filing, ...data },
  issuedAt,
  actor: boss,
});

describe('acceptance: one scope, one set of drawings and survey results', () => {
  it('J12: thirteen working days, with a due day for each step', () => {
    expect(clocksOf(accepted().state(), 'G15')).toEqual({
      node: ['2026-05-28', null],
      'step/intake': ['2026-05-13', null],
      'step/site': ['2026-05-20', null],
      'step/opinions': ['2026-05-25', null],
      'step/opinionPaper': ['2026-05-27', null],
      'step/filing': ['2026-05-28', null],
    });
  });

  it('J10: the intake names every discipline and the one set they share', () => {
    accepted()
      .given()
      .when({ type: 'CompleteIntake', data: {}, issuedAt: at('2026-05-13'), actor: window })
      .then({
        type: 'AcceptanceMaterialsChecked',
        data: { scope: seats, materials: terms.materials.map(({ key }) => ({ key })) },
      });
  });

  it('J10: the survey is handed in once and shared', () => {
    const survey = { key: 'surveyReport', sha256: 'a'.repeat(64) };
    opened()
      .given()
      .when({
        type: 'AcceptAcceptance',
        data: { materials: [survey, survey] },
        issuedAt: at('2026-05-11'),
        actor: window,
      })
      .thenRejected({ code: 'MaterialTwice', rule: 'J10' });
  });
});

describe('acceptance: on site (J13)', () => {
  const hold = (change: Readonly<Record<string, object>>) => ({
    type: 'HoldSite',
    data: { attendance: attendance(change) },
    issuedAt: at('2026-05-20'),
    actor: boss,
  });
  const violations = (change: Readonly<Record<string, object>>) => {
    const { events } = notified().given().when(hold(change));
    return events.flatMap(
      ({ data }) => (data as { readonly violations?: readonly object[] }).violations ?? [],
    );
  };

  it('J13: the units and the owner are told the time', () => {
    checked()
      .given()
      .when({
        type: 'NotifySite',
        data: { inspectAt: at('2026-05-20'), place: '工地' },
        issuedAt: at('2026-05-13'),
        actor: boss,
      })
      .then({ type: 'SiteNotified', data: { notified: [...seats.map((seat) => seat.unit), terms.owner] } });
  });

  it('J13: not telling them is charged to the lead', () => {
    checked()
      .given()
      .when(hold({}))
      .then({ data: { violations: [{ rule: 'J13', charged: unit.housing }] } });
  });

  it('J13: nothing is charged where every duty is done', () => expect(violations({})).toEqual([]));

  it.each([
    ['coming late', { presence: 'late' }, 'came late'],
    ['leaving early', { presence: 'leftEarly' }, 'left'],
    ['absence', { presence: 'absent', checked: false, viewSigned: false }, 'was absent'],
    ['not checking', { checked: false }, 'did not check'],
    ['signing no view on the spot', { viewSigned: false }, 'neither signed'],
  ])('J13: %s is a breach', (_, change, text) =>
    expect(violations({ [unit.fire]: change })).toEqual([
      { rule: 'J13', charged: unit.fire, text: expect.stringContaining(text) },
    ]),
  );

  it('Q1: the absent unit still has to give its opinion, for safety has no tacit consent', () => {
    const state = inspected(terms, { [unit.fire]: { presence: 'absent' } }).state();
    expect(clocksOf(state, 'G15')[`opinion/${unit.fire}`]).toEqual(['2026-05-25', null]);
  });
});

describe('acceptance: opinions (J13)', () => {
  const give = (opinion: object, issuedAt = at('2026-05-25')) => ({
    type: 'GiveOpinion',
    data: { ...fire, ...agree, ...opinion },
    issuedAt,
    actor: officer(unit.fire),
  });

  it('J13: who fails a discipline gives all demands at once, in writing', () => {
    inspected().given().when(give(fail())).thenRejected({ code: 'DemandsMissing', rule: 'J13' });
    inspected()
      .given()
      .when(give(fail(fireDemand)))
      .then({ type: 'OpinionGiven', data: { effect: 'block' } });
  });

  it('J13: at the instant of the limit an opinion is a breach, one millisecond before it is none', () => {
    const given = (instant: string) => JSON.stringify(inspected().given().when(give({}, instant)).events);
    expect(given('2026-05-25T15:59:59.999Z')).not.toContain('violation');
    expect(given('2026-05-25T16:00:00.000Z')).toContain('"violation":{"rule":"J13"');
  });

  it('J13: a demand after the list is refused on the record', () => {
    correcting()
      .given()
      .when({
        type: 'AddDemand',
        data: { ...fire, demand: demand('FIRE-2', 'testReports') },
        issuedAt: at('2026-05-26'),
        actor: officer(unit.fire),
      })
      .thenRefused(
        { type: 'NewDemandRefused', data: { violation: { rule: 'J13', charged: unit.fire } } },
        { code: 'NewDemandRefused', rule: 'J13' },
      );
  });

  it('J13: without any demand there is nothing to correct', () => {
    answered()
      .given()
      .when({ type: 'IssueCorrections', data: {}, issuedAt: at('2026-05-25'), actor: boss })
      .thenRejected({ code: 'NothingToDemand', rule: 'J13' });
  });
});

describe('acceptance: opinion paper and filing', () => {
  it('J11: the paper has a number and the result of every discipline', () => {
    answered()
      .given()
      .when(issuePaper(at('2026-05-27')))
      .then({
        type: 'OpinionPaperIssued',
        data: {
          number: paper.number,
          results: seats.map((seat) => ({ ...seat, passed: true, how: 'given' })),
        },
      });
  });

  it('J11: none passes over a discipline that failed', () => {
    answered(true)
      .given()
      .when(issuePaper(at('2026-05-27')))
      .thenRejected({ code: 'ReasonedDisagreement' });
  });

  it('J10: there is one paper', () => {
    issued()
      .given()
      .when(issuePaper(at('2026-05-28')))
      .thenRejected({ code: 'StageForbids', rule: 'J10' });
  });

  it('the filing follows the paper', () => {
    issued()
      .given()
      .when(file(at('2026-05-28')))
      .then({ type: 'AcceptanceFiled', data: { outcome: 'approved', endedAt: at('2026-05-28') } });
    answered(true)
      .tell(
        'IssueOpinionPaper',
        { ...paper, outcome: 'refused', reasons: 'Fire failed.' },
        at('2026-05-27'),
        boss,
      )
      .given()
      .when(file(at('2026-05-28')))
      .then({ type: 'AcceptanceFailed', data: { outcome: 'refused', reasons: 'Fire failed.' } });
  });

  it('each step ends on its own last day', () => {
    const clocks = clocksOf(issued().tell('FileAcceptance', filing, at('2026-05-28'), boss).state(), 'G15');
    expect(clocks).toMatchObject({
      'step/intake': ['2026-05-13', at('2026-05-13')],
      'step/site': ['2026-05-20', at('2026-05-20')],
      'step/opinions': ['2026-05-25', at('2026-05-25')],
      'step/opinionPaper': ['2026-05-27', at('2026-05-27')],
      'step/filing': ['2026-05-28', at('2026-05-28')],
      node: ['2026-05-28', at('2026-05-28')],
    });
  });
});

describe('acceptance: fire fails (event 13)', () => {
  it('J14: the correction is off the clock', () => {
    expect(clocksOf(correcting().state(), 'G15')).toMatchObject({
      node: [null, null],
      'step/filing': [null, null],
    });
  });

  it('J14: after twelve working days of it the rest of the limit runs on', () => {
    expect(clocksOf(corrected().state(), 'G15')).toMatchObject({
      node: ['2026-06-15', null],
      'step/opinions': ['2026-05-25', at('2026-05-25')],
      'step/opinionPaper': ['2026-06-12', null],
      'step/filing': ['2026-06-15', null],
    });
  });

  it('J14: the owner tells when it is done', () => {
    const report = {
      type: 'ReportCorrection',
      data: { materials: [], note: 'Done.' },
      issuedAt: at('2026-06-10'),
    };
    correcting()
      .given()
      .when({ ...report, actor: boss })
      .thenRejected({ code: 'Forbidden' });
    correcting()
      .given()
      .when({ ...report, actor: ownerActor })
      .then({ type: 'CorrectionReported' });
  });

  it('J14: only the failed item is checked again, and by fire alone', () => {
    const again = { type: 'RecheckDemand', data: recheck(true), issuedAt: at('2026-06-11') };
    corrected()
      .given()
      .when({ ...again, actor: officer(unit.archives) })
      .thenRejected({ code: 'Forbidden' });
    corrected()
      .given()
      .when({ ...again, data: { ...recheck(true), demand: 'ARCHIVE-1' }, actor: officer(unit.archives) })
      .thenRejected({ code: 'NotAnOpenItem', rule: 'J14' });
    corrected()
      .given()
      .when({ ...again, actor: officer(unit.fire) })
      .then({ type: 'DemandRechecked' });
  });

  it('J14: no paper while the item is open', () => {
    corrected()
      .given()
      .when(issuePaper(at('2026-06-12')))
      .thenRejected({ code: 'DemandsOpen', rule: 'J14' });
  });

  it('J11, J12: the paper on counted day 12, the filing on day 13, both in time', () => {
    const story = corrected()
      .tell('RecheckDemand', recheck(true), at('2026-06-11'), officer(unit.fire))
      .tell('IssueOpinionPaper', paper, at('2026-06-12'), boss);
    const used = (day: string) => {
      const { clocks } = story.state().data as { clocks: ClockBook };
      const node = clocks.get(`${project}/G15`);
      return node === undefined ? undefined : usedDays(context.calendar, node, at(day));
    };
    expect(used('2026-06-12')).toBe(12);
    story.tell('FileAcceptance', filing, at('2026-06-15'), boss);
    expect(used('2026-06-15')).toBe(13);
    const results = story.facts.find(({ type }) => type === 'OpinionPaperIssued')?.data as {
      results: object[];
    };
    expect(results.results).toContainEqual({ ...fire, passed: true, how: 'rechecked' });
    const { clocks } = story.state().data as { clocks: ClockBook };
    expect([...clocks.values()].map((clock) => levelAt(clock, at('2026-07-01')))).toEqual(
      [...clocks.values()].map(() => 'GREEN'),
    );
  });
});
