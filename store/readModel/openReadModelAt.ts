import { isPostgresUrl } from './postgresUrl.ts';
import type { ReadModel } from './readModel.ts';
import { openReadModel } from './sqlite.ts';

/** Open the read models where they are: in a file, or on a PostgreSQL server, whose driver only then is loaded. */
export async function openReadModelAt<Tables>(place: string): Promise<ReadModel<Tables>> {
  if (!isPostgresUrl(place)) return openReadModel<Tables>(place);
  const { openPostgresReadModel } = await import('./postgres.ts');
  return openPostgresReadModel<Tables>(place);
}
