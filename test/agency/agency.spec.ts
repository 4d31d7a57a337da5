import { describe, expect, it } from 'vitest';
import { agencySlice } from '../../domain/agency/slice.ts';
import { type AgencyData, agencySnapshot } from '../../domain/agency/state.ts';
import { marketPolicyV1 } from '../../domain/catalogue/marketPolicy.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { actor, after, specify, system } from '../specification.ts';

const given = specify(agencySlice);
const code = '91532390MA6K003075';
const operator = marketPolicyV1.operator;
const self = actor('intermediary', code);
const monday = '2026-03-02T01:00:00.000Z';
const share = {
  holder: '12532390MB0B00203G',
  holderName: '水利技术推广站',
  held: code,
  percent: 40,
  institutionOf: '11532390MB0A00105H',
};
const check = `agency/${code}/check/${monday}`;
const closed = [{ op: 'closed', id: check, at: monday }];

const register = (more: object = {}, by = self) => ({
  type: 'RegisterAgency',
  actor: by,
  issuedAt: monday,
  data: {
    agency: code,
    name: '万绿水保',
    services: ['B', 'A'],
    owners: [share],
    policy: marketPolicyV1,
    ...more,
  },
});
const registered = given().when(register()).events[0]!;
const listed = { type: 'AgencyListed', data: { services: ['A', 'B'], listedAt: monday, clocks: closed } };
const refused = {
  type: 'AgencyRefused',
  data: { reasons: ['No certificate.'], refusedAt: monday, clocks: closed },
};
const command = (type: string, data: object = {}, by = self) => ({ type, data, actor: by, issuedAt: monday });
const change = (...services: string[]) => command('ChangeServices', { services });

describe('entry', () => {
  it('M9 starts the form check of two working days, charged to the operator', () => {
    given()
      .when(register())
      .then({
        type: 'AgencyRegistered',
        data: {
          creditCode: code,
          services: ['A', 'B'],
          owners: [share],
          clocks: [
            { op: 'opened', id: check, kind: 'MARKET', charged: operator, due: { dueOn: '2026-03-04' } },
          ],
        },
      });
  });
  it('is the agency’s own to ask for', () => {
    given()
      .when(register({}, actor('intermediary', operator)))
      .thenRejected({ code: 'Forbidden' });
  });
  it('S10 refuses shares that add up to more than a hundred percent', () => {
    const more = { ...share, holder: 'x', percent: 60.01 };
    given()
      .when(register({ owners: [share, more] }))
      .thenRejected({ code: 'OwnershipInvalid', rule: 'S10' });
    given()
      .when(register({ owners: [share, { ...more, percent: 60 }] }))
      .then({ type: 'AgencyRegistered' });
  });
  it('M9 lists the agency and closes the check', () => {
    given(registered).when(command('ListAgency')).then(listed);
  });
  it('M9 tells the reasons of a refusal, after which it may apply again', () => {
    given(registered)
      .when(command('RefuseAgency', { reasons: ['No certificate.'] }))
      .then(refused);
    given(registered, refused).when(register()).then({ type: 'AgencyRegistered' });
  });
});

describe('services', () => {
  it('can be given up at once', () => {
    given(registered, listed)
      .when(change('A'))
      .then({ type: 'AgencyServicesChanged', data: { services: ['A'] } });
  });
  it('M9 are checked before they are added, and the others stay in force', () => {
    const applied = given(registered, listed).when(change('A', 'C'));
    applied.then({
      type: 'AgencyServicesApplied',
      data: { services: ['A'], added: ['C'], clocks: [{ op: 'opened' }] },
    });
    const checking = [registered, listed, ...applied.events];
    expect(snapshotOf(...checking)).toMatchObject({ listed: true, services: ['A'] });
    const granted = given(...checking).when(command('ListAgency'));
    expect(snapshotOf(...checking, ...granted.events)).toMatchObject({ services: ['A', 'C'] });
    const denied = given(...checking).when(command('RefuseAgency', { reasons: ['x'] }));
    expect(snapshotOf(...checking, ...denied.events)).toMatchObject({ listed: true, services: ['A'] });
  });
  it('M7 cannot all be given up, and cannot be changed into what they are', () => {
    given(registered, listed).when(change()).thenRejected({ code: 'NoServiceLeft', rule: 'M7' });
    given(registered, listed).when(change('B', 'A')).thenRejected({ code: 'NothingChanged' });
  });
  it('are the agency’s own to change', () => {
    given(registered, listed)
      .when({ ...change('A'), actor: actor('intermediary', operator) })
      .thenRejected({ code: 'Forbidden' });
  });
});

