import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { IN_MEMORY, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { GENESIS, hashAfter, type Link } from './chain.ts';
import { walOf, witnessOf } from './files.ts';
import { assertOurs } from './layout.ts';
import { type End, readWitness } from './witness.ts';

/** Appends at the end that every opening looks at; the whole is for `npm run verify`. */
const LAST = 256;

/** Where a file without facts ends. */
export const NOTHING: End = { position: 0, hash: GENESIS };

const REMEDY = 'or restore a backup (npm run restore -- FILE).';

/** Opens a file of facts to read, beside whoever writes it, and holds on to what it says at this moment. */
export function openToRead(file: string): Database.Database {
  return speakingOf(file, () => {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 500 });
    try {
      database.exec('begin');
      if (assertOurs(file, database) === 'empty')
        throw new StoreUnavailable(file, 'there is nothing in it. Name a file of facts.');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Before anything is written: does the file end where it was acknowledged to end, and does its end hold together?
 * It is asked through a connection that only reads, because one that writes tidies the WAL away when it is closed, and
 * with it what might still be saved.
 */
export function inspect(file: string): void {
  if (file === IN_MEMORY) return;
  if (existsSync(file) && !statSync(file).isFile())
    throw new StoreUnavailable(file, 'the file cannot be opened: it is none. Check its path.');
  const witness = speakingOf(file, () => readWitness(file));
  const wal = sizeOf(walOf(file));
  if (sizeOf(file) === 0) {
    if ((witness?.position ?? 0) > 0 || wal > 0) throw new StoreUnavailable(file, gone(file));
    return;
  }
  speakingOf(file, () => {
    const database = new Database(file, { readonly: true, timeout: 500 });
    try {
      database.exec('begin');
      const found = assertOurs(file, database);
      const end = found === 'empty' ? NOTHING : checkedEnd(file, database);
      if (found === 'ours') assertReaches(file, database, end, witness);
      else if ((witness?.position ?? 0) > 0) throw new StoreUnavailable(file, gone(file));
    } finally {
      database.close();
    }
  });
}

/** Whether a history that ends here says what was acknowledged, and as far as it was. */
export function assertReaches(
  file: string,
  database: Database.Database,
  end: End,
  witness: End | undefined,
): void {
  // A witness that names this very end outweighs a WAL that is gone: somebody else has tidied it into the file.
  const tidy = isClean(database) || sizeOf(walOf(file)) > 0 || witness?.hash === end.hash;
  if (!tidy && (witness === undefined || witness.position <= end.position))
    throw new StoreUnavailable(
      file,
      `it was not closed and its ${basename(walOf(file))} is missing: facts from position ${end.position + 1} on may be lost. Put that back ${REMEDY}`,
    );
  if (witness === undefined) return;
  if (witness.position > end.position)
    throw new StoreUnavailable(
      file,
      `facts are missing from position ${end.position + 1} on: it ends there, and ${witness.position} were acknowledged. Put back its ${basename(walOf(file))} ${REMEDY}`,
    );
  const there = witness.position === 0 ? GENESIS : hashAt(database, witness.position);
  if (there !== witness.hash)
    throw new StoreUnavailable(
      file,
      `at position ${witness.position} it does not say what was acknowledged there: this is another history. Put back the right file ${REMEDY}`,
    );
}

/** The end of the file, after a look at the last appends: no gap among them, and their hashes hold. */
function checkedEnd(file: string, database: Database.Database): End {
  const rows = lastRows(database);
  const [first] = rows;
  if (first === undefined) return NOTHING;
  // The oldest row looked at lends its hash, unless it is the very first.
  const whole = first.position === 1;
  let previous = whole ? GENESIS : first.hash;
  let next = whole ? 1 : first.position + first.count;
  for (const row of whole ? rows : rows.slice(1)) {
    if (row.position !== next)
      throw new StoreUnavailable(
        file,
        `facts are missing from position ${next} to ${row.position - 1}. Keep a copy and restore a backup (npm run restore -- FILE).`,
      );
    previous = hashAfter(previous, row);
    if (previous !== row.hash)
      throw new StoreUnavailable(
        file,
        `the append at position ${row.position} is damaged: its hash does not hold. Keep a copy and restore a backup (npm run restore -- FILE).`,
      );
    next += row.count;
  }
  return { position: next - 1, hash: previous };
}

const lastRows = (database: Database.Database) =>
  database
    .prepare<[number], Link & { hash: string }>(
      `select position, coalesce(name, '') as name, revision, count, body, hash
         from batches left join streams on streams.id = batches.stream order by position desc limit ?`,
    )
    .all(LAST + 1)
    .toReversed();

/** The hash of the append that ends at a position. */
const hashAt = (database: Database.Database, position: number): string | undefined =>
  database
    .prepare<[number, number], string>(
      `select hash from batches where position = (select max(position) from batches where position <= ?)
          and position + count - 1 = ?`,
    )
    .pluck()
    .get(position, position);

const isClean = (database: Database.Database) =>
  database.prepare('select clean from shutdown').pluck().get() === 1;

const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

const gone = (file: string) =>
  `the file is gone or empty, and what lies beside it says that it held facts. Put it back ${REMEDY.slice(0, -1)}; to begin anew delete ${basename(witnessOf(file))} and ${basename(walOf(file))}.`;
