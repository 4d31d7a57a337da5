import path from 'node:path';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';

/** What stands before a file in the address of an embedded store. */
const SQLITE = 'sqlite:';

/** The file of an address of the embedded store; undefined where it is another kind of address. */
export const fileOf = (url: string): string | undefined =>
  url.startsWith(SQLITE) && url.length > SQLITE.length ? path.resolve(url.slice(SQLITE.length)) : undefined;

/** The store at an address: the one place that knows which adapter takes which. Undefined where none does. */
export async function openStore(url: string, _prefix?: string): Promise<EventStore | undefined> {
  const file = fileOf(url);
  return file === undefined ? undefined : new EmbeddedEventStore(file);
}
