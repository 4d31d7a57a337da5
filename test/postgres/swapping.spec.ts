import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SagaStore } from '../../app/sagaStore.ts';
import type { Tables } from '../../projections/all.ts';
import { shadowOf, swapIn } from '../../projections/engine/rebuilding.ts';
import type { AnyTables } from '../../projections/engine/schema.ts';
import { table } from '../../projections/engine/table.ts';
import { createProjector } from '../../projections/engine.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { projections, recorded } from '../projections/world.ts';
import { hasPostgres } from './cluster.ts';
import { schemaFor } from './openTestReadModel.ts';

const seen = table<{ readonly id: string }>()({
  name: 'seen',
  key: ['id'],
  columns: {},
  indexes: [],
  keyOf: ({ id }) => [id],
  cells: () => ({}),
});
const projection = {
  name: 'seeing',
  version: 1,
  tables: [seen],
  handle: ({ stream }: { readonly stream: string }) => [{ table: seen, data: { id: stream } }],
};
const facts = Array.from({ length: 50 }, (_, at) =>
  recorded(`some-${at}`, { type: 'Seen', data: null }, '2026-03-02T01:00:00.000Z', at + 1, 0),
);

describe.skipIf(!hasPostgres())('tables that are swapped while somebody reads', () => {
  let model: ReadModel<AnyTables>;
  beforeEach(async () => {
    model = await openReadModelAt<AnyTables>(await schemaFor(randomUUID()));
    for (const each of [projection, shadowOf(projection, 'v2')]) {
      const projector = createProjector(model, [each]);
      await projector.start();
      await projector.apply(facts);
    }
  });
  afterEach(() => model.close());

  const rows = async (database: Kysely<AnyTables>) =>
    (await database.selectFrom('seen').select('id').execute()).length;
  const begin = async (database: Kysely<AnyTables>) =>
    (await database.selectFrom('projection_positions').select('name').execute()).length;
  /** Somebody waits at the gate for those who are in front of him. */
  const waiting = (number: number) =>
    vi.waitFor(async () => {
      const { rows: locks } = await sql<{ n: number }>`select count(*) as n from pg_locks
        where not granted and relation = 'read_model_gate'::regclass`.execute(model.write);
      expect(locks[0]?.n).toBe(number);
    });

  it('are whole for those who began before, and for those who come in between', async () => {
    const answers: number[] = [];
    const late: Promise<void>[] = [];
    await model.read
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (reading) => {
        await begin(reading);
        late.push(swapIn(model.write, projection, 'v2'));
        await waiting(1);
        late.push(
          model.read
            .transaction()
            .setIsolationLevel('repeatable read')
            .execute(async (next) => {
              await begin(next);
              answers.push(await rows(next));
            }),
        );
        await waiting(2);
        answers.push(await rows(reading));
      });
    await Promise.all(late);
    expect(answers).toEqual([50, 50]);
    const tables = (await model.read.introspection.getTables()).map(({ name }) => name);
    expect(tables.toSorted()).toEqual(['parked_facts', 'projection_positions', 'seen']);
    expect(await rows(model.read)).toBe(50);
  });
});

it.skipIf(!hasPostgres())('every text of every table is compared byte by byte', async () => {
  const model = await openReadModelAt<Tables>(await schemaFor(randomUUID()));
  await createProjector(model, projections).start();
  await SagaStore.in(model.write).start([]);
  const { rows } = await sql<{ place: string; collation: string }>`
    select attrelid::regclass || '.' || attname as place, collname as collation
    from pg_attribute join pg_collation on pg_collation.oid = attcollation
    where attrelid in (select oid from pg_class where relkind = 'r'
      and relnamespace = current_schema()::regnamespace)`.execute(model.read);
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter(({ collation }) => collation !== 'C')).toEqual([]);
  await model.close();
});

describe.skipIf(!hasPostgres())('tables of a rebuild', () => {
  it('have names that the server does not cut off, and so do their keys and indexes', async () => {
    const model = await openReadModelAt<Tables>(await schemaFor(randomUUID()));
    // As long as `Date.now()` in base 36 is until the year 5138.
    const shadows = projections.map((each) => shadowOf(each, 'zzzzzzzzz'));
    await createProjector(model, shadows).start();
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relname like '%\\_rebuild\\_%'`.execute(
      model.read,
    );
    const expected = shadows
      .flatMap(({ tables }) => tables)
      .flatMap(({ name, indexes }) => [
        name,
        `${name}_pk`,
        ...[null, ...indexes].map((_, at) => `${name}_${at}`),
      ]);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
    await model.close();
  });
});
