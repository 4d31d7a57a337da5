import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { Faults } from '../../../app/faults.ts';
import { LeaseBook } from '../../../app/processes/leaseBook.ts';
import { LeaseKeeper } from '../../../app/processes/leaseKeeper.ts';
import { leaseOf, ProjectionHost, rebuildLeaseOf } from '../../../app/processes/projectionHost.ts';
import { sliceByName } from '../../../app/slices.ts';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import { type Projection, put } from '../../../projections/engine/projection.ts';
import { table } from '../../../projections/engine/table.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import { fact } from '../../store/facts.ts';
import { sharedDatabase, until } from './database.ts';

interface Counter {
  readonly id: string;
  readonly count: number;
}
const counters = (name: string) =>
  table<Counter>()({
    name,
    key: ['id'],
    columns: { count: 'integer' },
    indexes: [],
    keyOf: ({ id }) => [id],
    cells: ({ count }) => ({ count }),
  });

/** Counts facts, by `step`. */
const counting = (name: string, version = 1, step = 1, onFact: () => void = () => undefined): Projection => {
  const rows = counters(name);
  return {
    name,
    version,
    tables: [rows],
    async handle(_, reader) {
      onFact();
      const before = await reader.read(rows, ['all']);
      return [put(rows, { id: 'all', count: (before?.count ?? 0) + step })];
    },
  };
};

// A stream of a slice that there is, or its facts could not be raised to today's schema.
const STREAM = 'calendar-cn';
const type =
  Object.keys(sliceByName.get('calendar')?.lifecycle ?? {}).length > 0 ? 'HolidayNoticeImported' : '';
let ids = 0;
const noted = () => {
  ids += 1;
  return { ...fact(`00000000-0000-5000-8000-${String(ids).padStart(12, '0')}`), event: { type, data: {} } };
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function filled(facts: number): Promise<EventStore> {
  const store = memoryEventStore();
  for (let revision = -1; revision < facts - 1; revision += 1)
    await store.append(STREAM, revision < 0 ? 'noStream' : revision, [noted()]);
  return store;
}

function hostOn(
  store: EventStore,
  database: Kysely<object>,
  projections: readonly Projection[],
  more: { keeper?: LeaseKeeper; isTransient?: (error: unknown) => boolean } = {},
) {
  const faults = new Faults({ now: () => '2026-03-02T00:00:00.000Z' });
  const host = new ProjectionHost({
    store,
    database,
    projections,
    onParked: () => undefined,
    logger: pino({ level: 'silent' }),
    faults,
    isTransient: () => false,
    ...more,
  });
  ends.push(() => host.stop());
  return { host, faults };
}

const countOf = async (database: Kysely<object>, name: string): Promise<number | undefined> => {
  const rows = await (database as unknown as Kysely<Record<string, { count: number; valid_to: string }>>)
    .selectFrom(name)
    .select('count')
    .where('valid_to', '>', '9999')
    .execute();
  return rows[0]?.count;
};

async function keeperOn(database: Kysely<object>, process: string, projections: readonly Projection[]) {
  const keeper = new LeaseKeeper({
    book: new LeaseBook(database),
    process,
    shared: projections.map(leaseOf),
    whole: [],
    logger: pino({ level: 'silent' }),
    times: { beatMs: 10, deadMs: 200 },
  });
  ends.push(() => keeper.stop());
  await keeper.start();
  return keeper;
}

describe('a projection whose version was raised', () => {
  it('is folded beside its old rows, which are read until the new ones take their place', async () => {
    const { write } = await sharedDatabase<object>();
    const quiet = await filled(1200);
    const before = hostOn(quiet, write, [counting('old'), counting('other')]);
    await before.host.start();
    await before.host.stop();

    const gate = Promise.withResolvers<void>();
    let pages = 0;
    const store: EventStore = {
      ...quiet,
      readAll: async (after, limit) => {
        pages += 1;
        if (pages === 2) await gate.promise;
        return quiet.readAll(after, limit);
      },
    };
    const { host } = hostOn(store, write, [counting('old', 2, 10), counting('other')]);
    await host.start();
    await until(() => pages === 2);
    // In the middle of it the old rows stand, and the other projection goes on.
    await quiet.append(STREAM, 1199, [noted()]);
    await until(async () => (await countOf(write, 'other')) === 1201);
    expect(await countOf(write, 'old')).toBe(1200);

    gate.resolve();
    await host.whole;
    await until(async () => (await countOf(write, 'old')) === 12_010);
    await quiet.append(STREAM, 1200, [noted()]);
    await until(async () => (await countOf(write, 'old')) === 12_020);
  });

  it('is gone on with where a process died in the middle', async () => {
    const { write } = await sharedDatabase<object>();
    const quiet = await filled(1200);
    const before = hostOn(quiet, write, [counting('old')]);
    await before.host.start();
    await before.host.stop();

    let pages = 0;
    const ending: EventStore = {
      ...quiet,
      readAll: async (after, limit) => {
        pages += 1;
        if (pages === 2) throw new Error('The process dies.');
        return quiet.readAll(after, limit);
      },
    };
    const first = hostOn(ending, write, [counting('old', 2, 10)]);
    await first.host.start();
    await until(() => first.faults.list.length > 0);
    await first.host.stop();

    let seen = 0;
    const second = hostOn(quiet, write, [
      counting('old', 2, 10, () => {
        seen += 1;
      }),
    ]);
    await second.host.start();
    await second.host.whole;
    expect(await countOf(write, 'old')).toBe(12_000);
    expect(seen).toBe(700);
  });

  it('is awaited by the start where the old rows lack a column that this program asks for', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(10);
    const before = hostOn(store, write, [counting('old')]);
    await before.host.start();
    await before.host.stop();
    const wider = counting('old', 2, 10);
    const [rows] = wider.tables;
    const { host } = hostOn(store, write, [
      { ...wider, tables: [{ ...rows!, columns: { count: 'integer', more: 'integer' } }] },
    ]);
    await host.start();
    expect(await countOf(write, 'old')).toBe(100);
  });
});

