import { afterAll, describe, expect, it } from 'vitest';
import { marketPolicyV1 } from '../../domain/catalogue/marketPolicy.ts';
import { actor, system } from '../specification.ts';
import { temporaryFolder } from '../store/temporary.ts';
import {
  a,
  b,
  before,
  bids,
  c,
  d,
  endOf,
  hospital,
  job,
  march,
  project,
  values,
  wanlv,
  wanlvSnapshot,
} from '../tender/market.ts';
import { agencyRegistration } from './history.ts';
import { filesIn, firstPage, nodesOf, readModelOf, World } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const newFile = filesIn(folder);
const modelOf = (world: World) => readModelOf(newFile(), world.facts);
const key = { job: 'job-ws' };
type Sent = Parameters<World['accept']>[2];

const played = (...commands: readonly Sent[]) => {
  const world = new World();
  for (const command of commands) world.accept('job', key, command);
  return world;
};
const until = {
  bidding: [job.publish(), ...bids(90_000_00, 80_000_00, 85_000_00)],
  get selected() {
    return [...this.bidding, job.close(), job.select()];
  },
};
const shown = async (world: World, asOf: string) => {
  const model = await modelOf(world);
  const found = await model.queries.job('job-ws', asOf);
  await model.close();
  return found;
};

describe('a job', () => {
  it('is not there before its notice', async () =>
    expect(await shown(played(job.publish()), before(march(9)))).toBeUndefined());

  it('A1: shows its notice', async () =>
    expect(await shown(played(job.publish()), march(9))).toMatchObject({
      ...{
        id: 'job-ws',
        project,
        node: 'M-WS',
        status: 'OPEN',
        stage: 'open',
        suspended: false,
        buyer: hospital,
      },
      ...{ method: 'LOWEST_PRICE', ceiling: 10_000_000, publishedAt: march(9), opensAt: endOf(12) },
      ...{ bidCount: 0, bids: [], excluded: [], result: null, proof: null, stream: 'job-job-ws' },
    }));

  it('counts the bids that stand; a withdrawn one stays on the record', async () => {
    const world = played(...until.bidding, job.withdraw(a));
    expect(await shown(world, before(march(11)))).toMatchObject({ bidCount: 3 });
    const found = await shown(world, march(11));
    expect(found?.bidCount).toBe(2);
    expect(found?.bids.map(({ agency, withdrawn, opensAt }) => [agency, withdrawn, opensAt])).toEqual([
      [a, true, endOf(12)],
      [b, false, endOf(12)],
      [c, false, endOf(12)],
    ]);
  });

  it('S10: shows whom a tie keeps out, with the path', async () => {
    const world = played(job.publish());
    world.send('job', key, job.bid(wanlv, 900, march(10), wanlvSnapshot));
    expect((await shown(world, march(10)))?.excluded).toMatchObject([{ agency: wanlv, rule: 'S10' }]);
  });

  it('S5: shows the opening to which the notice was extended', async () => {
    const world = played(job.publish(), ...bids(90_000_00), job.close());
    expect((await shown(world, before(endOf(12))))?.opensAt).toBe(endOf(12));
    const found = await shown(world, endOf(12));
    expect(found?.opensAt && found.opensAt > endOf(12)).toBe(true);
    expect(found?.bids[0]?.opensAt).toBe(found?.opensAt);
  });

  it('S8: shows rank and result from the selection on', async () => {
    const world = played(...until.selected);
    expect(await shown(world, before(march(13)))).toMatchObject({ status: 'SELECTING', result: null });
    const found = await shown(world, march(13));
    expect(found).toMatchObject({
      status: 'PUBLICITY',
      result: { winner: b, price: 80_000_00, decidedAt: march(13) },
    });
    expect(found?.bids.map(({ agency, rank }) => [agency, rank])).toEqual([
      [a, 3],
      [b, 1],
      [c, 2],
    ]);
  });

  it('S26: is suspended while an objection is open', async () => {
    const world = played(...until.selected, job.object(a), job.answer(false));
    expect(await shown(world, march(16))).toMatchObject({ status: 'PUBLICITY', suspended: true });
    expect(await shown(world, march(17))).toMatchObject({ status: 'PUBLICITY', suspended: false });
  });

  it('S23: shows the substitute when the winner gives up', async () => {
    const world = played(...until.selected, job.giveUp(b, march(17)));
    expect(await shown(world, march(17))).toMatchObject({ status: 'PUBLICITY', result: { winner: c } });
  });

  it('S13: is contracted, and then goes on as its engagement does', async () => {
    const world = played(...until.selected, job.confirm(), job.sign(80_000_00));
    expect(await shown(world, endOf(18))).toMatchObject({ status: 'CONTRACTING', result: { winner: b } });
    expect(await shown(world, march(25))).toMatchObject({ status: 'IN_SERVICE', stage: 'contracted' });
    const contract = {
      ...{ job: 'job-ws', project, node: 'M-WS', title: '水保', agency: b, agencyName: 'B', buyer: hospital },
      ...{ price: 80_000_00, days: 8, sha256: 'ab'.repeat(32), policy: marketPolicyV1 },
    };
    const engage = (type: string, data: object, issuedAt: string, by = system) =>
      world.accept('engagement', key, { type, data, issuedAt, actor: by });
    engage('BeginEngagement', { contract }, march(25));
    engage('DeliverResult', { sha256: 'cd'.repeat(32), note: 'Final.' }, march(26), actor('intermediary', b));
    engage('RejectDelivery', { reasons: 'Chapter 3.' }, march(27), actor('owner', hospital));
    engage('DeliverResult', { sha256: 'cd'.repeat(32), note: 'Final.' }, march(28), actor('intermediary', b));
    engage('ConfirmDelivery', {}, march(29), actor('owner', hospital));
    const statuses = await Promise.all([25, 26, 27, 28, 29].map((day) => shown(world, march(day))));
    expect(statuses.map((found) => found?.status)).toEqual([
      'IN_SERVICE',
      'DELIVERED',
      'IN_SERVICE',
      'DELIVERED',
      'DONE',
    ]);
  });

  it('draw-v1: shows the proof of its draw once it is concluded', async () => {
    const secret = values();
    const world = played(
      job.publishDraw(),
      ...bids(null, null, null),
      job.close(),
      job.announce(),
      ...[...secret].map(([who, value]) => job.commit(who, value)),
    );
    expect((await shown(world, march(13, '10:00')))?.proof).toBeNull();
    for (const [who, value] of secret) world.accept('job', key, job.reveal(who, value));
    expect((await shown(world, march(13, '11:00')))?.proof).toMatchObject({ statement: { alg: 'draw-v1' } });
  });
});

