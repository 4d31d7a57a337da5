import type { CompiledQuery, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Instant } from '../../domain/kernel/instant.ts';
import { analyse } from './dialect.ts';
import type { AnyTables } from './schema.ts';
import type { Cell, TableSpec } from './table.ts';

/** Most values that one statement binds: SQLite takes 32,766, PostgreSQL 65,535. */
const MOST_VALUES = 2_000;

/** A table is counted anew whenever it has grown to so many times what it was; until then the server guesses by what it knew. */
const GROWN = 5;
const FIRST_COUNT = 1_000;

/** A row as it is stored, its cells in the order of the table's columns. */
export type StoredRow = readonly Cell[];

/**
 * Every statement that one table is written with, built once: the query builder takes longer to write a statement down
 * than the database to run it. Many rows go into one, in a few lengths only, so that the prepared ones are used again.
 */
export class TableStatements {
  readonly #spec: TableSpec;
  readonly #columns: readonly string[];
  readonly #built = new Map<string, CompiledQuery>();
  #inserted = 0;
  #countAt = FIRST_COUNT;

  constructor(spec: TableSpec) {
    this.#spec = spec;
    this.#columns = [...spec.key, ...Object.keys(spec.columns), 'data', 'valid_from', 'valid_to'];
  }

  /** The last version of a row, found by the key alone. */
  async last(
    database: Kysely<AnyTables>,
    key: readonly string[],
  ): Promise<{ readonly data: string; readonly from: string } | undefined> {
    const query = this.#once('last', () =>
      database
        .selectFrom(this.#spec.name)
        .select(['data', 'valid_from'])
        .where((eb) => eb.and(Object.fromEntries(this.#spec.key.map((column) => [column, '']))))
        .orderBy('valid_from', 'desc')
        .limit(1)
        .compile(),
    );
    // The builder binds the limit behind the key.
    const parameters = [...key, ...query.parameters.slice(key.length)];
    const { rows } = await database.executeQuery<Record<string, Cell>>({ ...query, parameters });
    const [row] = rows;
    return row === undefined ? undefined : { data: String(row['data']), from: String(row['valid_from']) };
  }

  /** Rows that are not there yet. */
  async insert(database: Kysely<AnyTables>, rows: readonly StoredRow[]): Promise<void> {
    await this.#inPieces(database, 'insert', this.#columns.length, rows, (sample) =>
      database
        .insertInto(this.#spec.name)
        .values(sample.map((row) => this.#named(row)))
        .compile(),
    );
    this.#inserted += rows.length;
    if (this.#inserted < this.#countAt) return;
    this.#countAt = this.#inserted * GROWN;
    await analyse(database, this.#spec.name);
  }

  /** Rows that are there under the same key and the same beginning, and say something else now. */
  replace(database: Kysely<AnyTables>, rows: readonly StoredRow[]): Promise<void> {
    const named = [...this.#spec.key, 'valid_from'];
    const others = this.#columns.filter((column) => !named.includes(column));
    return this.#inPieces(database, 'replace', this.#columns.length, rows, (sample) =>
      database
        .insertInto(this.#spec.name)
        .values(sample.map((row) => this.#named(row)))
        .onConflict((conflict) =>
          conflict
            .columns(named)
            .doUpdateSet(({ ref }) =>
              Object.fromEntries(others.map((column) => [column, ref(`excluded.${column}`)])),
            ),
        )
        .compile(),
    );
  }

  /** Versions that end: each as its key, its beginning and its end. */
  end(database: Kysely<AnyTables>, ends: readonly StoredRow[]): Promise<void> {
    const named = [...this.#spec.key, 'valid_from'];
    const columns = [...named, 'ends_at'];
    return this.#inPieces(database, 'end', columns.length, ends, (sample) => {
      const values = sql.join(sample.map((row) => sql`(${sql.join([...row])})`));
      const own = sql.table(this.#spec.name);
      const same = named.map((column) => sql`${own}.${sql.ref(column)} = ending.${sql.ref(column)}`);
      return sql`with ending (${sql.join(columns.map((column) => sql.ref(column)))}) as (values ${values})
        update ${own} set valid_to = ending.ends_at from ending
        where ${sql.join(same, sql` and `)}`.compile(database);
    });
  }

  /** A row in the order of the columns. */
  row(key: readonly string[], data: unknown, from: Instant, to: Instant): StoredRow {
    const cells: Readonly<Record<string, Cell>> = this.#spec.cells(data);
    const row: Cell[] = [...key];
    for (let at = key.length; at < this.#columns.length - 3; at += 1)
      row.push(cells[this.#columns[at] as string] ?? null);
    row.push(JSON.stringify(data), from, to);
    return row;
  }

  async #inPieces(
    database: Kysely<AnyTables>,
    kind: string,
    width: number,
    rows: readonly StoredRow[],
    build: (sample: readonly StoredRow[]) => CompiledQuery,
  ): Promise<void> {
    const most = Math.floor(MOST_VALUES / width);
    for (let at = 0; at < rows.length; ) {
      const piece = rows.slice(at, at + largestPower(Math.min(most, rows.length - at)));
      const query = this.#once(`${kind} ${piece.length}`, () => build(piece));
      await database.executeQuery({ ...query, parameters: piece.flat() });
      at += piece.length;
    }
  }

  #named(row: StoredRow): Record<string, Cell> {
    return Object.fromEntries(this.#columns.map((column, at) => [column, row[at] ?? null]));
  }

  #once(name: string, build: () => CompiledQuery): CompiledQuery {
    const known = this.#built.get(name);
    if (known !== undefined) return known;
    const built = build();
    this.#built.set(name, built);
    return built;
  }
}

const largestPower = (most: number): number => {
  let power = 1;
  while (power * 4 <= most) power *= 4;
  return power;
};
