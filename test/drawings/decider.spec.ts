import { describe, expect, it } from 'vitest';
import { agree, at, clocksOf, demand, fail, officer, ownerActor, sha, unit } from '../joint/story.ts';
import {
  accepted,
  allMet,
  answered,
  boss,
  certificate,
  clean,
  firstOpinion,
  fourteen,
  reviewBody,
  revised,
  revision,
  seatFor,
  seats,
  terms,
} from './stories.ts';

const give = (opinion: object, discipline = '消防') => ({
  type: 'GiveOpinion',
  data: { ...seatFor(discipline), ...agree, ...opinion },
  issuedAt: at('2026-04-30'),
  actor: reviewBody,
});
const issue = {
  type: 'IssueFirstOpinion',
  data: firstOpinion,
  issuedAt: at('2026-04-30'),
  actor: reviewBody,
};
const certify = (issuedAt: string, data: object = {}) => ({
  type: 'ConcludeDrawings',
  data: { ...certificate, ...data },
  issuedAt,
  actor: boss,
});

describe('drawings: one review body, one complete first opinion', () => {
  it('J8: one review body has one limit for all its disciplines', () => {
    expect(clocksOf(accepted().state(), 'G13')).toEqual({
      node: ['2026-05-07', null],
      'step/firstOpinion': ['2026-04-30', null],
      'step/recheck': ['2026-05-07', null],
      [`opinion/${unit.drawingReviewBody}`]: ['2026-04-30', null],
    });
  });

  it('J8: departments do no second technical review', () => {
    accepted()
      .given()
      .when({ ...give({ unit: unit.fire }), actor: officer(unit.fire) })
      .thenRejected({ code: 'NotAParticipant', rule: 'J8' });
  });

  it('J8: each discipline reports for itself, and the limit of the body ends with its last', () => {
    const one = accepted().tell('GiveOpinion', give({}).data, at('2026-04-30'), reviewBody).state();
    expect(clocksOf(one, 'G13')[`opinion/${unit.drawingReviewBody}`]).toEqual(['2026-04-30', null]);
    expect(clocksOf(answered().state(), 'G13')[`opinion/${unit.drawingReviewBody}`]).toEqual([
      '2026-04-30',
      at('2026-04-30'),
    ]);
  });

  it('J8: the first opinion waits for all disciplines', () => {
    accepted().given().when(issue).thenRejected({ code: 'StageForbids', rule: 'J8' });
  });

  it('J8: it holds the demands of all disciplines, and stops the clock', () => {
    answered({ 消防: [demand('F-1', '水施-03')], 抗震: [demand('K-1', '结施-01')] })
      .given()
      .when(issue)
      .then({
        type: 'FirstOpinionIssued',
        data: {
          demands: [
            { id: 'F-1', discipline: '消防', about: { key: '水施-03', sha256: sha('3') } },
            { id: 'K-1', discipline: '抗震', about: { key: '结施-01', sha256: sha('1') } },
          ],
          legalBasis: 'J14',
        },
      });
  });

  it('J8: it is given once', () => {
    fourteen().given().when(issue).thenRejected({ code: 'StageForbids', rule: 'J8' });
  });

  it('J8: without demands the re-check is done with it', () => {
    expect(clocksOf(clean().state(), 'G13')).toMatchObject({
      'step/firstOpinion': ['2026-04-30', at('2026-04-30')],
      'step/recheck': ['2026-05-07', at('2026-04-30')],
    });
  });

  it('J13: a discipline passes or fails, and nothing lies between', () => {
    accepted()
      .given()
      .when(give({ reply: 'other', text: '待研究' }))
      .thenRejected({ code: 'PassOrFail' });
  });

  it('J13: who fails it gives the demands in writing', () => {
    accepted().given().when(give(fail())).thenRejected({ code: 'DemandsMissing' });
  });

  it('Q1: silence of the reviewer is no certificate', () => {
    accepted()
      .given()
      .when({ type: 'DeemOpinions', data: {}, issuedAt: at('2026-05-06') })
      .thenRejected({ code: 'NoTacitConsent', rule: 'Q1' });
  });
});

describe('drawings: the loop (J9)', () => {
  it('J9: revision is off the clock, and the re-check uses what is left', () => {
    expect(clocksOf(fourteen().state(), 'G13')).toMatchObject({
      node: [null, null],
      'step/firstOpinion': ['2026-04-30', at('2026-04-30')],
    });
    expect(clocksOf(revised().state(), 'G13')).toMatchObject({
      node: ['2026-05-14', null],
      'step/recheck': ['2026-05-14', null],
    });
  });

  it('J9: only the owner, or its agent, hands in a revision', () => {
    const submit = { type: 'SubmitRevision', data: revision, issuedAt: at('2026-05-12') };
    fourteen()
      .given()
      .when({ ...submit, actor: reviewBody })
      .thenRejected({ code: 'Forbidden' });
    fourteen()
      .given()
      .when({ ...submit, actor: { ...reviewBody, onBehalfOf: terms.owner } })
      .then({ type: 'RevisionSubmitted' });
  });

  const recheck = (id: string) => ({
    type: 'RecheckDemand',
    data: { demand: id, resolved: true, note: 'Met.' },
    issuedAt: at('2026-05-14'),
    actor: reviewBody,
  });

  it('J9: only open items are checked again', () => {
    allMet().given().when(recheck('S-1')).thenRejected({ code: 'NotAnOpenItem', rule: 'J9' });
    revised().given().when(recheck('S-9')).thenRejected({ code: 'NotAnOpenItem', rule: 'J9' });
  });

  it('J9: by the unit that raised them', () => {
    revised()
      .given()
      .when({ ...recheck('S-1'), actor: boss })
      .thenRejected({ code: 'Forbidden' });
  });

  it('J9: the certificate follows when all are met', () => {
    allMet()
      .given()
      .when(certify(at('2026-05-14')))
      .then({ type: 'DrawingsConcluded', data: { outcome: 'approved', endedAt: at('2026-05-14') } });
    revised()
      .given()
      .when(certify(at('2026-05-14')))
      .thenRejected({ code: 'DemandsOpen', rule: 'J9' });
  });
});

