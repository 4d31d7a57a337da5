import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Driver,
  type Kysely,
  PostgresDialect,
  PostgresDriver,
  PostgresIntrospector,
  type SchemaMetadata,
  sql,
  type TableMetadata,
  type TransactionSettings,
} from 'kysely';
import type { Pool } from 'pg';

/**
 * A table without a row, by which whoever reads several tables and whoever swaps them stay out of each other's way. A
 * snapshot that was taken before a swap sees nothing of the rows of a table that comes in with it.
 */
export const GATE = 'read_model_gate';

/** Reads of several questions: all of one snapshot, taken behind the gate, with one journey to the server. */
class ReaderDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel = 'repeatable read' }: TransactionSettings,
  ): Promise<void> {
    await connection.executeQuery(
      CompiledQuery.raw(
        `start transaction isolation level ${isolationLevel} read only; lock table ${GATE} in access share mode`,
      ),
    );
  }
}

/** Sees the tables of its own schema: others may use the same database. */
class OwnSchema implements DatabaseIntrospector {
  readonly #all: PostgresIntrospector;
  readonly #database: Kysely<never>;

  constructor(database: Kysely<never>) {
    this.#database = database;
    this.#all = new PostgresIntrospector(database);
  }

  getSchemas(): Promise<SchemaMetadata[]> {
    return this.#all.getSchemas();
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{
      name: string;
      schema: string;
      column: string;
      type: string;
      nullable: boolean;
    }>`
      select c.relname as name, n.nspname as schema, a.attname as "column", t.typname as type,
        not a.attnotnull as nullable
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_catalog.pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'p') and n.nspname = current_schema() and c.relname <> ${GATE}
      order by c.relname, a.attnum`.execute(this.#database);
    return [...Map.groupBy(rows, ({ name }) => name)].map(([name, columns]) => ({
      name,
      schema: columns[0]?.schema ?? '',
      isView: false,
      isForeign: false,
      columns: columns.map(({ column, type, nullable }) => ({
        name: column,
        dataType: type,
        isNullable: nullable,
        isAutoIncrementing: false,
        hasDefaultValue: false,
      })),
    }));
  }
}

export class ReadModelDialect extends PostgresDialect {
  readonly #pool: Pool;
  readonly #reads: boolean;

  constructor(pool: Pool, kind: 'reader' | 'writer') {
    super({ pool });
    this.#pool = pool;
    this.#reads = kind === 'reader';
  }

  override createDriver(): Driver {
    return this.#reads ? new ReaderDriver({ pool: this.#pool }) : super.createDriver();
  }

  override createIntrospector(database: Kysely<never>): DatabaseIntrospector {
    return new OwnSchema(database);
  }
}