const snapshotOf = (...facts: { type: string; data: unknown }[]) =>
  agencySnapshot(after<AgencyData>(agencySlice, facts));

describe('snapshot', () => {
  it('says of an agency that never registered that it is not in the market', () =>
    expect(snapshotOf()).toEqual({ agencyName: '', listed: false, services: [], owners: [] }));
  it('is not listed before the check, nor after delisting', () => {
    const delisted = given(registered, listed).when(
      command('DelistAgency', { rule: 'M12', reason: 'Fraud.' }),
    );
    expect(snapshotOf(registered).listed).toBe(false);
    expect(snapshotOf(registered, listed).listed).toBe(true);
    expect(snapshotOf(registered, listed, ...delisted.events).listed).toBe(false);
  });
  it('S10 has the ownership as it was declared last', () => {
    const changed = given(registered, listed).when(command('ChangeOwnership', { owners: [] }));
    expect(snapshotOf(registered, listed).owners).toEqual([share]);
    expect(snapshotOf(registered, listed, ...changed.events).owners).toEqual([]);
  });
});

it('S23 records a breach, also of an agency that has left', () => {
  const breach = command(
    'RecordBreach',
    { job: 'job-1', rule: 'S23', text: 'Gave up.', breachedAt: monday },
    system,
  );
  const delisted = given(registered, listed).when(
    command('DelistAgency', { rule: 'M12', reason: 'x' }),
  ).events;
  given(registered, listed)
    .when(breach)
    .then({ type: 'AgencyBreachRecorded', data: { job: 'job-1', rule: 'S23' } });
  given(registered, listed, ...delisted)
    .when(breach)
    .then({ type: 'AgencyBreachRecorded' });
});

const example = (type: string, data: object) => [type, { type, data }] as const;
describeLifecycle(agencySlice, {
  facts: Object.fromEntries([
    example('AgencyRegistered', { ...(registered.data as object), clocks: [] }),
    example('AgencyListed', { ...listed.data, clocks: [] }),
    example('AgencyRefused', { ...refused.data, clocks: [] }),
    example('AgencyServicesChanged', { services: ['A'], changedAt: monday }),
    example('AgencyServicesApplied', { services: ['A'], added: ['C'], appliedAt: monday, clocks: [] }),
    example('AgencyOwnershipChanged', { owners: [], changedAt: monday }),
    example('AgencyBreachRecorded', {
      job: 'j',
      rule: 'S23',
      text: 'x',
      breachedAt: monday,
      recordedAt: monday,
    }),
    example('AgencyDelisted', { rule: 'M12', reason: 'x', delistedAt: monday, clocks: [] }),
    example('DeadlineRederived', { notice: 'x', clocks: [] }),
  ]),
  commands: Object.fromEntries(
    [
      register(),
      command('ListAgency'),
      command('RefuseAgency', { reasons: ['x'] }),
      change('A', 'D'),
      command('ChangeOwnership', { owners: [] }),
      command('RecordBreach', { job: 'job-1', rule: 'S23', text: 'x', breachedAt: monday }),
      command('DelistAgency', { rule: 'M12', reason: 'x' }),
      command('RederiveDeadlines', { notice: 'x' }),
    ].map((one) => [one.type, one]),
  ),
});