describe('drawings: a new demand in the second round (event 7)', () => {
  const add = (id: string, sheet: string, discipline = '结构与质量') => ({
    type: 'AddDemand',
    data: { ...seatFor(discipline), demand: demand(id, sheet) },
    issuedAt: at('2026-05-13'),
    actor: reviewBody,
  });

  it('the first round has fourteen demands in one list', () => {
    const list = fourteen().facts.find(({ type }) => type === 'FirstOpinionIssued');
    expect(list).toMatchObject({ data: { demands: { length: 14 } } });
  });

  it('J8: on an unchanged sheet it is refused on the record, and charged to the reviewer', () => {
    revised()
      .given()
      .when(add('S-9', '结施-01'))
      .thenRefused(
        {
          type: 'NewDemandRefused',
          data: {
            demand: { id: 'S-9', about: { key: '结施-01', sha256: sha('1') } },
            violation: { rule: 'J8', charged: unit.drawingReviewBody },
          },
        },
        { code: 'NewDemandRefused', rule: 'J8' },
      );
  });

  it('J8: the refused demand stands in no one’s way', () => {
    const story = allMet().tell('AddDemand', add('S-9', '结施-01').data, at('2026-05-14'), reviewBody);
    story
      .given()
      .when(certify(at('2026-05-14')))
      .then({ type: 'DrawingsConcluded' });
  });

  it('J8: on a sheet that changed it may be made', () => {
    revised()
      .given()
      .when(add('F-7', '水施-03', '消防'))
      .then({ type: 'DemandAdded', data: { demand: { id: 'F-7' } } });
  });

  it('J8: nothing has changed while the owner is still revising', () => {
    fourteen()
      .given()
      .when(add('F-7', '水施-03', '消防'))
      .thenRefused({ type: 'NewDemandRefused' }, { code: 'NewDemandRefused', rule: 'J8' });
  });

  it('J8: one that is added must be met too', () => {
    allMet()
      .tell('AddDemand', add('F-7', '水施-03', '消防').data, at('2026-05-14'), reviewBody)
      .given()
      .when(certify(at('2026-05-14')))
      .thenRejected({ code: 'DemandsOpen' });
  });

  it('a sheet that changed back to what it was counts as unchanged', () => {
    const story = revised().tell(
      'AddDemand',
      add('F-7', '水施-03', '消防').data,
      at('2026-05-13'),
      reviewBody,
    );
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8])
      story.tell(
        'RecheckDemand',
        { demand: `S-${n}`, resolved: true, note: 'Met.' },
        at('2026-05-13'),
        reviewBody,
      );
    for (const n of [1, 2, 3, 4, 5, 6])
      story.tell(
        'RecheckDemand',
        { demand: `F-${n}`, resolved: true, note: 'Met.' },
        at('2026-05-13'),
        reviewBody,
      );
    story
      .tell('ReturnForRevision', {}, at('2026-05-13'), boss)
      .tell(
        'SubmitRevision',
        { ...revision, materials: [{ key: '水施-03', sha256: sha('3') }] },
        at('2026-05-14'),
        ownerActor,
      )
      .given()
      .when(add('F-8', '水施-03', '消防'))
      .thenRefused({ type: 'NewDemandRefused' }, { code: 'NewDemandRefused', rule: 'J8' });
  });
});

describe('the filing of a review', () => {
  const filing = { within: 5, rules: ['J9'] };
  const certified = (pinned: typeof terms) => {
    const story = accepted(pinned);
    for (const seat of seats) story.tell('GiveOpinion', { ...seat, ...agree }, at('2026-04-30'), reviewBody);
    return story
      .tell('IssueFirstOpinion', firstOpinion, at('2026-04-30'), reviewBody)
      .tell('ConcludeDrawings', certificate, at('2026-05-07'), boss);
  };
  const file = { type: 'SubmitFiling', data: { number: '审图备〔2026〕13号' }, issuedAt: at('2026-05-08') };
  it('J9: is due five working days after the certificate, and falls to the review body', () => {
    const story = certified({ ...terms, filing });
    expect(clocksOf(story.state(), 'G13')).toMatchObject({ filing: ['2026-05-13', null] });
    expect(story.state().data.clocks.get(`${terms.project}/G13/filing`)).toMatchObject({
      kind: 'DUTY',
      charged: unit.drawingReviewBody,
    });
  });
  it('J9: ends its days, by the review body or the lead', () => {
    const story = certified({ ...terms, filing });
    story
      .given()
      .when({ ...file, actor: reviewBody })
      .then({ type: 'DrawingsFiled', data: { clocks: [{ op: 'closed', at: at('2026-05-08') }] } });
    story
      .given()
      .when({ ...file, actor: ownerActor })
      .thenRejected({ code: 'Forbidden' });
  });
  it('J9: has no limit where the version in force sets none', () =>
    expect(clocksOf(certified(terms).state(), 'G13')).not.toHaveProperty('filing'));
});