describe('projections of several processes', () => {
  const projections = [counting('one'), counting('two'), counting('three'), counting('four')];

  it('are folded once each, whoever comes and goes', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(50);
    const running = [];
    for (const name of ['first', 'second', 'third']) {
      const keeper = await keeperOn(write, name, projections);
      const { host } = hostOn(store, write, projections, { keeper });
      await host.start();
      running.push({ keeper, host });
    }
    const counts = () => Promise.all(projections.map(({ name }) => countOf(write, name).catch(() => 0)));
    await until(async () => (await counts()).every((count) => count === 50));
    for (const [at, { keeper, host }] of running.slice(0, 2).entries()) {
      await host.stop();
      await keeper.stop();
      await store.append(STREAM, 49 + at, [noted()]);
      await until(async () => (await counts()).every((count) => count === 51 + at));
    }
  });

  it('promise 14: one that lost its lease in its sleep writes neither rows nor position, and is none the worse', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(5);
    const one = [counting('one')];
    const keeper = await keeperOn(write, 'sleeper', one);
    const { host, faults } = hostOn(store, write, one, { keeper });
    await host.start();
    await until(async () => (await countOf(write, 'one').catch(() => 0)) === 5);

    // Somebody alive takes it while it sleeps.
    const book = new LeaseBook(write);
    const isAwake = setInterval(() => void book.beat('another', 'projections'), 5);
    await book.beat('another', 'projections');
    const [seen] = (await book.read()).leases;
    const taken = await book.take('projection one', 'another', seen);
    await store.append(STREAM, 4, [noted()]);
    await until(() => !keeper.held.has('projection one'));
    expect(await countOf(write, 'one')).toBe(5);

    clearInterval(isAwake);
    if (taken !== undefined) await book.release(taken);
    await until(async () => (await countOf(write, 'one')) === 6);
    expect(faults.list).toEqual([]);
  });

  it('are folded anew for one version at a time: each clears away what the other has begun', async () => {
    const { write } = await sharedDatabase<object>();
    const [one, two] = [await keeperOn(write, 'one', []), await keeperOn(write, 'two', [])];
    expect(await one.tryTake(rebuildLeaseOf(counting('one', 2)))).toBeDefined();
    expect(await two.tryTake(rebuildLeaseOf(counting('one', 3)))).toBeUndefined();
  });

  it('leave a projection alone that a newer program folds', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(5);
    const newer = await keeperOn(write, 'newer', [counting('one')]);
    const { host } = hostOn(store, write, [counting('one', 2, 10)], { keeper: newer });
    await host.start();
    await until(async () => (await countOf(write, 'one').catch(() => 0)) === 50);
    await host.stop();
    await newer.stop();

    const older = await keeperOn(write, 'older', [counting('one')]);
    const old = hostOn(store, write, [counting('one', 1)], { keeper: older });
    await old.host.start();
    await until(() => !older.held.has('projection one'));
    await store.append(STREAM, 4, [noted()]);
    expect(await countOf(write, 'one')).toBe(50);
  });
});

