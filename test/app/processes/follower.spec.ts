import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { Faults } from '../../../app/faults.ts';
import { Follower } from '../../../app/processes/follower.ts';
import { type EventStore, HistoryChanged } from '../../../domain/kernel/eventStore.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import type { Projection } from '../../../projections/engine/projection.ts';
import { createPositions, type ProjectionPositions } from '../../../projections/engine/schema.ts';
import { table } from '../../../projections/engine/table.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import type { ReadModel } from '../../../store/readModel/sqlite.ts';
import { fact } from '../../store/facts.ts';
import { sharedDatabase, until } from './database.ts';

type Database = ReadModel<{ projection_positions: ProjectionPositions }>;
const named = (name: string, version = 1): Projection => ({ name, version, tables: [], handle: () => [] });

const followers: Follower[] = [];
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.stop();
});

interface Options {
  readonly onRecorded?: () => void;
  readonly isTransient?: (error: unknown) => boolean;
}
function following(
  store: EventStore,
  { read }: Database,
  projections: readonly Projection[],
  { onRecorded = () => undefined, isTransient = () => false }: Options = {},
) {
  const faults = new Faults({ now: () => '2026-03-02T00:00:00.000Z' });
  const heard: Recorded[][] = [];
  const recorded: Recorded[] = [];
  const follower = new Follower({
    store,
    database: read,
    projections,
    logger: pino({ level: 'silent' }),
    faults,
    isTransient,
    onRecorded: (facts) => {
      onRecorded();
      recorded.push(...facts);
    },
  });
  followers.push(follower);
  follower.at.listen((facts) => heard.push([...facts]));
  const positions = () => heard.flat().map(({ position }) => position);
  return { follower, recorded, positions, faults };
}

/** Somebody has folded a projection up to here. */
const folded = ({ write }: Database, name: string, position: number | null, version = 1) =>
  write
    .insertInto('projection_positions')
    .values({ name, version, position, recorded_at: null, event_id: null })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position, version }))
    .execute();

async function recordedIn(store: EventStore, from: number, count: number) {
  const facts = Array.from({ length: count }, (_, at) =>
    fact(`00000000-0000-5000-8000-${String(from + at).padStart(12, '0')}`),
  );
  await store.append('s-1', from === 0 ? 'noStream' : from - 1, facts);
}

describe('a process that follows read models which others fold', () => {
  it('tells of each fact once, in order, when every projection holds it, also in the middle of a batch', async () => {
    const database: Database = await sharedDatabase();
    const store = memoryEventStore();
    await folded(database, 'one', null);
    await folded(database, 'two', null);
    const { follower, positions, recorded } = following(store, database, [named('one'), named('two')]);
    await follower.start();
    await recordedIn(store, 0, 4);
    await until(() => recorded.length === 4);
    await folded(database, 'one', 4);
    await folded(database, 'two', 3);
    await until(() => positions().length === 3);
    await folded(database, 'two', 4);
    await follower.reached(4n);
    await until(() => positions().length === 4);
    expect(positions()).toEqual([1n, 2n, 3n, 4n]);
    expect(follower.at.position).toBe(4n);
  });

  it('begins where the read models are, and tells nothing of before', async () => {
    const database: Database = await sharedDatabase();
    const store = memoryEventStore();
    await recordedIn(store, 0, 5);
    await folded(database, 'one', 3);
    const { follower, positions } = following(store, database, [named('one')]);
    await follower.start();
    await follower.reached(3n);
    await folded(database, 'one', 5);
    await until(() => positions().length === 2);
    expect(positions()).toEqual([4n, 5n]);
  });

  it('waits for read models that were never made', async () => {
    const database: Database = await sharedDatabase();
    const { follower } = following(memoryEventStore(), database, [named('one')]);
    const started = follower.start();
    await folded(database, 'one', null);
    await started;
    expect(follower.at.position).toBe('start');
  });

  it('goes on where its places are taken away and made anew under it', async () => {
    const database: Database = await sharedDatabase();
    const store = memoryEventStore();
    await folded(database, 'one', null);
    const { follower, recorded } = following(store, database, [named('one')]);
    await follower.start();
    await database.write.schema.dropTable('projection_positions').execute();
    const reached = follower.reached(2n);
    // By then it has looked, and found nothing.
    await recordedIn(store, 0, 2);
    await until(() => recorded.length === 2);
    await createPositions(database.write as never);
    await folded(database, 'one', 2);
    await reached;
    expect(follower.at.position).toBe(2n);
  });

  it('waits for rows that have every column which this program asks for', async () => {
    const database: Database = await sharedDatabase();
    await folded(database, 'one', 2, 1);
    await database.write.schema.createTable('ones').addColumn('id', 'text').execute();
    const wider = table<{ readonly id: string }>()({
      name: 'ones',
      key: ['id'],
      columns: { size: 'integer' },
      indexes: [],
      keyOf: ({ id }) => [id],
      cells: () => ({ size: 1 }),
    });
    const { follower } = following(memoryEventStore(), database, [{ ...named('one', 2), tables: [wider] }]);
    let isStarted = false;
    const started = follower.start().then(() => {
      isStarted = true;
    });
    // It would have begun at once.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isStarted).toBe(false);
    await database.write.schema.alterTable('ones').addColumn('size', 'integer').execute();
    await started;
  });

  it('does not wait for one that is folded anew, whose old rows are read meanwhile', async () => {
    const database: Database = await sharedDatabase();
    const store = memoryEventStore();
    await recordedIn(store, 0, 2);
    await folded(database, 'one', 2);
    await folded(database, 'two', 1, 1);
    const { follower } = following(store, database, [named('one'), named('two', 2)]);
    await follower.start();
    await follower.reached(2n);
    expect(follower.at.position).toBe(2n);
  });

  it('goes on where the store did not answer somebody who was told of facts', async () => {
    const database: Database = await sharedDatabase();
    const store = memoryEventStore();
    await folded(database, 'one', null);
    let fails = 2;
    const { follower, positions, faults } = following(store, database, [named('one')], {
      isTransient: (error) => error instanceof Error && error.message === 'ECONNRESET',
      onRecorded: () => {
        fails -= 1;
        if (fails >= 0) throw new Error('ECONNRESET');
      },
    });
    await follower.start();
    await recordedIn(store, 0, 2);
    await folded(database, 'one', 2);
    await until(() => positions().length === 2);
    expect(faults.list).toEqual([]);
  });

  it('promise 17: is out of order, for all to see, where the log is no longer what it was', async () => {
    const database: Database = await sharedDatabase();
    await folded(database, 'one', null);
    const store: EventStore = {
      ...memoryEventStore(),
      subscribe: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new HistoryChanged('A subscriber', 1n, undefined)),
        }),
      }),
    };
    const { follower, faults } = following(store, database, [named('one')]);
    await follower.start();
    await until(() => faults.list.length > 0);
    expect(faults.list).toMatchObject([{ what: 'projections' }]);
    await expect(follower.reached(1n)).rejects.toThrow(HistoryChanged);
  });
});
