import { describe, expect, it } from 'vitest';
import { agree, at, clocksOf, demand, fail, officer, ownerActor, sha, unit } from '../joint/story.ts';
import {
  accepted,
  answered,
  boss,
  concluded,
  conclusion,
  convened,
  listed,
  meeting,
  recheck,
  revised,
  revision,
  seatOfUnit,
} from './stories.ts';

const conclude = (data: object = {}, issuedAt = at('2026-04-16')) => ({
  type: 'ConcludeReview',
  data: { ...conclusion, ...data },
  issuedAt,
  actor: boss,
});
const give = (opinion: object, of: string = unit.trafficPolice) => ({
  type: 'GiveOpinion',
  data: { ...seatOfUnit(of), ...agree, ...opinion },
  issuedAt: at('2026-04-14'),
  actor: officer(of),
});

describe('review: one application, one meeting, one approval', () => {
  it('J7: opinions and consolidation run from the one acceptance', () => {
    expect(clocksOf(accepted().state(), 'G08')).toMatchObject({
      node: ['2026-04-16', null],
      'step/opinions': ['2026-04-14', null],
      'step/consolidation': ['2026-04-16', null],
      [`opinion/${unit.trafficPolice}`]: ['2026-04-14', null],
    });
  });

  it('J6: there is one application', () => {
    accepted()
      .given()
      .when({ type: 'AcceptReview', data: { materials: [] }, issuedAt: at('2026-04-08') })
      .thenRejected({ code: 'StageForbids', rule: 'J6' });
  });

  it('J6: the meeting may be moved until it begins', () => {
    convened()
      .given()
      .when({
        type: 'ConveneMeeting',
        data: { ...meeting, meetingAt: at('2026-04-13') },
        issuedAt: at('2026-04-10', '08:59'),
        actor: boss,
      })
      .then({ type: 'MeetingConvened' });
  });

  it('J6: there is no second meeting', () => {
    convened()
      .given()
      .when({
        type: 'ConveneMeeting',
        data: { ...meeting, meetingAt: at('2026-04-13') },
        issuedAt: meeting.meetingAt,
        actor: boss,
      })
      .thenRejected({ code: 'OneMeetingOnly', rule: 'J6' });
  });

  it('J6: nothing is concluded before the meeting', () => {
    const story = accepted();
    for (const of of [unit.housing, unit.civilDefence, unit.trafficPolice])
      story.tell('GiveOpinion', { ...seatOfUnit(of), ...agree }, at('2026-04-08'), officer(of));
    story.given().when(conclude()).thenRejected({ code: 'MeetingMissing', rule: 'J6' });
  });

  it('J6: one approval ends the node and every limit in it', () => {
    answered()
      .given()
      .when(conclude())
      .then({ type: 'ReviewConcluded', data: { outcome: 'approved', endedAt: at('2026-04-16') } });
    expect(clocksOf(concluded().state(), 'G08')['step/opinions']).toEqual(['2026-04-14', at('2026-04-14')]);
  });
});

describe('review: what a reply is (J15)', () => {
  it('J15: «to be studied» is agreement, and its author answers for it', () => {
    convened()
      .given()
      .when(give({ reply: 'other', text: '待研究' }))
      .then({
        type: 'OpinionGiven',
        data: {
          opinion: { kind: 'other', text: '待研究' },
          effect: 'agree',
          violation: { rule: 'J15', charged: unit.trafficPolice },
        },
      });
  });

  it('J15: a disagreement without reasons is agreement', () => {
    convened()
      .given()
      .when(give({ ...fail(), text: '' }))
      .then({ type: 'OpinionGiven', data: { effect: 'agree', violation: { rule: 'J15' } } });
  });

  it('J15: agreement that must go up is agreement', () => {
    convened()
      .given()
      .when(give({ reply: 'agreeGoesUp', text: '州交警支队' }))
      .then({ data: { effect: 'agree' } });
  });

  it('J15: a reasoned disagreement names its clause', () => {
    convened()
      .given()
      .when(give({ ...fail(), clause: null }))
      .thenRejected({ code: 'ClauseMissing', rule: 'J15' });
  });

  it('J15: an opinion is given once', () => {
    answered().given().when(give({})).thenRejected({ code: 'StageForbids', rule: 'J15' });
    convened()
      .tell('GiveOpinion', give({}).data, at('2026-04-13'), officer(unit.trafficPolice))
      .given()
      .when(give({}))
      .thenRejected({ code: 'OpinionAlreadyGiven', rule: 'J15' });
  });

  it('nobody speaks for another unit', () => {
    convened()
      .given()
      .when({ ...give({}), actor: officer(unit.housing) })
      .thenRejected({ code: 'Forbidden' });
  });

  it('J6: a unit without a seat has no opinion to give', () => {
    convened().given().when(give({}, unit.water)).thenRejected({ code: 'NotAParticipant', rule: 'J6' });
  });

  it('J15: who agrees demands nothing', () => {
    convened()
      .given()
      .when(give({ demands: [demand('T-1', 'schemeDrawings')] }))
      .thenRejected({ code: 'AgreementWithDemands', rule: 'J15' });
  });

  it('a demand is about something that was handed in', () => {
    convened()
      .given()
      .when(give(fail(demand('T-1', 'noSuchSheet'))))
      .thenRejected({ code: 'UnknownMaterial' });
  });
});

