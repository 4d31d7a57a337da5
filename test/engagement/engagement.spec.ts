import { describe, expect, it } from 'vitest';
import { marketPolicyV1 } from '../../domain/catalogue/marketPolicy.ts';
import { engagementStatusOf } from '../../domain/engagement/lifecycle.ts';
import { engagementSlice } from '../../domain/engagement/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { actor, specify, system } from '../specification.ts';

const given = specify(engagementSlice);
const hospital = '12532390MB0B00201A';
const agency = '91532390MA6K00303Q';
const buyer = actor('owner', hospital);
const provider = actor('intermediary', agency);
const signed = '2026-03-25T09:00:00.000Z';
/** Handed in on Thursday 2026-04-02; 5 working days after it, past 清明 04-04 to 04-06, is 04-10. */
const handedIn = '2026-04-02T09:00:00.000Z';
const answerDue = '2026-04-10T16:00:00.000Z';
const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

const contract = {
  job: 'job-ws',
  project: '2603-532390-04-01-482134',
  node: 'W-WS',
  title: '水保方案编制',
  agency,
  agencyName: '彝川环境科技',
  buyer: hospital,
  price: 7_000_000,
  days: 8,
  sha256: 'ab'.repeat(32),
  policy: marketPolicyV1,
};
const command = (type: string, data: object, issuedAt: string, by = system) => ({
  type,
  data,
  issuedAt,
  actor: by,
});
const begin = (more: object = {}) =>
  command('BeginEngagement', { contract: { ...contract, ...more } }, signed);
const deliver = (by = provider, at = handedIn) =>
  command('DeliverResult', { sha256: 'cd'.repeat(32), note: 'Final.' }, at, by);
const confirm = (at: string, by = buyer) => command('ConfirmDelivery', {}, at, by);
const decline = (at: string, by = buyer) =>
  command('RejectDelivery', { reasons: 'Chapter 3 is missing.' }, at, by);
const deem = (at: string) => command('DeemDeliveryConfirmed', {}, at);
const end = (by = buyer) =>
  command('TerminateEngagement', { reason: 'The project was given up.' }, handedIn, by);

const begun = given().when(begin()).events;
const delivered = [...begun, ...given(...begun).when(deliver()).events];

describe('service', () => {
  it('A15 runs against a clock of its own, charged to the agency', () => {
    given()
      .when(begin())
      .then({
        type: 'EngagementBegan',
        data: {
          clocks: [
            // 03-26, 27, 30, 31, 04-01, 02, 03 and 04-07, the first after the holiday.
            {
              op: 'opened',
              id: 'job-ws/delivery/1',
              kind: 'MARKET',
              charged: agency,
              node: 'W-WS',
              due: { dueOn: '2026-04-07' },
            },
          ],
        },
      });
  });
  it('A15 has no clock where no days were agreed', () => {
    given()
      .when(begin({ days: null }))
      .then({ type: 'EngagementBegan', data: { clocks: [] } });
  });
  it('S25 hands the result in: the agency’s clock ends and the buyer’s five working days begin', () => {
    given(...begun)
      .when(deliver())
      .then({
        type: 'ResultDelivered',
        data: {
          delivery: 1,
          clocks: [
            { op: 'closed', id: 'job-ws/delivery/1', at: handedIn },
            { op: 'opened', id: 'job-ws/confirmation/1', charged: hospital, due: { dueAt: answerDue } },
          ],
        },
      });
  });
  it('is delivered by the agency under contract', () => {
    given(...begun)
      .when(deliver(buyer))
      .thenRejected({ code: 'Forbidden' });
  });
  it('is ended by the buyer', () => {
    given(...begun)
      .when(end(provider))
      .thenRejected({ code: 'Forbidden' });
    given(...delivered)
      .when(end())
      .then({ type: 'EngagementTerminated', data: { clocks: [{ id: 'job-ws/confirmation/1' }] } });
  });
});

