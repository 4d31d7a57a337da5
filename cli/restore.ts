import { isPostgres } from '../app/addresses.ts';
import { readConfig } from '../app/config.ts';
import { restore } from '../store/embedded/restore.ts';
import { embeddedFile } from './embeddedFile.ts';
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
  const config = readConfig(process.env);
  const eventStore = embeddedFile(config, 'restore');
  const elsewhere = isPostgres(config.readModel);
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const keepOldAs = force === true ? `${eventStore}.before-${stamp}` : undefined;
  const progress = progressOf('Verifying');
  const { end, streams } = restore(file, eventStore, {
    judge,
    keepOldAs,
    derived: elsewhere
      ? []
      : ['', '-wal', '-shm', '-journal'].map((suffix) => `${config.readModel}${suffix}`),
    onProgress: (share, facts) => progress.at(share, facts),
  });
  progress.clear();
  return {
    line: `${eventStore} holds ${end.position.toLocaleString('en')} facts of ${streams.toLocaleString('en')} streams, as ${file} does.${elsewhere ? ' The read models in PostgreSQL are those of before; drop their tables, and the next start folds them anew.' : ''}`,
  };
});
