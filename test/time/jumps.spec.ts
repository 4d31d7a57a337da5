import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRuntime, type DrivenRuntime } from '../../app/createRuntime.ts';
import type { Answer } from '../../app/runtime.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../app/simulation/reference.ts';
import { simulate } from '../../app/simulation/simulation.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel, type ReadModel } from '../../store/readModel/sqlite.ts';

const BEGINS = '2026-03-02T01:00:00.000Z';
/** Four projects whose first node lies: amber, red and purple of each, on different days. */
const scripts = [
  { ...hospital, stalled: ['G01'] },
  {
    ...hospital,
    code: '2603-532390-04-01-482159',
    registeredAt: '2026-03-05T01:00:00.000Z',
    stalled: ['G01'],
  },
  { ...plant, stalled: ['E02', 'E04'] },
];
/** Nothing is due yet. */
const BEFORE = '2026-03-05T09:30:00.000Z';
/** Everything is over. */
const AFTER = '2026-04-20T00:00:00.000Z';

/** A world whose clock goes wherever it is set, also back. */
async function openWorld() {
  const store = memoryEventStore();
  const readModel = openReadModel<Tables>(':memory:');
  let now: Instant = BEGINS;
  const moveTo = (to: Instant) => {
    now = to;
  };
  const clock = { now: () => now, moveTo };
  const parts = { store, readModel, clock, logger: pino({ level: 'silent' }), timers: false };
  let runtime = await createRuntime(parts);
  return {
    store,
    readModel,
    runtime: () => runtime,
    play: () =>
      simulate(
        { runtime, store, clock, players: scripts.map(projectPlayer) },
        scripts.map(registrationOf),
        BEFORE,
      ),
    /** The clock shows another instant, and whatever is due happens. */
    async set(to: Instant) {
      now = to;
      await runtime.settled();
    },
    down: () => runtime.stop(),
    async up(at: Instant) {
      now = at;
      runtime = await createRuntime(parts);
      await runtime.settled();
    },
    async close() {
      await runtime.stop();
      await readModel.close();
      await store.close();
    },
  };
}
type World = Awaited<ReturnType<typeof openWorld>>;

const factsIn = (store: EventStore) => store.readAll('start', 10_000);
const raisedIn = (facts: readonly Recorded[]) =>
  facts
    .filter(({ event }) => event.type === 'AlertRaised')
    .map(({ event }) => event.data as { raisedAt: Instant });
const backwards = (facts: readonly Recorded[]) =>
  facts.filter(({ recordedAt }, index) => recordedAt < (facts[index - 1]?.recordedAt ?? ''));
/** A new project, which has no limit running yet. */
const command = (runtime: DrivenRuntime): Promise<Answer> =>
  runtime.execute({
    slice: 'project',
    key: { code: '2603-532390-04-01-600011' },
    type: 'RegisterProject',
    input: { ...hospital, title: '另一所医院' },
    actor: { subject: 'a', organization: hospital.owner, role: 'owner', onBehalfOf: null },
    commandId: 'registration',
  });

/** What is raised where the clock only ever goes on, each deadline in its turn. */
let expected: readonly { raisedAt: Instant }[];
const worlds: World[] = [];
async function world(): Promise<World> {
  const opened = await openWorld();
  worlds.push(opened);
  await opened.play();
  return opened;
}
beforeAll(async () => {
  const steady = await world();
  for (let at = Date.parse(BEFORE); at <= Date.parse(AFTER); at += 3_600_000)
    await steady.set(new Date(at).toISOString());
  expected = raisedIn(await factsIn(steady.store));
}, 60_000);
afterAll(async () => {
  for (const each of worlds) await each.close();
});

describe('promise 13: the clock jumps', () => {
  it('there is something to miss: ten deadlines and more, on different days', () => {
    expect(expected.length).toBeGreaterThanOrEqual(9);
    expect(new Set(expected.map(({ raisedAt }) => raisedAt)).size).toBeGreaterThan(5);
  });

  it('forward over all of them: every alert once, in order, with the instant of reaching it', async () => {
    const { set, store } = await world();
    await set(AFTER);
    const raised = raisedIn(await factsIn(store));
    expect(raised).toEqual(expected);
    expect(raised.map(({ raisedAt }) => raisedAt)).toEqual(
      expected.map(({ raisedAt }) => raisedAt).toSorted(),
    );
  });

  it('back and forth: none is raised a second time, and no fact is recorded before the one before it', async () => {
    const { set, store, runtime } = await world();
    await set('2026-03-11T00:00:00.000Z');
    const then = raisedIn(await factsIn(store));
    await set('2026-02-01T00:00:00.000Z');
    expect(await command(runtime())).toMatchObject({ kind: 'accepted' });
    await set('2026-03-11T00:00:00.000Z');
    expect(raisedIn(await factsIn(store))).toEqual(then);
    await set('2026-03-07T00:00:00.000Z');
    await set(AFTER);
    const facts = await factsIn(store);
    expect(then.length).toBeGreaterThan(2);
    expect(raisedIn(facts)).toEqual(expected);
    expect(backwards(facts)).toEqual([]);
  });

  it('back while it is down: it goes on from the instant of its last fact', async () => {
    const { set, store, runtime, down, up } = await world();
    await set('2026-03-11T00:00:00.000Z');
    const last = (await factsIn(store)).at(-1)?.recordedAt ?? '';
    await down();
    await up('2026-01-01T00:00:00.000Z');
    expect(await command(runtime())).toMatchObject({ kind: 'accepted' });
    const facts = await factsIn(store);
    expect(facts.at(-1)?.recordedAt).toBe(last);
    expect(backwards(facts)).toEqual([]);
  });
});

describe('promise 27: down while deadlines pass', () => {
  it('the start raises what was missed: every alert once, in order, none lost, and the next start nothing', async () => {
    const { store, down, up } = await world();
    await down();
    await up(AFTER);
    const raised = raisedIn(await factsIn(store));
    expect(raised).toEqual(expected);
    const head = await store.head();
    await down();
    await up(AFTER);
    expect(await store.head()).toBe(head);
  });

  it('also where the read models and what sagas remember are gone with the machine', async () => {
    const { store, set } = await world();
    await set('2026-03-11T00:00:00.000Z');
    const fresh: ReadModel<Tables> = openReadModel(':memory:');
    const runtime = await createRuntime({
      ...{
        store,
        readModel: fresh,
        clock: { now: () => AFTER },
        logger: pino({ level: 'silent' }),
        timers: false,
      },
    });
    await runtime.settled();
    expect(raisedIn(await factsIn(store))).toEqual(expected);
    await runtime.stop();
    await fresh.close();
  });
});
