import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreUnavailable } from './storeUnavailable.ts';

export const IN_MEMORY = ':memory:';

/** Do something with a file, and turn what SQLite or the system says into one line for the operator. */
export function speakingOf<Result>(file: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw unavailable(file, error);
  }
}

/** Open a database file and make the folder it lies in. Nothing is read yet: SQLite does that at the first statement. */
export const openFile = (file: string, options?: Database.Options): Database.Database =>
  speakingOf(file, () => {
    if (file !== IN_MEMORY) mkdirSync(dirname(file), { recursive: true });
    return new Database(file, options);
  });

const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^SQLITE_NOTADB/, 'this is not a database. Move the file away or name another one.'],
  [/^SQLITE_CORRUPT/, 'the database is damaged. Stop, keep a copy, and restore the last backup.'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another process holds this database. Stop that one first or name another file.'],
  [
    /^SQLITE_(CANTOPEN|PERM|AUTH)|^EACCES|^EPERM/,
    'the file cannot be opened. Check its path and its permissions.',
  ],
  [/^SQLITE_READONLY|^EROFS/, 'the file cannot be written. Check its permissions and those of its folder.'],
  [/^SQLITE_FULL|^ENOSPC/, 'the disk is full. Make room and start again.'],
  [/^ENOTDIR|^EEXIST/, 'a file stands where its folder should be. Name another path.'],
  [/^SQLITE_IOERR/, 'the disk answered with an error. Check it before you start again.'],
];

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function unavailable(file: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const code = codeOf(error);
  const known = REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'the database cannot be used.';
  return new StoreUnavailable(file, `${known} (${code || String(error)})`, { cause: error });
}
