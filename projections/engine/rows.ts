import type { Kysely } from 'kysely';
import { type Instant, later } from '../../domain/kernel/instant.ts';
import type { AnyTables } from './schema.ts';
import { SeenKeys } from './seenKeys.ts';
import { type StoredRow, TableStatements } from './statements.ts';
import { FOREVER, type TableSpec } from './table.ts';

/** One version of a row. */
interface Version {
  readonly key: readonly string[];
  readonly data: unknown;
  readonly from: Instant;
  /** What the table has under this key and this beginning: nothing, this, or other contents that this replaces. */
  stored: 'nothing' | 'this' | 'other';
}

/** Most rows of one table that are kept in memory between batches: this many that were used lately, and as many older. */
const MOST = 20_000;

const nameOf = (key: readonly string[]) => (key.length === 1 ? (key[0] as string) : key.join('\u0000'));

/**
 * The rows of one table while facts are folded: reads come from memory where they can, writes wait for the end of the
 * batch and go out many at a time. There is one writer, so what is in memory is what is stored. What is in memory is
 * answered at once and not as a promise: most reads are, and a fold is many of them.
 */
export class Rows {
  readonly #spec: TableSpec;
  readonly #statements: TableStatements;
  #lately = new Map<string, Version | undefined>();
  #before = new Map<string, Version | undefined>();
  /** What a batch changes: the last version of a row, and those that end before it. */
  readonly #last = new Map<string, Version>();
  readonly #ending: { readonly version: Version; readonly to: Instant }[] = [];
  /** The keys of a table that was folded from nothing by this process. */
  readonly #seen: SeenKeys | undefined;

  constructor(spec: TableSpec, empty: boolean) {
    this.#spec = spec;
    this.#statements = new TableStatements(spec);
    if (empty) this.#seen = new SeenKeys();
  }

  read(database: Kysely<AnyTables>, key: readonly string[]): unknown {
    const version = this.#version(database, key);
    return version instanceof Promise ? version.then((found) => found?.data) : version?.data;
  }

  /** The row says this from `recordedAt` on, or from the start of its present version where that is later. */
  put(database: Kysely<AnyTables>, data: unknown, recordedAt: Instant): void | Promise<void> {
    const key = this.#spec.keyOf(data);
    const before = this.#version(database, key);
    if (before instanceof Promise) return before.then((found) => this.#put(key, found, data, recordedAt));
    this.#put(key, before, data, recordedAt);
  }

  #put(key: readonly string[], before: Version | undefined, data: unknown, recordedAt: Instant): void {
    const name = nameOf(key);
    const from = before === undefined ? recordedAt : later(before.from, recordedAt);
    const replaces = before !== undefined && before.from === from;
    if (before !== undefined && !replaces) this.#ending.push({ version: before, to: from });
    const stored = replaces && before.stored !== 'nothing' ? 'other' : 'nothing';
    const version: Version = { key, data, from, stored };
    if (before === undefined) this.#seen?.add(name);
    this.#lately.set(name, version);
    this.#last.set(name, version);
  }

  /** Write what has changed. Answers what the rows that changed say now. */
  async flush(database: Kysely<AnyTables>): Promise<readonly unknown[]> {
    if (this.#last.size === 0) return [];
    const rows = { nothing: [] as StoredRow[], other: [] as StoredRow[] };
    const ended: StoredRow[] = [];
    const write = (version: Version, to: Instant) => {
      const { key, data, from, stored } = version;
      if (stored === 'this') ended.push([...key, from, to]);
      else rows[stored].push(this.#statements.row(key, data, from, to));
      version.stored = 'this';
    };
    for (const { version, to } of this.#ending) write(version, to);
    for (const version of this.#last.values()) write(version, FOREVER);
    if (ended.length > 0) await this.#statements.end(database, ended);
    if (rows.other.length > 0) await this.#statements.replace(database, rows.other);
    if (rows.nothing.length > 0) await this.#statements.insert(database, rows.nothing);
    const now = Array.from(this.#last.values(), ({ data }) => data);
    this.#last.clear();
    this.#ending.length = 0;
    if (this.#lately.size > MOST) {
      this.#before = this.#lately;
      this.#lately = new Map();
    }
    return now;
  }

  /** Forget what a batch did that was not committed. */
  forget(): void {
    this.#lately.clear();
    this.#before.clear();
    this.#last.clear();
    this.#ending.length = 0;
  }

  #version(
    database: Kysely<AnyTables>,
    key: readonly string[],
  ): Version | undefined | Promise<Version | undefined> {
    const name = nameOf(key);
    const kept = this.#lately.get(name);
    if (kept !== undefined || this.#lately.has(name)) return kept;
    const older = this.#before.get(name);
    if (older !== undefined || this.#before.has(name)) {
      this.#lately.set(name, older);
      return older;
    }
    if (this.#seen?.mayHave(name) === false) return undefined;
    return this.#load(database, key, name);
  }

  async #load(
    database: Kysely<AnyTables>,
    key: readonly string[],
    name: string,
  ): Promise<Version | undefined> {
    const found = await this.#statements.last(database, key);
    const version =
      found === undefined
        ? undefined
        : { key, data: JSON.parse(found.data) as unknown, from: found.from, stored: 'this' as const };
    this.#lately.set(name, version);
    return version;
  }
}
