import type { Kysely } from 'kysely';
import { analyse, closeGate } from './dialect.ts';
import { unpark } from './parked.ts';
import type { Projection } from './projection.ts';
import type { ProjectionPositions } from './schema.ts';
import type { TableSpec } from './table.ts';

interface Places {
  projection_positions: ProjectionPositions;
}
const on = <Tables>(database: Kysely<Tables>) => database as unknown as Kysely<Places>;

const MARK = '_rebuild_';

/** A name that no rebuild before has had: indexes keep theirs when their table is renamed. */
const beside = (name: string, stamp: string) => `${name}${MARK}${stamp}`;

/** The same projection, with tables and a place of its own beside those that are read. */
export function shadowOf(projection: Projection, stamp: string): Projection {
  const shadows = new Map(
    projection.tables.map((table) => [table.name, { ...table, name: beside(table.name, stamp) }] as const),
  );
  const shadow = (table: TableSpec): TableSpec => {
    const found = shadows.get(table.name);
    if (found === undefined) throw new Error(`Projection «${projection.name}» has no table «${table.name}».`);
    return found;
  };
  return {
    name: beside(projection.name, stamp),
    version: projection.version,
    tables: [...shadows.values()],
    async handle(event, rows) {
      const changes = await projection.handle(event, {
        read: (table, key) => rows.read({ ...table, name: beside(table.name, stamp) }, key),
      });
      return changes.map(({ table, data }) => ({ table: shadow(table), data }));
    },
  };
}

/** Puts the tables made beside in the place of the old ones, with their position, and forgets what was set aside. */
export async function swapIn<Tables>(
  database: Kysely<Tables>,
  { name, tables }: Projection,
  stamp: string,
  within: (transaction: Kysely<Places>) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const table of tables) await analyse(database, beside(table.name, stamp));
  await on(database)
    .transaction()
    .execute(async (transaction) => {
      await within(transaction);
      await closeGate(transaction);
      for (const table of tables) {
        await transaction.schema.dropTable(table.name).ifExists().execute();
        await transaction.schema.alterTable(beside(table.name, stamp)).renameTo(table.name).execute();
      }
      await transaction.deleteFrom('projection_positions').where('name', '=', name).execute();
      await transaction
        .updateTable('projection_positions')
        .set({ name })
        .where('name', '=', beside(name, stamp))
        .execute();
      await unpark(transaction, `projection ${name}`);
    });
}

/** The old rows hold facts that the new ones lack: who has read them already must not see them go. */
export class Behind extends Error {}

/** Where nobody can fold the old rows on until this transaction has ended. */
export async function assertNotBehind(
  transaction: Kysely<Places>,
  { name }: Projection,
  stamp: string,
): Promise<void> {
  const rows = await transaction.selectFrom('projection_positions').select(['name', 'position']).execute();
  const at = (place: string) => rows.find((row) => row.name === place)?.position ?? -1;
  if (at(beside(name, stamp)) < at(name)) throw new Behind();
}

/** Tables that rebuilds of a projection have left behind, but for those of the one that is gone on with. */
export async function clearAway<Tables>(
  database: Kysely<Tables>,
  { name, tables }: Projection,
  keep?: string,
): Promise<void> {
  const places = on(database);
  const isLeft = (found: string, own: string) =>
    found.startsWith(`${own}${MARK}`) && (keep === undefined || found !== beside(own, keep));
  for (const found of await places.introspection.getTables())
    if (tables.some((table) => isLeft(found.name, table.name)))
      await places.schema.dropTable(found.name).execute();
  for (const place of await places.selectFrom('projection_positions').select('name').execute())
    if (isLeft(place.name, name))
      await places.deleteFrom('projection_positions').where('name', '=', place.name).execute();
}

/** Whether a place is one of a rebuild, and of which projection. */
export function rebuildOf(place: string): string | undefined {
  const at = place.indexOf(MARK);
  return at < 0 ? undefined : place.slice(0, at);
}
