import { describe, expect, it } from 'vitest';
import { ClockFact } from '../../domain/clock/facts.ts';
import { termsOf } from '../nodeTerms.ts';
import { at, G05, given, handedIn, intakeClerk, story } from './facts.ts';

const [first] = G05.materials.map(({ key }) => key);
const missing = first ?? '';
const receivedIncomplete = story(G05, ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')]);
/** Five working days after Monday 2026-03-23: 24:00 of 2026-03-30. */
const END = '2026-03-30T16:00:00.000Z';
const LAST_MOMENT = '2026-03-30T15:59:59.999Z';
const ask = { type: 'RequestCorrection', data: { missing: [missing], note: '缺少附件' } };

describe('receipt and acceptance of a matter', () => {
  it('T18: a receipt has a number and says of every material whether it is there', () => {
    given(...story(G05))
      .when({ type: 'ReceiveMatter', data: handedIn(G05, missing), issuedAt: at('2026-03-23') })
      .then({
        type: 'MatterReceived',
        data: {
          receiptNumber: expect.stringContaining('G05'),
          materials: expect.arrayContaining([
            expect.objectContaining({ key: missing, present: false, sha256: null }),
          ]),
        },
      });
  });

  it('refuses a material that the matter does not ask for', () =>
    given(...story(G05))
      .when({
        type: 'ReceiveMatter',
        data: { materials: [{ key: 'horoscope' }] },
        issuedAt: at('2026-03-23'),
      })
      .thenRejected({ code: 'UnknownMaterial', rule: 'T3' }));

  it('T3: what is missing stands in the way of acceptance', () =>
    given(...receivedIncomplete)
      .when({ type: 'AcceptMatter', data: {}, issuedAt: at('2026-03-24') })
      .thenRejected({ code: 'MaterialsMissing', rule: 'T3' }));

  it('T3: corrections may be asked for up to the last moment of the fifth working day', () =>
    given(...receivedIncomplete)
      .when({ ...ask, issuedAt: LAST_MOMENT })
      .then({ type: 'CorrectionRequested', data: { missing: [missing] } }));

  it('T3: at the instant at which the days end it is too late to ask', () =>
    given(...receivedIncomplete)
      .when({ ...ask, issuedAt: END })
      .thenRejected({ code: 'CorrectionTooLate', rule: 'T3' }));

  it('T3: silence is acceptance, and not a millisecond earlier', () =>
    given(...receivedIncomplete)
      .when({ type: 'DeemMatterAccepted', data: {}, issuedAt: LAST_MOMENT })
      .thenRejected({ code: 'StillInTime', rule: 'T3' }));

  it('T3: deemed acceptance dates back to the receipt, and the window that was silent is late', () => {
    const { events } = given(...receivedIncomplete).when({
      type: 'DeemMatterAccepted',
      data: {},
      issuedAt: END,
    });
    expect(events).toMatchObject([
      {
        type: 'MatterDeemedAccepted',
        data: {
          acceptedAt: at('2026-03-23'),
          deemedAt: END,
          clocks: [
            { op: 'closed', at: END },
            { op: 'opened', kind: 'NODE', startedAt: at('2026-03-23'), due: { dueOn: '2026-03-30' } },
          ],
        },
      },
    ]);
  });

  it('T3: a second notice is forbidden', () =>
    given(
      ...story(
        G05,
        ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')],
        ['RequestCorrection', ask.data, at('2026-03-24')],
        ['SubmitCorrection', { materials: [] }, at('2026-03-25')],
      ),
    )
      .when({ ...ask, issuedAt: at('2026-03-26') })
      .thenRejected({ code: 'StageForbids', rule: 'T3' }));

  it('T3: with the correction the days of the window run anew', () => {
    const facts = story(
      G05,
      ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')],
      ['RequestCorrection', ask.data, at('2026-03-24')],
      ['SubmitCorrection', handedIn(G05), at('2026-03-25')],
    );
    const { clocks } = (facts.at(-1) ?? { data: {} }).data as unknown as { clocks: unknown };
    expect(ClockFact.array().parse(clocks)).toMatchObject([
      { op: 'closed', id: `${G05.project}/G05/supplement` },
      { op: 'opened', kind: 'CORRECTION', due: { dueOn: '2026-04-01' } },
    ]);
  });

  describe('T5: a correction that is never made', () => {
    /** Fifteen working days after 2026-03-24, across the holiday of 2026-04-06. */
    const LAPSE = '2026-04-15T16:00:00.000Z';
    const asked = story(
      G05,
      ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')],
      ['RequestCorrection', ask.data, at('2026-03-24')],
    );
    const lapse = { type: 'LapseCorrection', data: {} };
    const regional = (as: 'withdrawn' | 'refused') =>
      termsOf('G05', 'CX-GOV-60', { correction: { ...G05.correction, lapse: { after: 15, as } } });
    const askedIn = (as: 'withdrawn' | 'refused') =>
      story(
        regional(as),
        ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')],
        ['RequestCorrection', ask.data, at('2026-03-24')],
      );

    it('has days that run against the applicant', () =>
      expect(asked.at(-1)).toMatchObject({
        data: {
          clocks: [
            { op: 'closed' },
            {
              op: 'opened',
              id: `${G05.project}/G05/supplement`,
              kind: 'CORRECTION',
              charged: G05.owner,
              due: { dueOn: '2026-04-15', dueAt: LAPSE },
            },
          ],
        },
      }));
    it('lapses at 24:00 of its last day, and not a millisecond earlier', () =>
      given(...asked)
        .when({ ...lapse, issuedAt: '2026-04-15T15:59:59.999Z' })
        .thenRejected({ code: 'StillInTime', rule: 'T5' }));
    it('counts as withdrawn in one region, dated to its last day whenever it is recorded', () =>
      given(...askedIn('withdrawn'))
        .when({ ...lapse, issuedAt: at('2026-04-20') })
        .then({
          type: 'MatterDeemedWithdrawn',
          data: { outcome: 'withdrawn', endedAt: LAPSE, clocks: [{ op: 'closed', at: LAPSE }] },
        }));
    it('is refused in another', () =>
      given(...askedIn('refused'))
        .when({ ...lapse, issuedAt: LAPSE })
        .then({ type: 'AcceptanceDeemedRefused', data: { outcome: 'refused', endedAt: LAPSE } }));
    it('is too late at that instant, even where the lapse is not recorded yet', () =>
      given(...asked)
        .when({ type: 'SubmitCorrection', data: handedIn(G05), issuedAt: LAPSE })
        .thenRejected({ code: 'CorrectionLapsed', rule: 'T5' }));
    it('may be made up to the last moment', () =>
      given(...asked)
        .when({ type: 'SubmitCorrection', data: handedIn(G05), issuedAt: '2026-04-15T15:59:59.999Z' })
        .then({ type: 'CorrectionSubmitted', data: { clocks: [{ op: 'closed' }, { op: 'opened' }] } }));
    it('waits for ever where the version in force has no lapse', () => {
      const { lapse: _, ...correction } = G05.correction;
      const never = story(
        termsOf('G05', 'CX-GOV-60', { correction }),
        ['ReceiveMatter', handedIn(G05, missing), at('2026-03-23')],
        ['RequestCorrection', ask.data, at('2026-03-24')],
      );
      expect(never.at(-1)).toMatchObject({ data: { clocks: [{ op: 'closed' }] } });
      given(...never)
        .when({ ...lapse, issuedAt: at('2026-12-01') })
        .thenRejected({ code: 'NoLapse', rule: 'T5' });
      given(...never)
        .when({ type: 'SubmitCorrection', data: handedIn(G05), issuedAt: at('2026-12-01') })
        .then({ type: 'CorrectionSubmitted' });
    });
  });

  it('T1, T2: accepted at once, the limit runs from that legal day, which is not counted', () =>
    given(...story(G05))
      .when({
        type: 'ReceiveAndAcceptMatter',
        data: handedIn(G05),
        issuedAt: at('2026-03-23'),
        actor: intakeClerk,
      })
      .then(
        { type: 'MatterReceived' },
        {
          type: 'MatterAccepted',
          data: {
            clocks: [
              { op: 'closed' },
              { op: 'opened', id: `${G05.project}/G05`, due: { dueOn: '2026-03-30' } },
            ],
          },
        },
      ));

  it.each([
    ['with the receipt where it waits for nothing', null, '2026-03-09', '2026-03-16'],
    [
      'with the receipt where its predecessors were decided before',
      at('2026-03-04', '17:00'),
      '2026-03-09',
      '2026-03-16',
    ],
    [
      'with the day on which the last predecessor is decided',
      at('2026-03-23', '17:00'),
      '2026-03-23',
      '2026-03-30',
    ],
    [
      'with the day that ended where that happened by itself at 24:00',
      '2026-03-23T16:00:00.000Z',
      '2026-03-23',
      '2026-03-30',
    ],
  ])('T16: under a common receipt an item starts %s', (_, decidedAt, startOn, dueOn) => {
    const data = {
      receiptNumber: 'SJ-1',
      acceptedAt: at('2026-03-09'),
      acceptedBy: 'clerk',
      ...handedIn(G05),
      decidedAt,
    };
    given(...story(G05))
      .when({ type: 'AcceptUnderCommonReceipt', data, issuedAt: at('2026-03-24') })
      .then(
        { type: 'MatterReceived', data: { receivedAt: at('2026-03-09') } },
        {
          type: 'MatterAccepted',
          data: { acceptedBy: 'clerk', clocks: [{ op: 'opened', due: { startOn, dueOn } }] },
        },
      );
  });
});
