import { beforeEach, describe, expect, it } from 'vitest';
import type { AnySlice } from '../../api/offer.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import { publicViewer, type Viewer } from '../../api/viewer.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { asker, viewer } from './ask.ts';
import { fakeRuntime } from './fake.ts';
import { AGENCY, makeWorld, OPENING, OTHER_AGENCY, OWNER, record, type World } from './world.ts';

const BEFORE = '2026-03-12T01:59:59.999Z';
const LATER = '2026-03-14T02:00:00.000Z';

let world: World;
let ask: ReturnType<typeof asker>;
beforeEach(() => {
  world = makeWorld();
  const runtime = fakeRuntime(world, [tenderSlice as unknown as AnySlice]);
  ask = asker(makeSchema(runtime.slices.values()), runtime);
});

const opened = () => {
  world.job = { ...world.job, status: 'SELECTING' };
};
const mine = viewer('intermediary', AGENCY);

describe('a job before and after its opening', () => {
  const job = async (as: Viewer = publicViewer, asOf = '') =>
    (
      await ask(
        `{ job(id: "job-1" ${asOf}) { bidCount bids { agency price } excluded { agency rule { id } } } }`,
        as,
      )
    ).data as unknown as { job: { bidCount: number; bids: unknown[]; excluded: unknown[] } };
  const sealed = { job: { bidCount: 2, bids: [], excluded: [] } };

  it.each([
    ['the public', publicViewer],
    ['the buyer', viewer('owner', OWNER)],
    ['a bidder', mine],
    ['the operator', viewer('operator')],
    ['a supervisor', viewer('supervisor')],
    ['an auditor', viewer('audit')],
    ['the system administrator', viewer('system')],
  ] as const)('shows %s nothing one millisecond before', async (_, as) => {
    world.now = BEFORE;
    expect(await job(as)).toEqual(sealed);
  });
  it('shows everything at the instant, once it is opened', async () => {
    world.now = OPENING;
    opened();
    expect(await job()).toMatchObject({
      job: {
        bids: [{ agency: AGENCY, price: 4_000_000_000 }, { agency: OTHER_AGENCY }],
        excluded: [{ rule: { id: 'S10' } }],
      },
    });
  });
  it('shows nothing at the instant while the opening is not done', async () => {
    world.now = OPENING;
    expect(await job()).toEqual(sealed);
  });
  it('shows nothing when the future is asked about', async () =>
    expect(await job(publicViewer, `asOf: "${LATER}"`)).toEqual(sealed));
  it('shows nothing of the time before, when the past is asked about', async () => {
    world.now = LATER;
    opened();
    expect(await job(publicViewer, `asOf: "${BEFORE}"`)).toEqual(sealed);
    expect((await job(publicViewer, `asOf: "${OPENING}"`)).job.bids).toHaveLength(2);
  });
  it('shows nothing of an extended job by asking about the instant before its extension', async () => {
    world.jobBefore = { until: '2026-03-12T02:00:05.000Z', job: world.job };
    world.job = {
      ...world.job,
      opensAt: LATER,
      bids: world.job.bids.map((bid) => ({ ...bid, opensAt: LATER })),
    };
    world.now = '2026-03-13T02:00:00.000Z';
    expect(await job(publicViewer, 'asOf: "2026-03-12T02:00:01.000Z"')).toEqual(sealed);
  });
  it('shows nothing of a job that was ended before its opening', async () => {
    world.now = LATER;
    world.job = { ...world.job, status: 'TERMINATED' };
    expect(await job()).toEqual(sealed);
  });
  it('leaves out what was withdrawn', async () => {
    world.now = OPENING;
    opened();
    world.job = {
      ...world.job,
      bids: world.job.bids.map((bid) => ({ ...bid, withdrawn: bid.agency === AGENCY })),
    };
    expect((await job()).job.bids).toMatchObject([{ agency: OTHER_AGENCY }]);
  });
});

describe('myBids', () => {
  const bids = (as: Viewer) => ask('{ myBids { nodes { id price } } }', as);
  it('shows the own bid with its price before the opening', async () =>
    expect((await bids(mine)).data).toEqual({
      myBids: { nodes: [{ id: 'job-1/bid-1', price: 4_000_000_000 }] },
    }));
  it('shows nothing to an intermediary without an organisation', async () =>
    expect((await bids(viewer('intermediary'))).data).toEqual({ myBids: { nodes: [] } }));
  it('shows nothing to another role of the same organisation', async () =>
    expect((await bids(viewer('owner', AGENCY))).data).toEqual({ myBids: { nodes: [] } }));
});

describe('the history of a job', () => {
  const by = (organization: string): Actor => ({
    subject: `clerk of ${organization}`,
    organization,
    role: 'intermediary',
    onBehalfOf: null,
  });
  const stream = 'job-job-1';
  beforeEach(() =>
    world.facts.set(stream, [
      record(stream, 0, { type: 'BidPlaced', data: { price: 4_000_000_000 } }, { actor: by(AGENCY) }),
      record(stream, 1, { type: 'BidPlaced', data: { price: 4_100_000_000 } }, { actor: by(OTHER_AGENCY) }),
    ]),
  );
  const history = async (as: Viewer) =>
    (
      await ask(
        `{ history(stream: "${stream}") { nodes { type data withheld actor { organization roles } } } }`,
        as,
      )
    ).data as unknown as { history: { nodes: { data: unknown; withheld: string | null; actor: object }[] } };

  it('withholds the quotes before the opening, and says until when', async () => {
    const { history: facts } = await history(viewer('supervisor'));
    expect(facts.nodes).toMatchObject([
      {
        data: null,
        withheld: `sealed until ${OPENING}`,
        actor: { organization: null, roles: ['intermediary'] },
      },
      { data: null, withheld: `sealed until ${OPENING}` },
    ]);
  });
  it('shows them after it', async () => {
    world.now = LATER;
    opened();
    expect((await history(viewer('audit'))).history.nodes).toMatchObject([
      { data: { price: 4_000_000_000 }, withheld: null },
      { data: { price: 4_100_000_000 }, withheld: null },
    ]);
  });
  it('is FORBIDDEN to whoever has no part in it', async () => {
    const asked = await ask(
      `{ history(stream: "job-other") { totalCount } }`,
      viewer('intermediary', OTHER_AGENCY),
    );
    expect(asked.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});
