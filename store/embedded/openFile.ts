import type Database from 'better-sqlite3';
import { openFile, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';

/** Marks the file as ours; «LSES» in ASCII, where SQLite keeps the id of the application. */
const APPLICATION = 0x4c534553;
/** The layout of the file. A program refuses a file that is newer than itself. */
export const LAYOUT = 1;

const FULL = 2;

const TABLES = `
  create table streams (id integer primary key, name text not null unique) strict;
  create table batches (
    position integer primary key, -- of its first fact; positions have no gaps
    stream   integer not null,
    revision integer not null,    -- of its first fact
    count    integer not null,
    body     text not null        -- the facts of one append, a canonical JSON array
  ) strict;
  create unique index batches_of_stream on batches (stream, revision);
  pragma application_id = ${APPLICATION};
  pragma user_version = ${LAYOUT};
`;

export type OpenDatabase = (file: string) => Database.Database;

/**
 * Open the file of facts, alone: a second process is refused instead of corrupting what the first has in memory.
 *
 * `synchronous` is asserted after a read, because better-sqlite3 is built so that a WAL database silently falls to
 * NORMAL at its first access, and then an acknowledged fact may be lost with the power.
 */
export function openEventsFile(
  file: string,
  open: OpenDatabase = (name) => openFile(name, { timeout: 500 }),
): Database.Database {
  const database = open(file);
  try {
    return speakingOf(file, () => {
      database.pragma('locking_mode = EXCLUSIVE');
      assertOurs(file, database);
      // Appends are rows of a kilobyte or more: larger pages made group commit a quarter faster than the default 4096.
      database.pragma('page_size = 8192');
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      // Taking the write lock once is what claims the file for as long as it is open.
      database.exec('begin immediate');
      if (pragma(database, 'user_version') === 0) database.exec(TABLES);
      database.exec('commit');
      database.prepare('select max(position) from batches').get();
      const synchronous = pragma(database, 'synchronous');
      if (synchronous !== FULL)
        throw new StoreUnavailable(
          file,
          `synchronous is ${synchronous} and not FULL; an answer would be no promise.`,
        );
      return database;
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

function assertOurs(file: string, database: Database.Database): void {
  const application = pragma(database, 'application_id');
  const layout = pragma(database, 'user_version');
  const empty = database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
  if (empty && application === 0) return;
  if (application !== APPLICATION)
    throw new StoreUnavailable(file, 'this database belongs to another program. Name another file.');
  if (layout > LAYOUT)
    throw new StoreUnavailable(
      file,
      `it has layout ${layout}, written by a newer version; this one knows ${LAYOUT}. Start the newer version.`,
    );
}

const pragma = (database: Database.Database, name: string) => Number(database.pragma(name, { simple: true }));
