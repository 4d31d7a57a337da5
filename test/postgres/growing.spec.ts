import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createOperations } from '../../app/operations.ts';
import { SagaStore } from '../../app/sagaStore.ts';
import type { AnyTables } from '../../projections/engine/schema.ts';
import { table } from '../../projections/engine/table.ts';
import { createProjector } from '../../projections/engine.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import { recorded } from '../projections/world.ts';
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
const seeing = {
  name: 'seeing',
  version: 3,
  tables: [seen],
  handle: ({ stream, event }: { readonly stream: string; readonly event: { readonly type: string } }) => {
    if (event.type === 'Broken') throw new Error('nobody knows it');
    return [{ table: seen, data: { id: stream } }];
  },
};
const facts = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    recorded(`some-${from + at}`, { type: 'Seen', data: null }, '2026-03-02T01:00:00.000Z', from + at, 0),
  );

it.skipIf(!hasPostgres())(
  'a server knows how big a table is while it is filled, and not a minute later',
  async () => {
    const model = await openReadModelAt<AnyTables>(await schemaFor(randomUUID()));
    const known = async () =>
      (
        await sql<{ rows: number }>`select reltuples as rows from pg_class
        where relname = 'seen' and relnamespace = current_schema()::regnamespace`.execute(model.read)
      ).rows[0]?.rows;
    const projector = createProjector(model, [seeing]);
    await projector.start();
    await projector.apply(facts(1, 1500));
    expect(await known()).toBe(1500);
    await projector.apply(facts(1501, 6000));
    expect(await known()).toBe(7500);
    await model.close();
  },
);

it.skipIf(!hasPostgres())(
  'operators are told of the readers on a server: versions, places, what is set aside',
  async () => {
    const model = await openReadModelAt<AnyTables>(await schemaFor(randomUUID()));
    const projector = createProjector(model, [seeing]);
    await projector.start();
    await SagaStore.in(model.write).start([]);
    const broken = recorded('some-9', { type: 'Broken', data: null }, '2026-03-03T01:00:00.000Z', 2 ** 40, 0);
    await projector.apply([...facts(1, 1), broken]);
    const operations = createOperations({
      log: memoryEventStore(),
      database: model.read,
      projections: [seeing],
      sagas: [{ name: 'watch', version: 1 }],
      clock: { now: () => '2026-03-04T01:00:00.000Z' },
    });
    expect(await operations.readers()).toMatchObject([
      { reader: 'projection seeing', version: 3, position: BigInt(2 ** 40), parked: 1 },
      { reader: 'saga watch', version: 1, position: 'start', parked: 0 },
    ]);
    expect(await operations.parked(20, 'projection seeing')).toEqual([
      {
        reader: 'projection seeing',
        position: 2 ** 40,
        stream: 'some-9',
        revision: 0,
        type: 'Broken',
        reason: 'nobody knows it',
        since: '2026-03-03T01:00:00.000Z',
      },
    ]);
    await model.close();
  },
);
