import path from 'node:path';
import { isEsdb } from '../app/addresses.ts';
import { type Config, ConfigError } from '../app/config.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';
import type { StoreObserver } from '../store/embedded/observer.ts';

/** What stands before a file in the address of an embedded store. */
const SQLITE = 'sqlite:';

/** The file of an address of the embedded store; undefined where it is another kind of address. */
export const fileOf = (url: string): string | undefined =>
  url.startsWith(SQLITE) && url.length > SQLITE.length ? path.resolve(url.slice(SQLITE.length)) : undefined;

/** Told what a store does, and whether it can be reached. */
export interface Watch extends StoreObserver {
  circuit(state: 'open' | 'closed', reason: string | undefined): void;
}

/** The store at an address: which adapter takes which. Undefined where none does. */
export async function openStore(url: string, prefix: string, watch?: Watch): Promise<EventStore | undefined> {
  const file = fileOf(url);
  if (file !== undefined) return new EmbeddedEventStore(file, undefined, watch);
  if (!/^esdb(?:\+discover)?:/.test(url)) return undefined;
  // Its client is not loaded by those who need none.
  const { EventStoreDb } = await import('../store/eventstoredb/eventStoreDb.ts');
  try {
    return new EventStoreDb(url, { prefix, ...(watch === undefined ? {} : { observer: watch }) });
  } catch (error) {
    // What the address lacks, in one line without its secret.
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

/** The store of a configuration, in which a file stands without what says that it is one. */
export async function openConfigured(
  { eventStore, eventStorePrefix }: Pick<Config, 'eventStore' | 'eventStorePrefix'>,
  watch?: Watch,
): Promise<EventStore> {
  const opened = isEsdb(eventStore) ? await openStore(eventStore, eventStorePrefix, watch) : undefined;
  return opened ?? new EmbeddedEventStore(eventStore, undefined, watch);
}
