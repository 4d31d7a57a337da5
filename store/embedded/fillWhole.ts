import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { IN_MEMORY, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { discard, sync } from './backup.ts';
import { claim } from './claim.ts';
import { EmbeddedEventStore } from './embeddedEventStore.ts';
import { BESIDE, claimOf } from './files.ts';
import { NOTHING } from './inspect.ts';
import { assertOurs } from './layout.ts';
import { type End, readWitness, syncFolderOf, Witness } from './witness.ts';

/** The name under which a store is filled. */
export const partialOf = (file: string) => `${file}.partial`;

/**
 * Make a store with everything that is to be in it, or none at all: it is filled under another name and gets its own
 * when it is whole and synced. A store that has facts is not touched. Nobody else may open the file meanwhile.
 * Derived files are made from the facts, and would not be those of the new ones. They are deleted.
 */
export async function fillWhole(
  file: string,
  derived: readonly string[],
  fill: (store: EmbeddedEventStore) => Promise<void>,
): Promise<End> {
  if (file === IN_MEMORY)
    throw new StoreUnavailable(file, 'a store in memory ends with the command. Name a file.');
  const release = claim(file);
  const partial = partialOf(file);
  try {
    assertNoFacts(file);
    discard(partial);
    const store = new EmbeddedEventStore(partial);
    try {
      await fill(store);
    } finally {
      await store.close();
    }
    const end = readWitness(partial) ?? NOTHING;
    speakingOf(file, () => {
      sync(partial);
      for (const name of ['', ...BESIDE].map((suffix) => `${file}${suffix}`))
        if (name !== claimOf(file)) rmSync(name, { force: true });
      for (const name of derived) rmSync(name, { force: true });
      renameSync(partial, file);
      syncFolderOf(file);
    });
    new Witness(file, end).close();
    return end;
  } finally {
    discard(partial);
    release();
  }
}

function assertNoFacts(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const facts = speakingOf(file, () => {
    const database = new Database(file, { readonly: true, timeout: 500 });
    try {
      if (assertOurs(file, database) === 'empty') return 0;
      return Number(database.prepare('select count(*) from (select 1 from batches limit 1)').pluck().get());
    } finally {
      database.close();
    }
  });
  if (facts > 0)
    throw new StoreUnavailable(
      file,
      'there are facts in it, and they are kept. Say --reset to delete them first, or name another DATA_DIR.',
    );
}
