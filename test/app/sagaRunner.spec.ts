import { afterEach, describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../../app/clock.ts';
import { SagaRunner } from '../../app/sagaRunner.ts';
import { SagaStore } from '../../app/sagaStore.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { allParked, type ParkedFact } from '../../projections/engine/parked.ts';
import { asAnySaga, type Effect, type Saga } from '../../sagas/saga.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel, type ReadModel } from '../../store/readModel/sqlite.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { system } from '../specification.ts';
import { temporaryFolder } from '../store/temporary.ts';

const START = '2026-03-02T00:00:00.000Z';
const noted = (id: number, at: string, type = 'Noted'): NewEvent => ({
  eventId: `00000000-0000-5000-8000-${String(id).padStart(12, '0')}`,
  schemaVersion: 1,
  recordedAt: START,
  actor: system,
  causationId: 'c',
  correlationId: 'k',
  commandDigest: 'd',
  event: { type, data: { at } },
});

interface Alarm {
  readonly at: string;
}
const effect = (commandId: string): Effect => ({ commandId, slice: 'x', key: {}, type: 'X', input: {} });
/** Reacts to each fact, and wants to be woken when the fact says. */
const alarm = (version = 1): Saga<Alarm> => ({
  name: 'alarm',
  version,
  instancesOf: ({ stream, event }) => (event.type === 'Everybody' ? '*' : [stream]),
  evolve: (state, { event }) =>
    event.type === 'Silenced'
      ? undefined
      : event.type === 'Everybody'
        ? state
        : { at: (event.data as Alarm).at },
  react: (_, { stream, event, revision }) => [effect(`${event.type} ${stream} ${revision}`)],
  wakeUps: ({ at }) => [{ key: `wake ${at}`, at }],
  wake: ({ at }, { key }) => [effect(`${key} ${at === key.slice(5)}`)],
});

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

async function runner(
  store: EventStore,
  memory: ReadModel<object>,
  clock: VirtualClock,
  version = 1,
  broken?: Error,
) {
  const sent: string[] = [];
  const parked: ParkedFact[] = [];
  const failures: unknown[] = [];
  const sagas = new SagaRunner({
    store,
    memory: SagaStore.in(memory.write),
    sagas: [asAnySaga(alarm(version))],
    clock,
    send: async (_, { commandId }) => {
      if (broken !== undefined) throw broken;
      sent.push(commandId);
    },
    timers: false,
    isFatal: (error) => error instanceof StoreUnavailable,
    onParked: (each) => parked.push(each),
    onFailed: (error) => failures.push(error),
  });
  await sagas.start();
  return { sagas, sent, parked, failures };
}
function parts() {
  const folder = temporaryFolder();
  folders.push(folder);
  return {
    store: memoryEventStore(),
    memory: openReadModel<object>(folder.file('read.db')),
    clock: virtualClock(START),
  };
}

describe('the saga runner', () => {
  it('reacts to every fact once and in order', async () => {
    const { store, memory, clock } = parts();
    const { sagas, sent } = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [
      noted(1, '2026-04-01T00:00:00.000Z'),
      noted(2, '2026-04-01T00:00:00.000Z'),
    ]);
    await sagas.settled();
    expect(sent).toEqual(['Noted s-1 0', 'Noted s-1 1']);
    await sagas.stop();
    await memory.close();
  });

  it('promise 12: takes each fact once, however often the store delivers it', async () => {
    const { store, memory, clock } = parts();
    const repeating: EventStore = {
      ...store,
      async *subscribe(after, signal) {
        for await (const batch of store.subscribe(after, signal)) {
          yield [...batch, ...batch];
          yield batch;
        }
      },
    };
    const { sagas, sent } = await runner(repeating, memory, clock);
    await store.append('s-1', 'noStream', [
      noted(1, '2026-04-01T00:00:00.000Z'),
      noted(2, '2026-04-01T00:00:00.000Z'),
    ]);
    await sagas.settled();
    await store.append('s-2', 'noStream', [noted(3, '2026-04-01T00:00:00.000Z')]);
    await sagas.settled();
    expect(sent).toEqual(['Noted s-1 0', 'Noted s-1 1', 'Noted s-2 0']);
    await sagas.stop();
    await memory.close();
  });

  it('wakes at the instant and not a millisecond earlier, once', async () => {
    const { store, memory, clock } = parts();
    const { sagas, sent } = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [noted(1, '2026-04-01T00:00:00.000Z')]);
    clock.moveTo('2026-03-31T23:59:59.999Z');
    await sagas.settled();
    expect([sent, sagas.nextWakeAt()]).toEqual([['Noted s-1 0'], '2026-04-01T00:00:00.000Z']);
    clock.moveTo('2026-04-01T00:00:00.000Z');
    await sagas.settled();
    await sagas.settled();
    expect([sent.slice(1), sagas.nextWakeAt()]).toEqual([['wake 2026-04-01T00:00:00.000Z true'], undefined]);
    await sagas.stop();
    await memory.close();
  });

  it('wakes everybody in the order of the instants, also those who slept too long to be kept in memory', async () => {
    const { store, memory, clock } = parts();
    const many = 12_000;
    const at = (index: number) =>
      new Date(Date.parse('2026-04-01T00:00:00.000Z') + index * 1000).toISOString();
    const place = (index: number) => (index * 7919) % many;
    const first = await runner(store, memory, clock);
    for (let from = 0; from < many; from += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          store.append(`s-${from + index}`, 'noStream', [noted(from + index, at(place(from + index)))]),
        ),
      );
    await first.sagas.settled();
    expect(first.sagas.nextWakeAt()).toBe(at(0));
    await first.sagas.stop();
    const { sagas, sent } = await runner(store, memory, clock);
    clock.moveTo(at(11_000));
    await sagas.settled();
    expect(sent).toEqual(Array.from({ length: 11_001 }, (_, index) => `wake ${at(index)} true`));
    expect(sagas.nextWakeAt()).toBe(at(11_001));
    await sagas.stop();
    await memory.close();
  }, 60_000);

  it('gives what was missed while it was down in the order of the instants, and nothing twice', async () => {
    const { store, memory, clock } = parts();
    const before = await runner(store, memory, clock);
    for (const [index, day] of ['05', '03', '04'].entries())
      await store.append(`s-${index}`, 'noStream', [noted(index + 1, `2026-04-${day}T00:00:00.000Z`)]);
    await before.sagas.settled();
    await before.sagas.stop();
    clock.moveTo('2026-05-01T00:00:00.000Z');
    const after = await runner(store, memory, clock);
    await after.sagas.settled();
    expect(after.sent.map((id) => id.slice(5, 15))).toEqual(['2026-04-03', '2026-04-04', '2026-04-05']);
    await after.sagas.stop();
    const again = await runner(store, memory, clock);
    await again.sagas.settled();
    expect(again.sent).toEqual([]);
    await again.sagas.stop();
    await memory.close();
  });

  it('lets go of a wake-up that is no longer wanted', async () => {
    const { store, memory, clock } = parts();
    const { sagas, sent } = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [noted(1, '2026-04-01T00:00:00.000Z'), noted(2, '', 'Silenced')]);
    clock.moveTo('2026-05-01T00:00:00.000Z');
    await sagas.settled();
    expect(sent).toEqual(['Noted s-1 0', 'Silenced s-1 1']);
    await sagas.stop();
    await memory.close();
  });

  it('shows a fact for all to every instance there is, kept or in memory', async () => {
    const { store, memory, clock } = parts();
    const first = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [noted(1, '2026-04-01T00:00:00.000Z')]);
    await first.sagas.settled();
    await first.sagas.stop();
    const { sagas, sent } = await runner(store, memory, clock);
    await store.append('s-2', 'noStream', [noted(2, '2026-04-01T00:00:00.000Z')]);
    await store.append('s-3', 'noStream', [noted(3, '', 'Everybody')]);
    await sagas.settled();
    expect(sent).toEqual(['Noted s-2 0', 'Everybody s-3 0', 'Everybody s-3 0']);
    await sagas.stop();
    await memory.close();
  });

  it('starts from the first fact where the version of a saga was raised', async () => {
    const { store, memory, clock } = parts();
    const old = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [noted(1, '2026-04-01T00:00:00.000Z')]);
    await old.sagas.settled();
    await old.sagas.stop();
    const raised = await runner(store, memory, clock, 2);
    await raised.sagas.settled();
    expect(raised.sent).toEqual(['Noted s-1 0']);
    await raised.sagas.stop();
    await memory.close();
  });

  it('promise 11: sets a fact aside that it cannot take, says why, and goes on with the others', async () => {
    const { store, memory, clock } = parts();
    const { sagas, sent, parked } = await runner(store, memory, clock);
    await store.append('s-1', 'noStream', [{ ...noted(1, ''), event: { type: 'Noted', data: null } }]);
    await store.append('s-2', 'noStream', [noted(2, '2026-04-01T00:00:00.000Z')]);
    await sagas.settled();
    expect(sent).toEqual(['Noted s-2 0']);
    expect(parked.map(({ reader, stream, type }) => [reader, stream, type])).toEqual([
      ['saga alarm', 's-1', 'Noted'],
    ]);
    expect(await allParked(memory.read)).toEqual(parked);
    await sagas.stop();
    await memory.close();
  });

  it('stops loudly where the store is at fault and not the fact', async () => {
    const { store, memory, clock } = parts();
    const { sagas, failures } = await runner(
      store,
      memory,
      clock,
      1,
      new StoreUnavailable('events.db', 'the disk is gone.'),
    );
    await store.append('s-1', 'noStream', [noted(1, '2026-04-01T00:00:00.000Z')]);
    await expect(sagas.settled()).rejects.toThrow('the disk is gone');
    expect(failures).toEqual([expect.any(StoreUnavailable)]);
    await sagas.stop();
    await memory.close();
  });
});
