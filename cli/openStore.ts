import path from 'node:path';
import { ConfigError } from '../app/config.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';

/** What stands before a file in the address of an embedded store. */
const SQLITE = 'sqlite:';

/** The file of an address of the embedded store; undefined where it is another kind of address. */
export const fileOf = (url: string): string | undefined =>
  url.startsWith(SQLITE) && url.length > SQLITE.length ? path.resolve(url.slice(SQLITE.length)) : undefined;

/** The store at an address: which adapter takes which. Undefined where none does. */
export async function openStore(url: string, prefix: string): Promise<EventStore | undefined> {
  const file = fileOf(url);
  if (file !== undefined) return new EmbeddedEventStore(file);
  if (!/^esdb(?:\+discover)?:/.test(url)) return undefined;
  // Its client is not loaded by those who need none.
  const { EventStoreDb } = await import('../store/eventstoredb/eventStoreDb.ts');
  try {
    return new EventStoreDb(url, { prefix });
  } catch (error) {
    // What the address lacks, in one line without its secret.
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}
