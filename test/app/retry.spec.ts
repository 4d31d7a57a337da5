import { afterEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../app/clock.ts';
import { SagaRunner } from '../../app/sagaRunner.ts';
import { SagaStore } from '../../app/sagaStore.ts';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { allParked } from '../../projections/engine/parked.ts';
import { asAnySaga, type Saga } from '../../sagas/saga.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { openTestReadModel } from '../postgres/openTestReadModel.ts';
import { system } from '../specification.ts';
import { temporaryFolder } from '../store/temporary.ts';

const START = '2026-03-02T00:00:00.000Z';
const LATER = '2026-04-01T00:00:00.000Z';
let ids = 0;
const noted = (word: string, recordedAt = START): NewEvent => {
  ids += 1;
  return {
    eventId: `00000000-0000-5000-8000-${String(ids).padStart(12, '0')}`,
    schemaVersion: 1,
    recordedAt,
    actor: system,
    causationId: 'c',
    correlationId: 'k',
    commandDigest: 'd',
    event: { type: 'Noted', data: word },
  };
};

/** Remembers every word of a stream and says them after each fact; wakes up once. */
const words: Saga<readonly string[]> = {
  name: 'words',
  version: 1,
  instancesOf: ({ stream }) => [stream],
  evolve: (state, { event }) => {
    if (broken.evolve === event.data) throw new Error(`«${String(event.data)}» is unheard of`);
    return [...(state ?? []), String(event.data)];
  },
  react: (state, { stream, revision }) => [
    { commandId: `${stream} ${revision}`, slice: 'x', key: {}, type: 'X', input: { said: state?.join(' ') } },
  ],
  wakeUps: () => [{ key: 'dawn', at: LATER }],
  wake: (state) => [
    { commandId: 'dawn', slice: 'x', key: {}, type: 'X', input: { said: `woken ${state.join(' ')}` } },
  ],
};
const broken: { evolve: unknown; send: string | undefined; store: boolean } = {
  evolve: undefined,
  send: undefined,
  store: false,
};

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  Object.assign(broken, { evolve: undefined, send: undefined, store: false });
  for (const close of closing.splice(0)) await close();
});

async function running() {
  const folder = temporaryFolder();
  const store = memoryEventStore();
  const memory = await openTestReadModel<object>(folder.file('read.db'));
  const clock = virtualClock(START);
  const sent: string[] = [];
  const failures: unknown[] = [];
  const sagas = new SagaRunner({
    store,
    memory: SagaStore.in(memory.write),
    sagas: [asAnySaga(words)],
    clock,
    send: async (_, { commandId, input }) => {
      if (broken.store) throw new StoreUnavailable('events.db', 'the disk is gone.');
      if (broken.send === commandId) throw new Error('the other side is asleep');
      sent.push(`${commandId}: ${String(input['said'])}`);
    },
    timers: false,
    isFatal: (error) => error instanceof StoreUnavailable,
    onParked: () => undefined,
    onFailed: (error) => failures.push(error),
  });
  await sagas.start();
  closing.push(async () => {
    await sagas.stop();
    await memory.close();
    folder.remove();
  });
  return { store, sagas, sent, clock, failures, parked: () => allParked(memory.read) };
}

describe('promise 11: what a saga has set aside, shown again', () => {
  it('is sent where sending it had failed, with all that followed, and is set aside no more', async () => {
    const { store, sagas, sent, parked } = await running();
    broken.send = 's-1 0';
    await store.append('s-1', 'noStream', [noted('one'), noted('two')]);
    await store.append('s-2', 'noStream', [noted('other')]);
    await sagas.settled();
    expect([sent, (await parked()).length]).toEqual([['s-1 1: one two', 's-2 0: other'], 1]);
    broken.send = undefined;
    expect(await sagas.retry('words')).toEqual({ tried: 1, left: 0 });
    expect(sent.slice(2)).toEqual(['s-1 0: one', 's-1 1: one two']);
    expect(await parked()).toEqual([]);
  });

  it('does not overwrite what came later: the state is that of all facts in their order', async () => {
    const { store, sagas, sent, parked } = await running();
    broken.evolve = 'one';
    await store.append('s-1', 'noStream', [noted('one'), noted('two')]);
    await sagas.settled();
    expect(sent).toEqual(['s-1 1: two']);
    broken.evolve = undefined;
    await sagas.retry('words');
    await store.append('s-1', 1, [noted('three')]);
    await sagas.settled();
    expect(sent.slice(1)).toEqual(['s-1 0: one', 's-1 1: one two', 's-1 2: one two three']);
    expect(await parked()).toEqual([]);
  });

  it('stays set aside with today’s reason where it fails again', async () => {
    const { store, sagas, parked } = await running();
    broken.evolve = 'one';
    await store.append('s-1', 'noStream', [noted('one')]);
    await sagas.settled();
    expect(await sagas.retry('words')).toEqual({ tried: 1, left: 1 });
    expect(await parked()).toMatchObject([
      { reader: 'saga words', position: 1, reason: '«one» is unheard of', since: START },
    ]);
  });

  it('is woken again where a wake-up had failed, and once', async () => {
    const { store, sagas, sent, clock, parked } = await running();
    await store.append('s-1', 'noStream', [noted('one')]);
    broken.send = 'dawn';
    clock.moveTo(LATER);
    await sagas.settled();
    expect(await parked()).toMatchObject([{ type: 'wake-up dawn', stream: 's-1', since: LATER }]);
    broken.send = undefined;
    await sagas.retry('words');
    await sagas.settled();
    await sagas.settled();
    expect([sent.slice(1), await parked()]).toEqual([['dawn: woken one'], []]);
  });

  it('keeps two wake-ups apart that failed at the same place in the log', async () => {
    const { store, sagas, sent, clock, parked } = await running();
    await store.append('s-1', 'noStream', [noted('one')]);
    await store.append('s-2', 'noStream', [noted('two')]);
    broken.send = 'dawn';
    clock.moveTo(LATER);
    await sagas.settled();
    expect((await parked()).map(({ stream }) => stream)).toEqual(['s-1', 's-2']);
    broken.send = undefined;
    await sagas.retry('words');
    await sagas.settled();
    expect(sent.slice(2)).toEqual(['dawn: woken one', 'dawn: woken two']);
  });

  it('and where the store is at fault, whoever asked is told, and all stops', async () => {
    const { store, sagas, failures } = await running();
    broken.evolve = 'one';
    await store.append('s-1', 'noStream', [noted('one')]);
    await sagas.settled();
    Object.assign(broken, { evolve: undefined, store: true });
    await expect(sagas.retry('words')).rejects.toThrow('the disk is gone');
    expect(failures).toHaveLength(1);
    await expect(sagas.retry('words')).rejects.toThrow('the disk is gone');
  });
});