describe('an upgrade that was taken back', () => {
  it('leaves no projection to nobody: the older program folds it anew', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(5);
    const newer = await keeperOn(write, 'newer', [counting('one')]);
    const { host } = hostOn(store, write, [counting('one', 2, 10)], { keeper: newer });
    await host.start();
    await until(async () => (await countOf(write, 'one').catch(() => 0)) === 50);

    const older = await keeperOn(write, 'older', [counting('one')]);
    const old = hostOn(store, write, [counting('one', 1)], { keeper: older });
    await old.host.start();
    await host.stop();
    await newer.stop();
    await until(async () => (await countOf(write, 'one')) === 5);
    await store.append(STREAM, 4, [noted()]);
    await until(async () => (await countOf(write, 'one')) === 6);
    expect(old.faults.list).toEqual([]);
  });
});

describe('a database that has forgotten what it acknowledged', () => {
  it('is found out by the next fact, and what is forgotten is folded again', async () => {
    const { write } = await sharedDatabase<object>();
    const store = await filled(2);
    const rows = counters('each');
    const each: Projection = {
      name: 'each',
      version: 1,
      tables: [rows],
      handle: ({ eventId }) => [put(rows, { id: eventId, count: 1 })],
    };
    const { host, faults } = hostOn(store, write, [each]);
    await host.start();
    const tables = write as unknown as Kysely<{ each: { id: string }; projection_positions: object }>;
    const held = () => tables.selectFrom('each').selectAll().execute();
    const [before, places] = [
      await held(),
      await tables.selectFrom('projection_positions').selectAll().execute(),
    ];
    await store.append(STREAM, 1, [noted()]);
    await until(async () => (await held()).length === 3);

    // A server crashes, and comes back as it was a moment ago.
    await tables.transaction().execute(async (transaction) => {
      for (const [table, kept] of [['each', before] as const, ['projection_positions', places] as const]) {
        await transaction.deleteFrom(table).execute();
        await transaction.insertInto(table).values(kept).execute();
      }
    });
    await store.append(STREAM, 2, [noted()]);
    const last = (await store.read(STREAM)).at(-1)?.eventId;
    await until(async () => (await held()).some(({ id }) => id === last));
    expect(await held()).toHaveLength(4);
    expect(faults.list).toEqual([]);
  });
});

describe('what passes by itself', () => {
  it('is sat out: the read models go on when the store answers again', async () => {
    const { write } = await sharedDatabase<object>();
    const quiet = await filled(5);
    let failing = 3;
    const store: EventStore = {
      ...quiet,
      head: async () => {
        failing -= 1;
        if (failing >= 0) throw new Error('ECONNRESET');
        return quiet.head();
      },
    };
    const { host, faults } = hostOn(store, write, [counting('one')], {
      isTransient: (error) => error instanceof Error && error.message === 'ECONNRESET',
    });
    const started = host.start();
    await until(() => faults.list.length > 0);
    await started;
    expect(await countOf(write, 'one')).toBe(5);
    expect(faults.list).toEqual([]);
  });

  it('is told from what does not: a start that can never succeed fails', async () => {
    const { write } = await sharedDatabase<object>();
    const quiet = await filled(1);
    const store: EventStore = {
      ...quiet,
      head: async () => {
        throw new Error('for ever');
      },
    };
    const { host, faults } = hostOn(store, write, [counting('one')]);
    await expect(host.start()).rejects.toThrow('for ever');
    expect(faults.list).toHaveLength(1);
  });

  it('promise 17: a store that has another fact where a projection came to is not read on', async () => {
    const { write } = await sharedDatabase<object>();
    const before = hostOn(await filled(5), write, [counting('one')]);
    await before.host.start();
    await before.host.stop();
    for (const facts of [3, 7]) {
      const { host } = hostOn(await filled(facts), write, [counting('one')]);
      await expect(host.start()).rejects.toThrow(/Its history was changed or lost/);
      expect(await countOf(write, 'one')).toBe(5);
    }
  });
});
