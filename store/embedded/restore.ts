import { constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { IN_MEMORY, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { discard, sync } from './backup.ts';
import { claim } from './claim.ts';
import { BESIDE, claimOf } from './files.ts';
import { type Verdict, type VerifyOptions, verifyFile } from './verify.ts';
import { syncFolderOf, Witness } from './witness.ts';

export interface RestoreOptions extends VerifyOptions {
  /** What a store that stands in the way is kept under; without a name it is not replaced. */
  readonly keepOldAs?: string | undefined;
  /** Files that are made from the facts, and are not those of this backup. They are deleted. */
  readonly derived?: readonly string[];
}

/**
 * Put a backup in the place of the store, which nobody may hold meanwhile. The copy is verified whole before anything is
 * touched; a store that stood there is moved aside and not deleted.
 */
export function restore(backup: string, file: string, options: RestoreOptions = {}): Verdict {
  const { keepOldAs, derived = [], ...verifying } = options;
  if (file === IN_MEMORY) throw new StoreUnavailable(file, 'a store in memory cannot be restored.');
  if (!existsSync(backup)) throw new StoreUnavailable(backup, 'there is no such file.');
  const release = claim(file);
  const partial = `${file}.partial`;
  try {
    const old = ['', ...BESIDE].map((suffix) => `${file}${suffix}`).filter((name) => name !== claimOf(file));
    if (old.some((name) => existsSync(name)) && keepOldAs === undefined)
      throw new StoreUnavailable(file, 'a store is here already. Say --force to move it aside and restore.');
    discard(partial);
    speakingOf(partial, () => copyFileSync(backup, partial, constants.COPYFILE_FICLONE));
    const verdict = verifyFile(partial, verifying);
    const [problem] = verdict.problems;
    if (problem !== undefined)
      throw new StoreUnavailable(
        backup,
        `it is not whole and was not restored: ${problem}${verdict.further > 0 ? ` (and ${verdict.further} more)` : ''}`,
      );
    speakingOf(file, () => {
      sync(partial);
      for (const name of old)
        if (existsSync(name)) renameSync(name, `${keepOldAs}${name.slice(file.length)}`);
      for (const name of derived) rmSync(name, { force: true });
      renameSync(partial, file);
      syncFolderOf(file);
    });
    new Witness(file, verdict.end).close();
    return verdict;
  } finally {
    discard(partial);
    release();
  }
}
