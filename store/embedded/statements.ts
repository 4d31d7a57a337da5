import type Database from 'better-sqlite3';
import type { End } from './witness.ts';

/** One stored append, as it lies in the file. */
export interface Row {
  readonly position: number;
  readonly name: string;
  readonly revision: number;
  readonly count: number;
  /** In bytes: the driver takes three times as long to make a text of it as to hand it out. */
  readonly body: Buffer;
}

/** One of a stream whose name is known, as a list, which the driver makes sooner than an object. */
export type Told = readonly [position: number, revision: number, count: number, body: Buffer];

/** Every statement that the store runs, prepared once. */
export const prepare = (database: Database.Database) => ({
  begin: database.prepare('begin immediate'),
  commit: database.prepare('commit'),
  rollback: database.prepare('rollback'),
  addStream: database.prepare<[string]>('insert into streams (name) values (?)'),
  /** The body comes in bytes: the driver takes three times as long to encode a text. */
  addBatch: database.prepare<[number, number, number, number, Buffer, string]>(
    'insert into batches (position, stream, revision, count, body, hash) values (?, ?, ?, ?, cast(? as text), ?)',
  ),
  end: database.prepare<[], End>(
    'select position + count - 1 as position, hash from batches order by position desc limit 1',
  ),
  /** Changes when somebody else has written to the file. */
  dataVersion: database.prepare<[], number>('pragma data_version').pluck(),
  markClean: database.prepare('update shutdown set clean = 1'),
  headOf: database.prepare<[string], { id: number; revision: number }>(
    `select id, coalesce((select revision + count - 1 from batches where stream = id order by revision desc limit 1), -1)
       as revision from streams where name = ?`,
  ),
  batchAt: database.prepare<[number, number], { position: number; body: Buffer }>(
    'select position, cast(body as blob) as body from batches where stream = ? and revision = ?',
  ),
  stream: database
    .prepare<[number], Told>(
      'select position, revision, count, cast(body as blob) from batches where stream = ? order by revision',
    )
    .raw(),
  /** From the append in which a revision lies. */
  streamFrom: database
    .prepare<[number, number, number], Told>(
      `select position, revision, count, cast(body as blob) from batches
        where stream = ? and revision >= coalesce(
          (select revision from batches where stream = ? and revision <= ? order by revision desc limit 1), 0)
        order by revision`,
    )
    .raw(),
  /** From the append in which a position lies up to another position. */
  range: database.prepare<[number, number], Row>(
    `select position, name, revision, count, cast(body as blob) as body from batches join streams on streams.id = batches.stream
      where position >= coalesce((select max(position) from batches where position <= ?), 0) and position <= ?
      order by position`,
  ),
});

export type Statements = ReturnType<typeof prepare>;
