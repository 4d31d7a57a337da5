import { describe, expect, it } from 'vitest';
import { makeCalendar } from '../../domain/calendar/calendar.ts';
import { matterSlice } from '../../domain/matter/slice.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { termsOf } from '../nodeTerms.ts';
import { context, specify } from '../specification.ts';
import { accepted, at, G05, given, handedIn, intakeClerk, officer, story } from './facts.ts';

const approve = {
  type: 'DecideMatter',
  data: { outcome: 'approved', documentNumber: '彝审1号' },
  actor: officer,
};
const pause = {
  type: 'StartSpecialProcedure',
  data: { reason: 'assessment', notice: '咨询评估不计入' },
  actor: officer,
};

describe('the review of a matter', () => {
  it('one account does not both accept and decide', () =>
    given(...accepted(G05))
      .when({ ...approve, actor: intakeClerk, issuedAt: at('2026-03-24') })
      .thenRejected({ code: 'AcceptedBySamePerson' }));

  it('T15: on the last day a decision needs no explanation', () =>
    given(...accepted(G05))
      .when({ ...approve, issuedAt: '2026-03-30T15:59:59.999Z' })
      .then({
        type: 'MatterDecided',
        data: { outcome: 'approved', clocks: [{ op: 'closed' }, { op: 'opened', kind: 'DELIVERY' }] },
      }));

  describe('T9: the document of a decision', () => {
    const granted = story(
      G05,
      ['ReceiveAndAcceptMatter', handedIn(G05), at('2026-03-23')],
      ['DecideMatter', approve.data, at('2026-03-24'), officer],
    );
    it('is to be delivered within ten working days, by the window that hands it out', () =>
      expect(granted.at(-1)).toMatchObject({
        data: {
          clocks: [
            { op: 'closed' },
            {
              op: 'opened',
              id: `${G05.project}/G05/delivery`,
              charged: G05.intake,
              terms: { rules: ['T1', 'T2', 'T9'] },
              due: { dueOn: '2026-04-08' },
            },
          ],
        },
      }));
    it('ends the days for it with its delivery', () =>
      given(...granted)
        .when({
          type: 'DeliverMatter',
          data: { channel: 'post', reference: 'EMS1' },
          issuedAt: at('2026-03-25'),
        })
        .then({
          type: 'MatterDelivered',
          data: { clocks: [{ op: 'closed', id: `${G05.project}/G05/delivery`, at: at('2026-03-25') }] },
        }));
    it('has no limit where nothing was granted', () =>
      given(...accepted(G05))
        .when({ ...approve, data: { outcome: 'refused', reasons: '不符合规划' }, issuedAt: at('2026-03-24') })
        .then({ type: 'MatterRefused', data: { clocks: [{ op: 'closed', id: `${G05.project}/G05` }] } }));
    it('has no limit where the version in force sets none', () => {
      const { delivery: _, ...terms } = G05;
      given(...accepted(terms))
        .when({ ...approve, issuedAt: at('2026-03-24') })
        .then({ type: 'MatterDecided', data: { clocks: [{ op: 'closed' }] } });
    });
    it('reads a delivery that was recorded before deliveries had clocks', () => {
      const old = { channel: 'post', reference: null, deliveredAt: at('2026-03-25') };
      expect(() =>
        given(...granted, { type: 'MatterDelivered', data: old }).when({
          type: 'DeliverMatter',
          data: {},
          issuedAt: at('2026-03-26'),
        }),
      ).not.toThrow();
    });
  });

  it('T15: from the due instant on lateness explains itself', () =>
    given(...accepted(G05))
      .when({ ...approve, issuedAt: '2026-03-30T16:00:00.000Z' })
      .thenRejected({ code: 'LatenessUnexplained', rule: 'T15' }));

  it('T18: a refusal gives its reasons', () =>
    given(...accepted(G05))
      .when({ ...approve, data: { outcome: 'refused' }, issuedAt: at('2026-03-24') })
      .thenRejected({ code: 'ReasonsMissing', rule: 'T18' }));

  it('T10: the clock stops only for a reason that the catalogue lists', () =>
    given(...accepted(G05))
      .when({ ...pause, data: { reason: 'tea', notice: 'x' }, issuedAt: at('2026-03-25') })
      .thenRejected({ code: 'NoLegalReason', rule: 'T10' }));

  it('T10: the estimate that the notice tells is kept, and null where it tells none', () => {
    const started = (data: object) =>
      given(...accepted(G05)).when({ ...pause, data, issuedAt: at('2026-03-25') });
    const told = { type: 'SpecialProcedureStarted', data: { estimatedDays: 30 } };
    started({ ...pause.data, estimatedDays: 30 }).then(told);
    started(pause.data).then({ ...told, data: { estimatedDays: null } });
  });

  it('T10: nobody is told a time that the law does not leave out', () =>
    given(...accepted(G05))
      .when({ ...pause, data: { ...pause.data, estimatedDays: 30.5 }, issuedAt: at('2026-03-25') })
      .thenRejected({ code: 'EstimateBeyondCap', rule: 'T10' }));

  it('T10: a pause leaves out the days after its opening up to and including its close', () => {
    const facts = story(
      G05,
      ['ReceiveAndAcceptMatter', handedIn(G05), at('2026-04-23')],
      ['StartSpecialProcedure', pause.data, at('2026-04-23'), officer],
      ['EndSpecialProcedure', {}, at('2026-05-11', '17:00'), officer],
    );
    expect(facts.at(-1)).toMatchObject({
      data: { clocks: [{ op: 'resumed', due: { dueOn: '2026-05-18' } }] },
    });
  });

  it('T10: the cap ends the pause by itself, and its last day is the day it closes', () => {
    const paused = story(
      G05,
      ['ReceiveAndAcceptMatter', handedIn(G05), at('2026-04-23')],
      ['StartSpecialProcedure', pause.data, at('2026-04-23'), officer],
    );
    const { clocks } = (paused.at(-1) ?? { data: {} }).data as unknown as {
      clocks: [{ capAt: string; due: { dueOn: string } }];
    };
    const [{ capAt, due }] = clocks;
    given(...paused)
      .when({ type: 'CapSpecialProcedure', data: {}, issuedAt: capAt })
      .then({
        type: 'SpecialProcedureEnded',
        data: { resumedAt: capAt, atCap: true, clocks: [{ op: 'resumed', due: { dueOn: due.dueOn } }] },
      });
  });

  it('T6: an extension before the end moves it', () =>
    given(...accepted(G05))
      .when({
        type: 'ExtendLimit',
        data: { days: 10, reason: '情况复杂', approver: '局长' },
        issuedAt: '2026-03-30T15:59:59.999Z',
        actor: officer,
      })
      .then({ type: 'LimitExtended', data: { clocks: [{ op: 'extended', due: { dueOn: '2026-04-14' } }] } }));

  describe('T6: an extension', () => {
    const extend = (days: number) => ({
      type: 'ExtendLimit',
      data: { days, reason: '情况复杂', approver: '局长' },
      issuedAt: at('2026-03-24'),
      actor: officer,
    });
    it('goes as far as the law lets it', () =>
      given(...accepted(G05))
        .when(extend(10))
        .then({ type: 'LimitExtended', data: { days: 10 } }));
    it('goes no further', () =>
      given(...accepted(G05))
        .when(extend(10.5))
        .thenRejected({ code: 'ExtensionTooLong', rule: 'T6' }));
    it('comes once, however short it was', () =>
      given(
        ...story(
          G05,
          ['ReceiveAndAcceptMatter', handedIn(G05), at('2026-03-23')],
          ['ExtendLimit', extend(1).data, at('2026-03-24'), officer],
        ),
      )
        .when(extend(1))
        .thenRejected({ code: 'AlreadyExtended', rule: 'T6' }));
    it('has no bound where the version in force sets none', () => {
      const { extension: _, ...terms } = G05;
      given(...accepted(terms))
        .when(extend(40))
        .then({ type: 'LimitExtended', data: { days: 40 } });
    });
  });

  it('T6: at the due instant nothing can be extended any more', () =>
    given(...accepted(G05))
      .when({
        type: 'ExtendLimit',
        data: { days: 1, reason: 'x', approver: 'y' },
        issuedAt: '2026-03-30T16:00:00.000Z',
        actor: officer,
      })
      .thenRejected({ code: 'LimitOver', rule: 'T6' }));

  it('B23: a step has its own due day and is done once', () => {
    const G14 = termsOf('G14');
    const facts = story(
      G14,
      ['ReceiveAndAcceptMatter', handedIn(G14), at('2026-05-07')],
      ['CompleteStep', { step: 'check' }, at('2026-05-08', '17:00'), officer],
    );
    given(...facts)
      .when({ type: 'CompleteStep', data: { step: 'check' }, issuedAt: at('2026-05-09') })
      .thenRejected({ code: 'StepAlreadyDone' });
    given(...facts)
      .when({ type: 'CompleteStep', data: { step: 'lunch' }, issuedAt: at('2026-05-09') })
      .thenRejected({ code: 'UnknownStep' });
  });

  it('T1, event 16: a notice re-derives a provisional limit, saying before and after', () => {
    const beforeNotice = story(G05, ['ReceiveAndAcceptMatter', handedIn(G05), at('2026-12-30')]);
    expect(beforeNotice.at(-1)).toMatchObject({ data: { clocks: [{}, { due: { provisional: true } }] } });
    const after = specify(matterSlice, { ...context, calendar: makeCalendar([notice2027]) });
    const { events } = after(...beforeNotice).when({
      type: 'RederiveDeadlines',
      data: { notice: '2027' },
      issuedAt: at('2026-12-31'),
    });
    expect(events).toMatchObject([
      {
        type: 'DeadlineRederived',
        data: {
          notice: '2027',
          clocks: [{ op: 'rederived', before: { provisional: true }, due: { provisional: false } }],
        },
      },
    ]);
  });

  it('T1: a notice that moves nothing leaves no fact', () =>
    given(...accepted(G05))
      .when({ type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt: at('2026-03-24') })
      .thenRejected({ code: 'NothingMoved' }));
});