describe('review: override (J16)', () => {
  const against = { [unit.civilDefence]: [] };
  const override = {
    type: 'OverrideDisagreement',
    data: { ...seatOfUnit(unit.civilDefence), reasons: 'A shelter is near.' },
    issuedAt: at('2026-04-15'),
    actor: boss,
  };
  const overridden = () => answered(against).tell(override.type, override.data, override.issuedAt, boss);
  const send = (issuedAt: string) => ({
    type: 'SendReasons',
    data: { ...seatOfUnit(unit.civilDefence), document: sha('e') },
    issuedAt,
    actor: boss,
  });

  it('J16: a reasoned disagreement blocks the approval', () => {
    answered(against).given().when(conclude()).thenRejected({ code: 'ReasonedDisagreement', rule: 'J16' });
  });

  it('J16: the lead overrides it with reasons, which it owes within ten days; the tenth is a Saturday (T2)', () => {
    answered(against)
      .given()
      .when(override)
      .then({ type: 'DisagreementOverridden', data: { reasonsDueOn: '2026-04-27' } });
  });

  it('J16: then it may approve', () => {
    overridden().given().when(conclude()).then({ type: 'ReviewConcluded' });
  });

  it('J16: there is nothing to override where nobody disagrees', () => {
    answered().given().when(override).thenRejected({ code: 'NothingToOverride', rule: 'J16' });
  });

  it('J16: the duty to send the reasons outlives the conclusion', () => {
    const story = overridden().tell('ConcludeReview', conclusion, at('2026-04-16'), boss);
    const { unit: of, discipline } = seatOfUnit(unit.civilDefence);
    expect(clocksOf(story.state(), 'G08')[`reasons/${of}/${discipline}`]).toEqual(['2026-04-27', null]);
    story.given().when(send('2026-04-27T15:59:59.999Z')).then({ type: 'ReasonsSent' });
  });

  it('J16: sent on time they break nothing, at the due instant they do', () => {
    const sent = (instant: string) => JSON.stringify(overridden().given().when(send(instant)).events);
    expect(sent('2026-04-27T15:59:59.999Z')).not.toContain('violation');
    expect(sent('2026-04-27T16:00:00.000Z')).toContain('"violation":{"rule":"J16"');
  });
});

