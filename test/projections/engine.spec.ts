import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { allParked } from '../../projections/engine/parked.ts';
import { type Projection, put } from '../../projections/engine/projection.ts';
import { FOREVER, table } from '../../projections/engine/table.ts';
import { createProjector } from '../../projections/engine.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { openTestReadModel } from '../postgres/openTestReadModel.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { recorded } from './world.ts';

interface Counter {
  readonly id: string;
  readonly count: number;
}
const counters = table<Counter>()({
  name: 'counters',
  key: ['id'],
  columns: { count: 'integer' },
  indexes: [['valid_to', 'count']],
  keyOf: ({ id }) => [id],
  cells: ({ count }) => ({ count }),
});
const other = table<Counter>()({ ...counters, name: 'others' });

/** Counts the facts of each kind; `Broken` is a fact that it cannot handle. */
const counting = (version = 1, more: Partial<Projection> = {}): Projection => ({
  name: 'counting',
  version,
  tables: [counters],
  async handle({ event: { type, data } }, rows) {
    if (type === 'Broken') throw new Error('A broken fact.');
    if (type !== 'Counted') return [];
    const { id } = data as { readonly id: string };
    const before = await rows.read(counters, [id]);
    return [put(counters, { id, count: (before?.count ?? 0) + 1 })];
  },
  ...more,
});

const T = (second: number) => `2026-03-02T09:00:${String(second).padStart(2, '0')}.000Z`;
const counted = (position: number, second = position, id = 'a', stream = 'some-1') =>
  recorded(stream, { type: 'Counted', data: { id } }, T(second), position);

let folder: ReturnType<typeof temporaryFolder>;
let readModel: ReadModel<Record<string, Record<string, string | number | null>>>;
beforeEach(async () => {
  folder = temporaryFolder();
  readModel = await openTestReadModel(folder.file('read.db'));
});
afterEach(async () => {
  await readModel.close();
  folder.remove();
});

const rows = async (name = 'counters') =>
  (
    await sql<Record<string, unknown>>`select * from ${sql.table(name)} order by id, valid_from`.execute(
      readModel.read,
    )
  ).rows;
const started = async (...projections: Projection[]) => {
  const projector = createProjector(readModel, projections);
  return { projector, from: await projector.start() };
};

describe('temporal rows', () => {
  it('a later fact ends the version before it at its own instant', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1), counted(2)]);
    expect(await rows()).toEqual([
      { id: 'a', count: 1, data: '{"id":"a","count":1}', valid_from: T(1), valid_to: T(2) },
      { id: 'a', count: 2, data: '{"id":"a","count":2}', valid_from: T(2), valid_to: FOREVER },
    ]);
  });

  it('a fact of the same instant replaces the version in place', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1, 1), counted(2, 1)]);
    expect(await rows()).toMatchObject([{ count: 2, valid_from: T(1), valid_to: FOREVER }]);
  });

  it('does so too when the facts come in two batches', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1, 1)]);
    await projector.apply([counted(2, 1)]);
    expect(await rows()).toMatchObject([{ count: 2, valid_from: T(1), valid_to: FOREVER }]);
  });

  it('a row that several streams feed never becomes valid before its last version', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1, 5), counted(2, 3, 'a', 'some-2')]);
    expect(await rows()).toMatchObject([{ count: 2, valid_from: T(5), valid_to: FOREVER }]);
  });
});

