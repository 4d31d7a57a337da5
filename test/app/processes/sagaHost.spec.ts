import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../app/clock.ts';
import { Faults } from '../../../app/faults.ts';
import { assertHeld, LeaseBook } from '../../../app/processes/leaseBook.ts';
import { LeaseKeeper } from '../../../app/processes/leaseKeeper.ts';
import { SAGAS, SagaHost } from '../../../app/processes/sagaHost.ts';
import { SagaRunner } from '../../../app/sagaRunner.ts';
import { SagaStore } from '../../../app/sagaStore.ts';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import { asAnySaga, type Saga } from '../../../sagas/saga.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import type { ReadModel } from '../../../store/readModel/sqlite.ts';
import { fact } from '../../store/facts.ts';
import { sharedDatabase, until } from './database.ts';

const START = '2026-03-02T00:00:00.000Z';
const LATER = '2026-03-09T00:00:00.000Z';
const STREAM = 'calendar-cn';

/** Counts the facts of each stream, and says after each how many there were. */
const counting: Saga<number> = {
  name: 'counting',
  version: 1,
  instancesOf: ({ stream }) => [stream],
  evolve: (before) => (before ?? 0) + 1,
  react: (count) => [{ commandId: `count ${count}`, slice: 'x', key: {}, type: 'X', input: {} }],
  wakeUps: () => [{ key: 'later', at: LATER }],
  wake: () => [{ commandId: 'woken', slice: 'x', key: {}, type: 'X', input: {} }],
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

let ids = 0;
const append = async (store: EventStore, revision: number, stream = STREAM) => {
  ids += 1;
  const noted = fact(`00000000-0000-5000-8000-${String(ids).padStart(12, '0')}`);
  const event = { type: 'HolidayNoticeImported', data: {} };
  await store.append(stream, revision < 0 ? 'noStream' : revision, [{ ...noted, event }]);
};

interface Options {
  readonly keeper?: LeaseKeeper;
  readonly clock?: VirtualClock;
  readonly fails?: () => Error | undefined;
}
function hostOn(store: EventStore, { write }: ReadModel<object>, options: Options = {}) {
  const { keeper, clock = virtualClock(START), fails = () => undefined } = options;
  const sent: string[] = [];
  const faults = new Faults(clock);
  const host = new SagaHost({
    make: (onFailed) => {
      const lease = keeper?.held.get(SAGAS);
      return new SagaRunner({
        store,
        memory: SagaStore.in(write, async (transaction) => {
          const error = fails();
          if (error !== undefined) throw error;
          await assertHeld(transaction, lease === undefined ? [] : [lease]);
        }),
        sagas: [asAnySaga(counting)],
        clock,
        send: async (_, { commandId }) => void sent.push(commandId),
        timers: true,
        isFatal: () => true,
        onParked: () => undefined,
        onFailed,
      });
    },
    keeper,
    logger: pino({ level: 'silent' }),
    faults,
    isTransient: (error) => error instanceof Error && error.message === 'ECONNRESET',
  });
  ends.push(() => host.stop());
  return { host, sent, faults, clock };
}

async function keeperOn({ write }: ReadModel<object>, process: string) {
  const logger = pino({ level: 'silent' });
  const times = { beatMs: 10, deadMs: 200 };
  const parts = { book: new LeaseBook(write), shared: [], whole: [SAGAS], logger, times };
  const keeper = new LeaseKeeper({ ...parts, process });
  ends.push(() => keeper.stop());
  await keeper.start();
  return keeper;
}

describe('the sagas of several processes', () => {
  it('who waits until they are settled waits on where another process takes them meanwhile', async () => {
    const database = await sharedDatabase<object>();
    const quiet = memoryEventStore();
    const held = Promise.withResolvers<void>();
    let asked = 0;
    const store: EventStore = {
      ...quiet,
      head: async () => {
        asked += 1;
        await held.promise;
        return quiet.head();
      },
    };
    const keeper = await keeperOn(database, 'one');
    const { host } = hostOn(store, database, { keeper });
    await host.start();
    const settled = host.settled();
    await until(() => asked > 0);

    // Another process takes them, and soon ends.
    const book = new LeaseBook(database.write);
    await book.beat('another', 'sagas');
    const seen = (await book.read()).leases.find(({ name }) => name === SAGAS);
    const taken = await book.take(SAGAS, 'another', seen);
    await until(() => !keeper.held.has(SAGAS));
    held.resolve();
    await append(quiet, -1);
    if (taken !== undefined) await book.release(taken);
    expect(await settled).toBe(1n);
  });

  it('who waits for them when the process ends is told so', async () => {
    const database = await sharedDatabase<object>();
    await keeperOn(database, 'one');
    const { host } = hostOn(memoryEventStore(), database, { keeper: await keeperOn(database, 'two') });
    await host.start();
    const settled = expect(host.settled()).rejects.toThrow('were stopped');
    await host.stop();
    await settled;
  });
});

describe('sagas whose database has forgotten what it acknowledged', () => {
  it('take in again what is forgotten, and go on from there', async () => {
    const database = await sharedDatabase<{
      saga_instances: { instance: string; state: string };
      saga_positions: { position: number; event_id: string | null };
    }>();
    const store = memoryEventStore();
    const { host, sent, faults } = hostOn(store, database as ReadModel<object>);
    await append(store, -1);
    await host.start();
    await host.settled();
    const kept = await database.write.selectFrom('saga_positions').selectAll().executeTakeFirstOrThrow();
    await append(store, -1, 'elsewhere');
    await host.settled();

    // A server crashes, and comes back as it was a moment ago.
    await database.write.deleteFrom('saga_instances').where('instance', '!=', STREAM).execute();
    await database.write.updateTable('saga_positions').set(kept).execute();
    await append(store, 0);
    await until(() => sent.includes('count 2'));
    await host.settled();
    expect(
      await database.write.selectFrom('saga_instances').select('state').orderBy('state').execute(),
    ).toEqual([{ state: '1' }, { state: '2' }]);
    expect(faults.list).toEqual([]);
  });
});

describe('sagas that cannot write', () => {
  it('are out of order for as long as that takes, however often they begin again', async () => {
    const database = await sharedDatabase<object>();
    const store = memoryEventStore();
    let tries = 0;
    let broken = false;
    const { host, faults } = hostOn(store, database, {
      fails: () => {
        if (!broken) return undefined;
        tries += 1;
        return new Error('ECONNRESET');
      },
    });
    await host.start();
    broken = true;
    await append(store, -1);
    await until(() => tries >= 1 && faults.list.length > 0);
    const cleared: number[] = [];
    const { clear } = faults;
    faults.clear = (what) => {
      cleared.push(tries);
      clear.call(faults, what);
    };
    await until(() => tries >= 3);
    expect(cleared).toEqual([]);
    broken = false;
    await until(() => faults.list.length === 0);
  });
});

describe('what falls due', () => {
  it('is given also where somebody writes all the time', async () => {
    const database = await sharedDatabase<object>();
    const quiet = memoryEventStore();
    let revision = -1;
    const write = async () => {
      await append(quiet, revision);
      revision += 1;
    };
    await write();
    const clock = virtualClock(START);
    /** Whoever looks for the end of it finds that it has grown. */
    const restless: EventStore = {
      ...quiet,
      head: async () => {
        await write();
        return quiet.head();
      },
    };
    const { host, sent } = hostOn(restless, database, { clock });
    await host.start();
    await until(() => sent.includes('count 1'));
    clock.moveTo(LATER);
    await write();
    await until(() => sent.includes('woken'));
    expect(sent.filter((each) => each === 'woken')).toEqual(['woken']);
  });
});
