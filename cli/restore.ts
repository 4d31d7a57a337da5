import { readConfig } from '../app/config.ts';
import { restore } from '../store/embedded/restore.ts';
import { judge } from './judge.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';

/** `npm run restore -- FILE`: put a backup in the place of the store, while no server runs. */
const USAGE = `Usage: npm run restore -- FILE [--force]

  FILE     a backup; it is verified whole before anything is touched
  --force  move a store that is there aside, and restore

  Reads DATA_DIR, EVENT_STORE and READ_MODEL as the server does. The read models are deleted: the server makes
  them again from the facts at its next start.`;

await operate(USAGE, { force: { type: 'boolean' } }, async ([file, ...rest], { force }) => {
  if (file === undefined || rest.length > 0) throw new UsageError('Name one file.');
  const { eventStore, readModel } = readConfig(process.env);
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const keepOldAs = force === true ? `${eventStore}.before-${stamp}` : undefined;
  const progress = progressOf('Verifying');
  const { end, streams } = restore(file, eventStore, {
    judge,
    keepOldAs,
    derived: ['', '-wal', '-shm', '-journal'].map((suffix) => `${readModel}${suffix}`),
    onProgress: (share, facts) => progress.at(share, facts),
  });
  progress.clear();
  return {
    line: `${eventStore} holds ${end.position.toLocaleString('en')} facts of ${streams.toLocaleString('en')} streams, as ${file} does.`,
  };
});
