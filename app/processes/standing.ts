import type { Kysely } from 'kysely';
import type { Projection } from '../../projections/engine/projection.ts';
import type { ProjectionPositions } from '../../projections/engine/schema.ts';

/** How the rows of a projection stand to the program that would fold it on. */
export type Standing = 'current' | 'outdated' | 'newer';

const on = <Tables>(database: Kysely<Tables>) =>
  database as unknown as Kysely<{ projection_positions: ProjectionPositions }>;

/** One that was never folded is current: its tables are made empty. */
export async function standingOf<Tables>(
  database: Kysely<Tables>,
  { name, version }: Projection,
): Promise<Standing> {
  const tables = await on(database).introspection.getTables();
  if (!tables.some((table) => table.name === 'projection_positions')) return 'current';
  const stored = await on(database)
    .selectFrom('projection_positions')
    .select('version')
    .where('name', '=', name)
    .executeTakeFirst();
  if (stored === undefined || stored.version === version) return 'current';
  return stored.version > version ? 'newer' : 'outdated';
}

/** Whether the tables that are there have every column that this program asks for. */
export async function servesAsItIs<Tables>(
  database: Kysely<Tables>,
  { tables }: Projection,
): Promise<boolean> {
  const there = await on(database).introspection.getTables();
  return tables.every(({ name, key, columns }) => {
    const found = there.find((table) => table.name === name);
    const names = new Set(found?.columns.map((column) => column.name));
    return [...key, ...Object.keys(columns)].every((column) => names.has(column));
  });
}
