import { existsSync } from 'node:fs';
import { readConfig } from '../app/config.ts';
import { CopyRefused, copyLog, differenceOfFacts } from '../app/copyLog.ts';
import { differenceOfFolds, foldLog } from '../app/foldLog.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import { memoryEventStore } from '../store/memory/memoryEventStore.ts';
import { fileOf, openStore } from './openStore.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';

/** `npm run copy -- --from URL --to URL`: the same log in another store, with proof. */
const USAGE = `Usage: npm run copy -- --from URL --to URL [--dry-run]

  --from     the store that is copied; nobody may write it meanwhile
  --to       the store that is filled: empty, or the beginning of the other, from a copy that was interrupted
  --dry-run  say what would be copied, and write nothing

  A URL is sqlite:FILE or esdb://…; EVENT_STORE_PREFIX holds on both sides. Ids, order and times are kept. In the end both
  logs are compared fact by fact, and both are folded into read models of their own, which must be the same.`;

const number = (count: number) => count.toLocaleString('en');
/** An address may hold a password. */
const shown = (url: string) => url.replace(/\/\/.*@/s, '//***@');

async function open(name: string, url: string): Promise<EventStore> {
  // The rest of the environment is about a server, and none is started here.
  const { EVENT_STORE_PREFIX } = process.env;
  const { eventStorePrefix } = readConfig({ EVENT_STORE_PREFIX });
  const store = await openStore(url, eventStorePrefix);
  if (store === undefined) throw new UsageError(`${name} ${shown(url)}: must be sqlite:FILE or esdb://….`);
  return store;
}

/** A file that is not there is made by opening it, which is wrong for a source and too much for a look. */
const isMissing = (url: string) => {
  const file = fileOf(url);
  return file !== undefined && !existsSync(file);
};

async function copy(from: string, to: string, dryRun: boolean): Promise<{ line: string; failed?: boolean }> {
  if (from === to) throw new UsageError('--from and --to are one store.');
  if (isMissing(from)) throw new UsageError(`--from ${from}: there is no such file.`);
  const source = await open('--from', from);
  try {
    const target = dryRun && isMissing(to) ? memoryEventStore() : await open('--to', to);
    try {
      return await between(source, target, dryRun);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function between(source: EventStore, target: EventStore, dryRun: boolean) {
  const copying = progressOf('Copying');
  const done = await copyLog({ source, target, dryRun, onProgress: copying.at });
  copying.clear();
  const { found, copied, until } = done;
  const there = found === 0 ? '' : `; ${number(found)} were there already`;
  if (dryRun) return { line: `${number(copied)} facts would be copied${there}.` };

  const different = await differenceOfFacts(source, target, until);
  if (different !== undefined) return { line: `The logs differ: ${different}.`, failed: true };
  const facts = found + copied;
  const folding = progressOf('Proving');
  const bySource = await foldLog(source, until, (folded) => folding.at(folded / facts / 2, folded));
  try {
    const byTarget = await foldLog(target, undefined, (folded) =>
      folding.at((1 + folded / facts) / 2, folded),
    );
    try {
      folding.clear();
      const digests = `source ${bySource.sha256}\ntarget ${byTarget.sha256}`;
      const difference = await differenceOfFolds(bySource, byTarget);
      if (difference !== undefined)
        return { line: `The read models differ: ${difference}.\n${digests}`, failed: true };
      return {
        line: `${number(copied)} facts are copied${there}. All ${number(facts)} are the same on both sides, and fold to the same ${number(bySource.rows)} rows.\n${digests}`,
      };
    } finally {
      await byTarget.close();
    }
  } finally {
    await bySource.close();
  }
}

await operate(
  USAGE,
  { from: { type: 'string' }, to: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  async (rest, { from, to, 'dry-run': dryRun }) => {
    if (typeof from !== 'string' || typeof to !== 'string' || rest.length > 0)
      throw new UsageError('Name one store with --from and one with --to.');
    try {
      return await copy(from, to, dryRun === true);
    } catch (error) {
      if (error instanceof CopyRefused) return { line: error.message, failed: true };
      throw error;
    }
  },
);
