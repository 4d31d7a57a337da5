import Database from 'better-sqlite3';
import type { NewEvent } from '../../domain/kernel/recorded.ts';

/** What better-sqlite3 can do by itself: one row per fact, the expected revision checked, nothing else. */
export class RawStore {
  readonly database: Database.Database;
  readonly #find;
  readonly #create;
  readonly #bump;
  readonly #insert;
  readonly #stream;
  readonly #range;
  readonly #begin;
  readonly #commit;

  constructor(file: string) {
    this.database = new Database(file);
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = FULL');
    this.database.exec(`
      create table streams (id integer primary key, name text not null unique, revision integer not null);
      create table events (position integer primary key, stream integer not null, revision integer not null,
        body text not null, unique (stream, revision));`);
    // WAL falls to NORMAL at the first access in this build of SQLite; without this nothing here would be durable.
    this.database.pragma('synchronous = FULL');
    const prepare = (sql: string) => this.database.prepare<unknown[], never>(sql);
    this.#find = this.database.prepare<[string], { id: number; revision: number }>(
      'select id, revision from streams where name = ?',
    );
    this.#create = prepare('insert into streams (name, revision) values (?, ?)');
    this.#bump = prepare('update streams set revision = ? where id = ?');
    this.#insert = prepare('insert into events (stream, revision, body) values (?, ?, ?)');
    this.#stream = this.database.prepare<[string], { revision: number; body: string }>(
      'select revision, body from events where stream = (select id from streams where name = ?) order by revision',
    );
    this.#range = this.database.prepare<[number, number], { position: number; body: string }>(
      'select position, body from events where position > ? order by position limit ?',
    );
    this.#begin = prepare('begin immediate');
    this.#commit = prepare('commit');
  }

  /** Without a transaction of its own. */
  put(stream: string, expected: number, events: readonly NewEvent[]): void {
    const found = this.#find.get(stream);
    if ((found?.revision ?? -1) !== expected) throw new Error(`${stream} is not at ${expected}`);
    const revision = expected + events.length;
    const id = found?.id ?? Number(this.#create.run(stream, revision).lastInsertRowid);
    if (found !== undefined) this.#bump.run(revision, id);
    for (const [index, event] of events.entries())
      this.#insert.run(id, expected + 1 + index, JSON.stringify(event));
  }

  transaction(work: () => void): void {
    this.#begin.run();
    work();
    this.#commit.run();
  }

  read(stream: string): readonly unknown[] {
    return this.#stream.all(stream).map(({ body }) => JSON.parse(body) as unknown);
  }

  /** Parses up to `limit` facts after a position; answers how many, and where it stopped. */
  scan(after: number, limit: number): { readonly count: number; readonly last: number } {
    const rows = this.#range.all(after, limit);
    for (const { body } of rows) JSON.parse(body);
    return { count: rows.length, last: rows.at(-1)?.position ?? after };
  }

  close(): void {
    this.database.close();
  }
}
