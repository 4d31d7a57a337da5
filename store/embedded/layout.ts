import type Database from 'better-sqlite3';
import { StoreUnavailable } from '../storeUnavailable.ts';

/** Marks the file as ours; «LSES» in ASCII, where SQLite keeps the id of the application. */
const APPLICATION = 0x4c534553;
/**
 * The layout of the file. 2 chains the appends by hash and knows whether it was closed; from 3 on a fact may leave out what
 * the first of its append says of their command. What 2 has is read as it is.
 */
export const LAYOUT = 3;
const OLDEST = 2;

export const TABLES = `
  create table streams (id integer primary key, name text not null unique) strict;
  create table batches (
    position integer primary key, -- of its first fact; positions have no gaps
    stream   integer not null,
    revision integer not null,    -- of its first fact
    count    integer not null,
    body     text not null,       -- the facts of one append, a canonical JSON array
    hash     text not null        -- SHA-256 over the hash of the row before and this one's contents
  ) strict;
  create unique index batches_of_stream on batches (stream, revision);
  -- While a process writes, the newest facts are in the WAL: an open file without its WAL has lost some.
  create table shutdown (clean integer not null) strict;
  insert into shutdown values (1);
  pragma application_id = ${APPLICATION};
  pragma user_version = ${LAYOUT};
`;

export const pragma = (database: Database.Database, name: string) =>
  Number(database.pragma(name, { simple: true }));

/** Refuses what is not ours or not of this layout. Answers whether there is nothing in it yet. */
export function assertOurs(file: string, database: Database.Database): 'empty' | 'ours' {
  const application = pragma(database, 'application_id');
  const layout = pragma(database, 'user_version');
  const empty = database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
  if (empty && application === 0) return 'empty';
  if (application !== APPLICATION)
    throw new StoreUnavailable(file, 'this database belongs to another program. Name another file.');
  if (layout > LAYOUT)
    throw new StoreUnavailable(
      file,
      `it has layout ${layout}, written by a newer version; this one knows ${LAYOUT}. Start the newer version.`,
    );
  if (layout < OLDEST)
    throw new StoreUnavailable(
      file,
      `it has layout ${layout}, from before the first release, and this version reads ${OLDEST} and ${LAYOUT}. Move it away, or start with --reset to fill a new one.`,
    );
  return 'ours';
}
