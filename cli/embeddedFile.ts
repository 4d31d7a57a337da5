import { isEsdb, isPostgres, withoutSecrets } from '../app/addresses.ts';
import { type Config, ConfigError } from '../app/config.ts';

/** The file of the embedded store, for a command that works on that file. */
export function embeddedFile({ eventStore }: Pick<Config, 'eventStore'>, command: string): string {
  if (!isEsdb(eventStore)) return eventStore;
  throw new ConfigError(
    `EVENT_STORE=${withoutSecrets(eventStore)}: «${command}» is for the embedded store, sqlite:FILE; a cluster has means of its own, and npm run copy moves a log between the two.`,
  );
}

/** The file of the read models, for a command that works on that file. */
export function readModelFile({ readModel }: Pick<Config, 'readModel'>, command: string): string {
  if (!isPostgres(readModel)) return readModel;
  throw new ConfigError(
    `READ_MODEL=${withoutSecrets(readModel)}: «${command}» is for read models in a file, sqlite:FILE.`,
  );
}