describe('review: one closed list', () => {
  const issue = (setAside: readonly object[]) => ({
    type: 'IssueDemands',
    data: { setAside },
    issuedAt: at('2026-04-14'),
    actor: boss,
  });
  const two = () =>
    answered({
      [unit.civilDefence]: [demand('CD-1', 'schemeDrawings')],
      [unit.housing]: [demand('H-1', 'schemeDrawings')],
    });

  it('J7: one list of what all demand, remembering the content that was seen', () => {
    two()
      .given()
      .when(issue([]))
      .then({
        type: 'DemandsIssued',
        data: {
          demands: [
            { id: 'H-1', about: { key: 'schemeDrawings', sha256: sha('a') } },
            { id: 'CD-1', unit: unit.civilDefence },
          ],
        },
      });
  });

  it('J7: the lead merges conflicts, with reasons', () => {
    two()
      .given()
      .when(issue([{ demand: 'H-1', reason: 'Contradicts CD-1.' }]))
      .then({ type: 'DemandsIssued', data: { demands: [{ id: 'CD-1' }], setAside: [{ demand: 'H-1' }] } });
  });

  it('J7: only demands that exist are set aside', () => {
    two()
      .given()
      .when(issue([{ demand: 'X', reason: 'No.' }]))
      .thenRejected({ code: 'UnknownDemand', rule: 'J7' });
  });

  it('J8: the list is given once', () => {
    listed().given().when(issue([])).thenRejected({ code: 'StageForbids', rule: 'J8' });
  });

  it('J9: revision is off the clock', () => {
    expect(clocksOf(listed().state(), 'G08')['node']).toEqual([null, null]);
    expect(clocksOf(revised().state(), 'G08')['node']).toEqual(['2026-04-28', null]);
  });

  it('J9: a revision that changes nothing is none', () => {
    listed()
      .given()
      .when({
        type: 'SubmitRevision',
        data: { ...revision, materials: [{ key: 'schemeDrawings', sha256: sha('a') }] },
        issuedAt: at('2026-04-24'),
        actor: ownerActor,
      })
      .thenRejected({ code: 'NothingRevised', rule: 'J9' });
  });

  it('J9: nothing is approved while a demand is open', () => {
    revised()
      .given()
      .when(conclude({}, at('2026-04-28')))
      .thenRejected({ code: 'DemandsOpen', rule: 'J9' });
  });

  it('J9: a met demand heals the disagreement it came with', () => {
    revised()
      .tell('RecheckDemand', recheck(true), at('2026-04-28'), officer(unit.civilDefence))
      .given()
      .when(conclude({}, at('2026-04-28')))
      .then({ type: 'ReviewConcluded' });
  });

  it('J9: what the re-check leaves open goes back, after all of it was looked at', () => {
    const back = { type: 'ReturnForRevision', data: {}, issuedAt: at('2026-04-28'), actor: boss };
    revised().given().when(back).thenRejected({ code: 'RecheckOutstanding', rule: 'J9' });
    revised()
      .tell('RecheckDemand', recheck(false), at('2026-04-28'), officer(unit.civilDefence))
      .given()
      .when(back)
      .then({ type: 'ReturnedForRevision', data: { open: ['CD-1'] } });
  });
});

describe('review: special procedures', () => {
  const start = (reason: string) => ({
    type: 'StartSpecialProcedure',
    data: { reason, notice: 'Twenty days.' },
    issuedAt: at('2026-04-08'),
    actor: boss,
  });

  it('T10: only for a reason that the node lists', () => {
    convened().given().when(start('holiday')).thenRejected({ code: 'NoLegalReason', rule: 'T10' });
  });

  it('T10: is told to take no more than its cap', () => {
    const estimated = (estimatedDays: number) => {
      const command = start('expertReview');
      return convened()
        .given()
        .when({ ...command, data: { ...command.data, estimatedDays } });
    };
    estimated(20).then({ type: 'SpecialProcedureStarted', data: { estimatedDays: 20 } });
    estimated(20.5).thenRejected({ code: 'EstimateBeyondCap', rule: 'T10' });
  });

  it('T10: rectification begins with a list of demands, not so', () => {
    convened().given().when(start('rectification')).thenRejected({ code: 'NoLegalReason', rule: 'T10' });
  });

  it('T10: stops every limit of the node, opinions too', () => {
    const story = convened().tell(
      'StartSpecialProcedure',
      start('expertReview').data,
      at('2026-04-08'),
      boss,
    );
    const state = story.tell('EndSpecialProcedure', {}, at('2026-04-10'), boss).state();
    expect(clocksOf(state, 'G08')).toMatchObject({
      node: ['2026-04-20', null],
      [`opinion/${unit.housing}`]: ['2026-04-16', null],
    });
  });

  it('T6: the limit is extended before it is over, and not at the very instant', () => {
    const extend = (issuedAt: string) => ({
      type: 'ExtendLimit',
      data: { days: 2, reason: 'Flood.', approver: '局长' },
      issuedAt,
      actor: boss,
    });
    answered().given().when(extend('2026-04-16T15:59:59.999Z')).then({ type: 'LimitExtended' });
    answered()
      .given()
      .when(extend('2026-04-16T16:00:00.000Z'))
      .thenRejected({ code: 'LimitOver', rule: 'T6' });
  });

  it('only the owner withdraws', () => {
    convened()
      .given()
      .when({ type: 'WithdrawReview', data: { reason: 'No.' }, issuedAt: at('2026-04-08'), actor: boss })
      .thenRejected({ code: 'Forbidden' });
    convened()
      .given()
      .when({
        type: 'WithdrawReview',
        data: { reason: 'No.' },
        issuedAt: at('2026-04-08'),
        actor: ownerActor,
      })
      .then({ type: 'ReviewWithdrawn', data: { outcome: 'withdrawn', endedAt: at('2026-04-08') } });
  });
});