describe('lists of the market', () => {
  it.each([
    [{}, 1],
    [{ status: 'OPEN' }, 1],
    [{ status: 'DONE' }, 0],
    [{ service: '539019001000' }, 1],
    [{ service: '5390190010' }, 0],
    [{ project }, 1],
    [{ project: 'another' }, 0],
    [{ method: 'LOWEST_PRICE' }, 1],
    [{ method: 'DRAW' }, 0],
  ] as const)('jobs by %j: %i', async (filter, found) => {
    const model = await modelOf(played(job.publish()));
    expect(nodesOf(await model.queries.jobs(filter, march(9), firstPage))).toHaveLength(found);
    await model.close();
  });

  it('an agency finds its own bids and no others', async () => {
    const model = await modelOf(played(...until.bidding));
    expect(nodesOf(await model.queries.bidsOf(b, firstPage))).toMatchObject([
      { job: 'job-ws', agency: b, price: 80_000_00, opensAt: endOf(12) },
    ]);
    expect(nodesOf(await model.queries.bidsOf(d, firstPage))).toEqual([]);
    await model.close();
  });
});

describe('an agency', () => {
  const operator = actor('operator', marketPolicyV1.operator);
  const world = new World();
  world.accept('agency', { agency: a }, agencyRegistration(a, undefined, '彝川 Survey'));
  world.accept('agency', { agency: b }, agencyRegistration(b));
  world.accept(
    'agency',
    { agency: a },
    { type: 'ListAgency', data: {}, issuedAt: march(3), actor: operator },
  );

  it('M9: has services from its admission on', async () => {
    const model = await modelOf(world);
    expect(await model.queries.agency(a)).toMatchObject({
      id: a,
      status: 'LISTED',
      services: ['539019001000'],
    });
    expect(await model.queries.agency(b)).toMatchObject({
      id: b,
      status: 'APPLIED',
      services: [],
      stage: 'applied',
    });
    expect(await model.queries.agency(c)).toBeUndefined();
    await model.close();
  });

  it('M12: is delisted', async () => {
    const gone = new World();
    for (const { stream, event, recordedAt } of world.facts) gone.tell(stream, event, recordedAt);
    const data = { rule: 'M12', reason: 'Forged certificate.' };
    gone.accept('agency', { agency: a }, { type: 'DelistAgency', data, issuedAt: march(4), actor: operator });
    const model = await modelOf(gone);
    expect(await model.queries.agency(a)).toMatchObject({ status: 'DELISTED' });
    await model.close();
  });

  it.each([
    [{}, 2],
    [{ status: 'LISTED' }, 1],
    [{ service: '539019001000' }, 1],
    [{ service: '39019001000' }, 0],
    [{ search: 'sURVEY' }, 1],
    [{ search: a.toLowerCase() }, 1],
    [{ search: 'nobody' }, 0],
  ] as const)('is found by %j: %i', async (filter, found) => {
    const model = await modelOf(world);
    expect(nodesOf(await model.queries.agencies(filter, firstPage))).toHaveLength(found);
    await model.close();
  });
});
