import { type ColumnDataType, type Expression, type Kysely, PostgresAdapter, sql } from 'kysely';

/** What databases do not agree about, so that the rest need not know which one it is talking to. */

/** A database, or a transaction in it, whatever tables it has. */
export type AnyDatabase = Pick<Kysely<never>, 'isTransaction'>;

const on = (database: AnyDatabase) => database as Kysely<never>;

export const isPostgres = (database: AnyDatabase): boolean =>
  on(database).getExecutor().adapter instanceof PostgresAdapter;

type DataType = ColumnDataType | Expression<unknown>;

/** Text that is compared byte by byte, as SQLite does by itself and PostgreSQL by no locale. */
export const textOf = (database: AnyDatabase): DataType =>
  isPostgres(database) ? sql`text collate "C"` : 'text';

/** Whole numbers up to 2^53. */
export const integerOf = (database: AnyDatabase): DataType => (isPostgres(database) ? 'bigint' : 'integer');

/** Any number, as long as it is always this one. */
const MAKING = 7_091_507;

/** Makes tables that may be there already. Of several processes that start on one server, one does it at a time. */
export async function makeTables<Tables>(
  database: Kysely<Tables>,
  make: (database: Kysely<Tables>) => Promise<void>,
): Promise<void> {
  if (!isPostgres(database) || database.isTransaction) return make(database);
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(MAKING)})`.execute(transaction);
    await make(transaction);
  });
}

/**
 * Waits for those who read several tables at one instant, and has the next ones wait until this transaction is over: what
 * they would see of a table that comes in now is none of its rows. In a file nobody reads while tables are made.
 */
export async function closeGate(transaction: AnyDatabase): Promise<void> {
  if (isPostgres(transaction))
    await sql`lock table read_model_gate in access exclusive mode`.execute(on(transaction));
}

/** Has the server count what is in a table, which decides how it looks things up there; a file has one way only. */
export async function analyse(database: AnyDatabase, table: string): Promise<void> {
  if (isPostgres(database)) await sql`analyze ${sql.table(table)}`.execute(on(database));
}
