import { rmSync } from 'node:fs';
import path from 'node:path';
import { isEsdb, isPostgres, withoutSecrets } from '../app/addresses.ts';
import { type Config, ConfigError } from '../app/config.ts';
import { claim } from '../store/embedded/claim.ts';
import { BESIDE, claimOf } from '../store/embedded/files.ts';

/**
 * Deletes the data of this installation, and nothing that lies elsewhere or belongs to a server that runs. The claim
 * itself stays, so that of two processes that reset at once the second is refused.
 */
export function reset({ dataDir, eventStore, readModel }: Config): void {
  const remote = [eventStore, readModel].find((address) => isEsdb(address) || isPostgres(address));
  if (remote !== undefined)
    throw new ConfigError(`--reset deletes files under DATA_DIR, and nothing of ${withoutSecrets(remote)}.`);
  const files = [eventStore, readModel].filter((file) => file !== ':memory:');
  const elsewhere = files.find((file) => !file.startsWith(`${dataDir}${path.sep}`));
  if (elsewhere !== undefined)
    throw new ConfigError(`--reset deletes only what lies under DATA_DIR; ${elsewhere} does not.`);
  const release = claim(eventStore);
  try {
    for (const file of files)
      for (const suffix of ['', ...BESIDE])
        if (file + suffix !== claimOf(file)) rmSync(`${file}${suffix}`, { force: true });
  } finally {
    release();
  }
}
