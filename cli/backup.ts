import { readConfig } from '../app/config.ts';
import { backUp } from '../store/embedded/backup.ts';
import { embeddedFile } from './embeddedFile.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';

/** `npm run backup -- FILE`: copy the store into one file, also while a server writes. */
const USAGE = `Usage: npm run backup -- FILE [--force] [--shortened]

  FILE         where the copy goes: one file, verified before it gets its name
  --force      replace a file of that name
  --shortened  take what is left of a store whose last facts are missing

  Reads DATA_DIR and EVENT_STORE as the server does, and runs beside it.`;

await operate(
  USAGE,
  { force: { type: 'boolean' }, shortened: { type: 'boolean' } },
  async ([file, ...rest], { force, shortened }) => {
    if (file === undefined || rest.length > 0) throw new UsageError('Name one file.');
    const eventStore = embeddedFile(readConfig(process.env), 'backup');
    const progress = progressOf('Copying');
    const { end, streams } = await backUp(eventStore, file, {
      force: force === true,
      shortened: shortened === true,
      onProgress: (share) => progress.at(share),
    });
    progress.clear();
    return {
      line: `${file} holds ${end.position.toLocaleString('en')} facts of ${streams.toLocaleString('en')} streams, verified; the chain ends with ${end.hash}.`,
    };
  },
);