describe('exactly once', () => {
  it('starts before the first fact', async () => {
    const { projector, from } = await started(counting());
    expect([from, projector.position()]).toEqual(['start', 'start']);
  });

  it('skips a fact that comes again', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1), counted(2)]);
    await projector.apply([counted(1), counted(2), counted(3)]);
    expect((await rows()).at(-1)).toMatchObject({ count: 3 });
    expect(projector.position()).toBe(3n);
  });

  it('goes on after a restart where it was, and skips what comes again', async () => {
    await (await started(counting())).projector.apply([counted(1), counted(2)]);
    const { projector, from } = await started(counting());
    expect(from).toBe(2n);
    await projector.apply([counted(2), counted(3)]);
    expect((await rows()).at(-1)).toMatchObject({ count: 3 });
  });

  it('keeps the position of facts that it does not know', async () => {
    const { projector } = await started(counting());
    await projector.apply([recorded('some-1', { type: 'Unheard', data: null }, T(1), 7)]);
    expect((await started(counting())).from).toBe(7n);
    expect(await rows()).toEqual([]);
  });

  const broken = recorded('some-1', { type: 'Broken', data: null }, T(3), 3);

  it('promise 11: sets aside with its reason a fact that cannot be handled, and goes on with the others', async () => {
    const { projector } = await started(counting());
    const parked = await projector.apply([counted(1), broken, counted(4)]);
    expect(parked).toMatchObject([
      {
        reader: 'projection counting',
        position: 3,
        stream: 'some-1',
        type: 'Broken',
        reason: 'A broken fact.',
      },
    ]);
    expect(await allParked(readModel.read)).toEqual(parked);
    expect((await rows()).at(-1)).toMatchObject({ count: 2 });
    expect(projector.position()).toBe(4n);
  });

  it('promise 11: a rebuild stops loudly, and keeps neither rows nor position of the batch', async () => {
    const { projector } = await started(counting());
    await projector.apply([counted(1)]);
    await expect(projector.apply([counted(2), broken], true)).rejects.toThrow(
      'projection counting stopped at Broken',
    );
    expect(await rows()).toMatchObject([{ count: 1 }]);
    expect(projector.position()).toBe(1n);
  });
});

describe('versions', () => {
  const twice = counting(2, {
    handle: (fact: Recorded) => {
      const { id } = fact.event.data as { readonly id: string };
      return [put(counters, { id, count: 100 })];
    },
  });

  it('a raised version starts again from the first fact with empty tables', async () => {
    await (await started(counting())).projector.apply([counted(1), counted(2)]);
    const { projector, from } = await started(twice);
    expect(from).toBe('start');
    expect(await rows()).toEqual([]);
    await projector.apply([counted(1), counted(2)]);
    expect((await rows()).at(-1)).toMatchObject({ count: 100, valid_to: FOREVER });
  });

  it('only its own tables are folded again; the others skip what they have', async () => {
    const steady = counting(1, {
      name: 'steady',
      tables: [other],
      handle: async ({ event }, reader) => {
        const { id } = event.data as { readonly id: string };
        return [put(other, { id, count: ((await reader.read(other, [id]))?.count ?? 0) + 1 })];
      },
    });
    await (await started(counting(), steady)).projector.apply([counted(1), counted(2)]);
    const { projector, from } = await started(twice, steady);
    expect(from).toBe('start');
    await projector.apply([counted(1), counted(2), counted(3)]);
    expect((await rows('others')).at(-1)).toMatchObject({ count: 3 });
    expect(projector.position()).toBe(3n);
  });

  it('a projection writes to no table but its own', async () => {
    const { projector } = await started(counting(1, { handle: () => [put(other, { id: 'a', count: 1 })] }));
    await expect(projector.apply([counted(1)])).rejects.toThrow(
      'Projection «counting» has no table «others».',
    );
  });
});

it('texts are in the order of their bytes, whatever the dictionary of the database says', async () => {
  const { projector } = await started(counting());
  const ids = ['b', 'B', 'a', '_', '阿', '八', 'é', 'Z', '10', '9', 'a-b', 'ab'];
  await projector.apply(ids.map((id, at) => counted(at + 1, 1, id)));
  const sorted = ids.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect((await rows()).map(({ id }) => id)).toEqual(sorted);
  const beyond = sql<{ id: string }>`select id from counters where id > ${'Z'} order by id`;
  expect((await beyond.execute(readModel.read)).rows.map(({ id }) => id)).toEqual(
    sorted.slice(sorted.indexOf('Z') + 1),
  );
});

it('writes and reads back more rows than one statement or one memory takes', async () => {
  const { projector } = await started(counting());
  const facts = (from: number) => Array.from({ length: 3000 }, (_, at) => counted(from + at, 1, `id-${at}`));
  await projector.apply(facts(1));
  const { projector: again } = await started(counting());
  await again.apply(facts(3001));
  const all = await rows();
  expect(all).toHaveLength(3000);
  expect(all.every(({ count }) => count === 2)).toBe(true);
});
