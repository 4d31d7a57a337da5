import type { Kysely } from 'kysely';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { type Instant, later } from '../../domain/kernel/instant.ts';
import type { AnyTables } from './schema.ts';
import { type Cell, FOREVER, type TableSpec } from './table.ts';

/** One version of a row, as it is or will be stored. */
interface Version {
  readonly key: readonly string[];
  readonly data: unknown;
  readonly from: Instant;
  /** Its contents as they are stored, made when they are first written: a version is written again when it ends. */
  text: string | undefined;
}

/** A version on its way to the table, and until when it holds. */
interface Ending {
  readonly version: Version;
  readonly to: Instant;
}

/** Most rows of one table that are kept in memory between batches. */
const MOST = 50_000;
/** Most values that one statement binds: SQLite takes 32,766, PostgreSQL 65,535. */
const MOST_VALUES = 2_000;

const nameOf = (key: readonly string[]) => key.join('\u0000');

/**
 * The rows of one table while facts are folded: reads come from memory where they can, writes wait for the end of the
 * batch and go out many at a time. There is one writer, so what is in memory is what is stored.
 */
export class Rows {
  readonly #spec: TableSpec;
  readonly #current = new Map<string, Version | undefined>();
  readonly #changed = new Map<string, Ending>();
  /** True while every row of the table is in memory, so that an unknown one need not be asked for. */
  #whole: boolean;

  constructor(spec: TableSpec, empty: boolean) {
    this.#spec = spec;
    this.#whole = empty;
  }

  async read(database: Kysely<AnyTables>, key: readonly string[]): Promise<unknown> {
    return (await this.#version(database, key))?.data;
  }

  /** The row says this from `recordedAt` on, or from the start of its present version where that is later. */
  async put(database: Kysely<AnyTables>, data: unknown, recordedAt: Instant): Promise<void> {
    const key = this.#spec.keyOf(data);
    const before = await this.#version(database, key);
    const from = before === undefined ? recordedAt : later(before.from, recordedAt);
    if (before !== undefined && before.from !== from) this.#store(before, from);
    const version: Version = { key, data, from, text: undefined };
    this.#current.set(nameOf(key), version);
    this.#store(version, FOREVER);
  }

  /** Write what has changed. A version that is stored already is replaced in place. */
  async flush(database: Kysely<AnyTables>): Promise<void> {
    if (this.#changed.size === 0) return;
    const { name, key } = this.#spec;
    const rows = Array.from(this.#changed.values(), (ending) => this.#row(ending));
    const columns = Object.keys(rows[0] ?? {});
    const named = new Set([...key, 'valid_from']);
    const replaced = columns.filter((column) => !named.has(column));
    const most = Math.floor(MOST_VALUES / columns.length);
    for (let at = 0; at < rows.length; ) {
      const size = largestPower(Math.min(most, rows.length - at));
      await database
        .insertInto(name)
        .values(rows.slice(at, at + size))
        .onConflict((conflict) =>
          conflict
            .columns([...named])
            .doUpdateSet(({ ref }) =>
              Object.fromEntries(replaced.map((column) => [column, ref(`excluded.${column}`)])),
            ),
        )
        .execute();
      at += size;
    }
    this.#changed.clear();
    if (this.#current.size > MOST) {
      this.#current.clear();
      this.#whole = false;
    }
  }

  /** Forget what a batch did that was not committed. */
  forget(): void {
    this.#current.clear();
    this.#changed.clear();
    this.#whole = false;
  }

  async #version(database: Kysely<AnyTables>, key: readonly string[]): Promise<Version | undefined> {
    const name = nameOf(key);
    const kept = this.#current.get(name);
    if (kept !== undefined || this.#whole || this.#current.has(name)) return kept;
    const row = await database
      .selectFrom(this.#spec.name)
      .select(['data', 'valid_from'])
      .where((eb) =>
        eb.and(Object.fromEntries(this.#spec.key.map((column, at) => [column, key[at] as string]))),
      )
      // The last version is the open one, found by the key alone: `valid_to` has indexes that hold every open row.
      .orderBy('valid_from', 'desc')
      .limit(1)
      .executeTakeFirst();
    const version =
      row === undefined
        ? undefined
        : {
            key,
            data: JSON.parse(String(row['data'])),
            from: String(row['valid_from']),
            text: String(row['data']),
          };
    this.#current.set(name, version);
    return version;
  }

  #store(version: Version, to: Instant): void {
    this.#changed.set(`${version.from}${nameOf(version.key)}`, { version, to });
  }

  #row({ version, to }: Ending): Record<string, Cell> {
    const { key, data, from } = version;
    const row: Record<string, Cell> = {};
    for (const [at, column] of this.#spec.key.entries()) row[column] = key[at] as string;
    Object.assign(row, this.#spec.cells(data));
    version.text ??= canonicalJson(data);
    row['data'] = version.text;
    row['valid_from'] = from;
    row['valid_to'] = to;
    return row;
  }
}

/** Statements come in few lengths, so that the prepared ones are used again. */
const largestPower = (most: number): number => {
  let power = 1;
  while (power * 4 <= most) power *= 4;
  return power;
};
