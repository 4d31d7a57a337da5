import type Database from 'better-sqlite3';
import { IN_MEMORY, openFile, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { openToRead } from './inspect.ts';
import { assertOurs, LAYOUT, pragma, TABLES } from './layout.ts';
import type { Statements } from './statements.ts';

const FULL = 2;

export type OpenDatabase = (file: string) => Database.Database;

/**
 * Open the file of facts to write, after it was claimed and inspected.
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
      assertOurs(file, database);
      // Appends are rows of a kilobyte or more: larger pages made group commit a quarter faster than the default 4096.
      database.pragma('page_size = 8192');
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.exec('begin immediate');
      const layout = pragma(database, 'user_version');
      if (layout === 0) database.exec(TABLES);
      else if (layout < LAYOUT) database.exec(`pragma user_version = ${LAYOUT}`);
      database.exec('update shutdown set clean = 0');
      database.exec('commit');
      // The mark must stand in the file itself and not in the WAL, whose loss it is there to show.
      database.pragma('wal_checkpoint(PASSIVE)');
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

/** Says in the file that nothing is missing from it, and has SQLite tidy the WAL away. */
export function closeClean(file: string, database: Database.Database, { markClean }: Statements): void {
  try {
    markClean.run();
  } catch {
    closeAsItIs(file, database);
    return;
  }
  database.close();
}

/**
 * After a write that failed, also for want of room, nothing more is written, and the WAL stays for the next start. SQLite would tidy it away at
 * the last close; one that can only read, and closes last, cannot.
 */
export function closeAsItIs(file: string, database: Database.Database): void {
  let reader: Database.Database | undefined;
  try {
    reader = file === IN_MEMORY ? undefined : openToRead(file);
  } catch {
    // A disk that cannot be read cannot be tidied either.
  }
  database.close();
  reader?.close();
}
