import { type CreateTableBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { integerOf, makeTables, textOf } from './dialect.ts';
import type { Projection } from './projection.ts';
import { type Cell, FOREVER, type TableSpec } from './table.ts';

/** How far each projection has come; its rows and this are written in one transaction. */
export interface ProjectionPositions {
  name: string;
  version: number;
  /** Place of the last fact handled; null before the first. Below 2^53 for as long as anybody lives. */
  position: number | null;
  /** The latest `recordedAt` handled: a question about a later instant is one about the open rows. */
  recorded_at: string | null;
  /** Id of the fact at that place, by which a store that has another one there now is found out. */
  event_id: string | null;
}

/**
 * The rows in force, as the indexes of the present are defined. Said by way of a denial: an equation would invite the
 * database to look them up in the index of all ends, which holds every one of them and no order that a board asks for.
 */
export const inForce = sql<SqlBool>`not (valid_to < ${sql.lit(FOREVER)})`;

/**
 * A reader is not where it has written that it is. A database server that crashed may have forgotten the last that it
 * acknowledged; or somebody else has moved the reader. What is in memory is no longer what is stored: begin anew from there.
 */
export class PlaceMoved extends Error {
  override readonly name = 'PlaceMoved';

  constructor(reader: string, known: number | bigint | null, found: number | bigint | null | undefined) {
    super(
      `${reader} was at ${known ?? 'the start'} when it last wrote, and is at ${found ?? 'the start'} now: the database has forgotten, or another process has moved it.`,
    );
  }
}

/** The engine knows of no table but its own. */
export type AnyTables = Readonly<Record<string, Record<string, Cell>>>;
export type WithPositions = AnyTables & { readonly projection_positions: ProjectionPositions };

export const createPositions = (database: Kysely<WithPositions>): Promise<void> =>
  makeTables(database, async (making) => {
    const text = textOf(making);
    await making.schema
      .createTable('projection_positions')
      .ifNotExists()
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('position', 'bigint')
      .addColumn('recorded_at', text)
      .execute();
    await addColumn(making, 'projection_positions', 'event_id');
  });

/** A text column that tables of earlier versions do not have. */
export async function addColumn<Tables>(
  database: Kysely<Tables>,
  table: string,
  column: string,
): Promise<void> {
  const known = (await database.introspection.getTables()).find(({ name }) => name === table);
  if (known?.columns.some(({ name }) => name === column) === true) return;
  await database.schema.alterTable(table).addColumn(column, textOf(database)).execute();
}

/** Tables anew and empty, and the projection at its start. */
export async function rebuild(
  database: Kysely<WithPositions>,
  { name, version, tables }: Projection,
): Promise<void> {
  for (const table of tables) {
    await database.schema.dropTable(table.name).ifExists().execute();
    await createTable(database, table);
  }
  await database.deleteFrom('projection_positions').where('name', '=', name).execute();
  await database
    .insertInto('projection_positions')
    .values({ name, version, position: null, recorded_at: null, event_id: null })
    .execute();
}

async function createTable(
  database: Kysely<WithPositions>,
  { name, key, columns, indexes }: TableSpec,
): Promise<void> {
  let create: CreateTableBuilder<string, string> = database.schema.createTable(name);
  const types = { text: textOf(database), integer: integerOf(database) };
  for (const column of key) create = create.addColumn(column, types.text, (text) => text.notNull());
  for (const [column, type] of Object.entries(columns)) create = create.addColumn(column, types[type]);
  for (const column of ['data', 'valid_from', 'valid_to'])
    create = create.addColumn(column, types.text, (text) => text.notNull());
  await create.addPrimaryKeyConstraint(`${name}_pk`, [...key, 'valid_from']).execute();
  for (const [at, index] of [['valid_to'], ...indexes].entries()) {
    const columns = 'current' in index ? index.current : index;
    let creating = database.schema
      .createIndex(`${name}_${at}`)
      .on(name)
      .columns([...columns]);
    if ('current' in index) creating = creating.where(inForce);
    if ('current' in index && index.whileNull !== undefined)
      creating = creating.where(sql.ref(index.whileNull), 'is', null);
    await creating.execute();
  }
}
