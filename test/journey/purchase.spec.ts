import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { agent, jobAt, marketOpens } from './market.ts';
import { historyOf, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
/** With the decision of G05 the purchases M-EIA and M-WS begin. */
const BEGUN = '2026-03-30T09:00:00.000Z';
const owner = { role: 'owner', organization: hospital.owner } as const;
const code = hospital.code;
const listed = demoAgencies.filter(({ services }) => services.includes(service.eia));
const others = demoAgencies.filter(({ services }) => !services.includes(service.eia));
const [bidder] = listed.filter(({ services }) => services.includes(service.soilConservation));
const bidderCode = bidder?.creditCode ?? '';

const [first, beside] = ['eia-1', 'eia-beside'];
const twins = ['ws-1', 'ws-2'] as const;

let world: World;
const answers: Record<string, Told> = {};
let waitingFor: readonly { key: string; reason: string; job: string | null }[];
let waitingAfter: typeof waitingFor;
const offers = new Map<string, boolean>();
let bids: readonly { id: string; key: string; job: string }[];

const publish = (job: string, node: string | null, what: string) =>
  world.mutate(
    'publishJob',
    {
      job,
      project: node === null ? null : code,
      node,
      title: '采购',
      service: what,
      method: 'LOWEST_PRICE',
      ceiling: 9_000_000,
      buyer: hospital.owner,
    },
    owner,
  );
const waiting = async () =>
  (
    await world.ask<{ project: { forecast: { waitingFor: typeof waitingFor } } }>(
      `{ project(code: "${code}") { forecast { waitingFor { key reason job } } } }`,
    )
  ).project.forecast.waitingFor;
const complete = () =>
  world.mutate(
    'completeWork',
    { project: code, node: 'M-EIA', evidence: [{ name: '合同', sha256: documentOf('合同') }] },
    owner,
  );

beforeAll(async () => {
  const script = { ...hospital, stalled: ['M-EIA', 'M-WS'] };
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [...marketOpens(), registrationOf(script)], BEGUN);
  answers['first'] = await publish(first, 'M-EIA', service.eia);
  answers['second'] = await publish('eia-2', 'M-EIA', service.eia);
  answers['outside any chain'] = await publish(beside, null, service.eia);
  answers['by hand'] = await complete();
  waitingFor = await waiting();
  const together = await Promise.all(twins.map((job) => publish(job, 'M-WS', service.soilConservation)));
  for (const [index, told] of together.entries()) answers[twins[index] ?? ''] = told;
  await world.runtime.settled();

  for (const { creditCode } of [...listed, ...others]) {
    const { job } = await world.ask<{ job: { availableCommands: string[] } }>(
      `{ job(id: "${first}") { availableCommands } }`,
      {},
      agent(creditCode),
    );
    offers.set(creditCode, job.availableCommands.includes('PlaceBid'));
  }
  for (const job of [first, beside])
    await world.mutate('placeBid', { job, bid: 'bid-1', price: 8_000_000 }, agent(bidderCode));
  const seen = await world.ask<{ myBids: { nodes: typeof bids } }>(
    '{ myBids { nodes { id key job } } }',
    {},
    agent(bidderCode),
  );
  bids = seen.myBids.nodes;
  answers['withdraw by id'] = await world.mutate(
    'withdrawBid',
    { job: beside, bid: `${beside}/bid-1` },
    agent(bidderCode),
  );
  answers['withdraw by key'] = await world.mutate(
    'withdrawBid',
    { job: first, bid: 'bid-1' },
    agent(bidderCode),
  );
  answers['withdraw from another job'] = await world.mutate(
    'withdrawBid',
    { job: first, bid: `${beside}/bid-1` },
    agent(bidderCode),
  );
  await world.mutate('terminateJob', { job: first, reason: '项目单位自行委托。' }, owner);
  waitingAfter = await waiting();
  answers['by hand afterwards'] = await complete();
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);

describe('the purchase of a node', () => {
  it('S11: is one job: a second one is refused by name', () => {
    expect(outcome('first')).toBe('Accepted');
    expect(outcome('second')).toBe('PurchaseRunning S11');
    expect(answers['second']?.message).toContain(`Job ${first} is open for M-EIA`);
    expect(outcome('outside any chain')).toBe('Accepted');
  });
  it('S11: of two that are published in the same moment one stays, and the other is annulled or refused', async () => {
    const statuses = await Promise.all(twins.map(async (job) => (await jobAt(world, job))?.status ?? null));
    expect(statuses.filter((status) => status === 'OPEN')).toHaveLength(1);
    expect(['VOID', null]).toContain(statuses.find((status) => status !== 'OPEN'));
    const noted = (await historyOf(world, `work-${code}-M-WS`)).filter(
      ({ type }) => type === 'PurchaseAnnounced',
    );
    expect(noted).toHaveLength(1);
  });
  it('M16: is not completed by hand while its job is open, and may be once it is over', async () => {
    expect(outcome('by hand')).toBe('PurchaseRunning M16');
    expect(outcome('by hand afterwards')).toBe('Accepted');
    expect(await nodeAt(world, code, 'M-EIA')).toMatchObject({ status: 'DONE', decidedAt: BEGUN });
  });
  it('A1: is waited for by the name of its job, as long as that is open', () => {
    expect(waitingFor.find(({ key }) => key === 'M-EIA')).toMatchObject({
      job: first,
      reason: expect.stringContaining(`job ${first} in the market`),
    });
    expect(waitingFor.find(({ key }) => key === 'M-WS')).toMatchObject({ job: null });
    expect(waitingAfter.find(({ key }) => key === 'M-EIA')).toMatchObject({ job: null });
  });
});

describe('a bid', () => {
  it('M7: is offered to whoever is listed for the service, and to nobody else', () => {
    expect([listed.length, others.length].every((count) => count > 0)).toBe(true);
    for (const { creditCode } of listed) expect(offers.get(creditCode), creditCode).toBe(true);
    for (const { creditCode } of others) expect(offers.get(creditCode), creditCode).toBe(false);
  });
  it('has an id that no other bid has, though bidders give their keys as they like', () => {
    expect(bids.map(({ id }) => id).toSorted()).toEqual([`${first}/bid-1`, `${beside}/bid-1`].toSorted());
    expect(bids.map(({ key }) => key)).toEqual(['bid-1', 'bid-1']);
  });
  it('is named by its id or by its key, in its own job', () =>
    expect(['withdraw by id', 'withdraw by key', 'withdraw from another job'].map(outcome)).toEqual([
      'Accepted',
      'Accepted',
      'BidUnknown',
    ]));
});