describe('answer to a delivery', () => {
  it('S25 confirms until one millisecond before the end of its days', () => {
    given(...delivered)
      .when(confirm(before(answerDue)))
      .then({
        type: 'DeliveryConfirmed',
        data: { delivery: 1, clocks: [{ op: 'closed', id: 'job-ws/confirmation/1' }] },
      });
  });
  it('S25 is over at the very instant', () => {
    given(...delivered)
      .when(confirm(answerDue))
      .thenRejected({ code: 'AnswerOver', rule: 'S25' });
    given(...delivered)
      .when(decline(answerDue))
      .thenRejected({ code: 'AnswerOver', rule: 'S25' });
  });
  it('S25 is the buyer’s', () => {
    given(...delivered)
      .when(confirm(handedIn, provider))
      .thenRejected({ code: 'Forbidden' });
    given(...delivered)
      .when(decline(handedIn, provider))
      .thenRejected({ code: 'Forbidden' });
  });
  it('S25 takes silence for a confirmation at that instant, flagged and charged to the buyer', () => {
    given(...delivered)
      .when(deem(answerDue))
      .then({ type: 'DeliveryDeemedConfirmed' });
    given(...delivered)
      .when(deem(before(answerDue)))
      .thenRejected({ code: 'AnswerNotDue', rule: 'S25' });
    given(...delivered)
      .when(deem('2026-04-13T01:00:00.000Z'))
      .then({
        type: 'DeliveryDeemedConfirmed',
        data: {
          confirmedAt: answerDue,
          violation: { rule: 'S25', charged: hospital },
          clocks: [{ op: 'closed', id: 'job-ws/confirmation/1', at: answerDue }],
        },
      });
  });
  it('S25 sends rejected work back, with a clock of its own, and the next delivery is a new one', () => {
    const declined = given(...delivered).when(decline('2026-04-03T09:00:00.000Z'));
    declined.then({
      type: 'DeliveryRejected',
      data: {
        reasons: 'Chapter 3 is missing.',
        clocks: [
          { op: 'closed', id: 'job-ws/confirmation/1' },
          { op: 'opened', id: 'job-ws/delivery/2', charged: agency, due: { dueOn: '2026-04-13' } },
        ],
      },
    });
    given(...delivered, ...declined.events)
      .when(deliver(provider, '2026-04-09T09:00:00.000Z'))
      .then({
        type: 'ResultDelivered',
        data: { delivery: 2, clocks: [{ id: 'job-ws/delivery/2' }, { id: 'job-ws/confirmation/2' }] },
      });
  });
});

it('A1 each stage says how the status of the job goes on', () =>
  expect(
    engagementSlice.lifecycle.stages
      .map((stage) => [stage, engagementStatusOf(stage)])
      .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
  ).toEqual([
    ['delivered', 'DELIVERED'],
    ['done', 'DONE'],
    ['inService', 'IN_SERVICE'],
    ['terminated', 'TERMINATED'],
    ['unbegun', 'IN_SERVICE'],
  ]));

const bare = (type: string, data: object) => [type, { type, data: { ...data, clocks: [] } }] as const;
describeLifecycle(engagementSlice, {
  facts: Object.fromEntries([
    bare('EngagementBegan', { contract, beganAt: signed }),
    bare('ResultDelivered', { delivery: 1, sha256: 'cd'.repeat(32), note: 'x', deliveredAt: handedIn }),
    bare('DeliveryConfirmed', { delivery: 1, confirmedAt: handedIn }),
    bare('DeliveryDeemedConfirmed', {
      delivery: 1,
      confirmedAt: handedIn,
      violation: { rule: 'S25', charged: hospital, text: 'x' },
    }),
    bare('DeliveryRejected', { delivery: 1, reasons: 'x', rejectedAt: handedIn }),
    bare('EngagementTerminated', { reason: 'x', terminatedAt: handedIn }),
    bare('DeadlineRederived', { notice: 'x' }),
  ]),
  commands: Object.fromEntries(
    [
      begin(),
      deliver(),
      confirm(handedIn),
      decline(handedIn),
      deem(handedIn),
      end(),
      command('RederiveDeadlines', { notice: 'x' }, handedIn),
    ].map((one) => [one.type, one]),
  ),
});
