import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { BESIDE } from './files.ts';
import { openToRead } from './inspect.ts';
import { type Verdict, verifyFile } from './verify.ts';
import { readWitness, syncFolderOf } from './witness.ts';

export interface BackupOptions {
  /** Replace a backup of the same name, once the new one is whole. */
  readonly force?: boolean;
  /** Take what is left of a file whose last facts are missing. */
  readonly shortened?: boolean;
  readonly onProgress?: (share: number) => void;
}

/**
 * Copy the facts as they stand at this moment into one file, through SQLite's online backup, beside whoever writes. The
 * copy is made under another name, synced, verified from its first append to its last, and only then gets its name.
 */
export async function backUp(file: string, target: string, options: BackupOptions = {}): Promise<Verdict> {
  const { force = false, shortened = false, onProgress } = options;
  if (existsSync(target) && !force)
    throw new StoreUnavailable(target, 'this file exists. Name another one, or say --force to replace it.');
  const witness = speakingOf(file, () => readWitness(file));
  const partial = `${target}.partial`;
  const source = openToRead(file);
  try {
    speakingOf(target, () => mkdirSync(dirname(target), { recursive: true }));
    discard(partial);
    // The transaction that is open holds on to one moment: else every write of the server would begin the copy anew.
    await source.backup(partial, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress?.(totalPages === 0 ? 0 : 1 - remainingPages / totalPages);
        return PAGES;
      },
    });
    const verdict = speakingOf(partial, () => seal(partial));
    if (!shortened && witness !== undefined && verdict.end.position < witness.position)
      throw new StoreUnavailable(
        file,
        `facts are missing from position ${verdict.end.position + 1} on: ${witness.position} were acknowledged. Nothing was written. To keep what is left, say --shortened.`,
      );
    speakingOf(target, () => {
      renameSync(partial, target);
      syncFolderOf(target);
    });
    return verdict;
  } finally {
    source.close();
    discard(partial);
  }
}

const PAGES = 256;

/** Makes one closed, synced file of a copy, and looks at all of it. */
function seal(partial: string): Verdict {
  const copy = new Database(partial);
  try {
    copy.pragma('journal_mode = DELETE');
    copy.exec('update shutdown set clean = 1');
  } finally {
    copy.close();
  }
  sync(partial);
  const verdict = verifyFile(partial);
  const [problem] = verdict.problems;
  if (problem !== undefined)
    throw new StoreUnavailable(partial, `the copy is not whole: ${problem} Run npm run verify.`);
  return verdict;
}

export function sync(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function discard(file: string): void {
  for (const suffix of ['', ...BESIDE]) rmSync(`${file}${suffix}`, { force: true });
}
