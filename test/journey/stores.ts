import { createHash } from 'node:crypto';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Tables } from '../../projections/all.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { forgetTestReadModel, openTestReadModel } from '../postgres/openTestReadModel.ts';
import { startStub } from '../store/stub/stub.ts';
import type { temporaryFolder } from '../store/temporary.ts';

/** Where a system keeps what it knows: a new folder, or one that an earlier world left. */
export type Folder = ReturnType<typeof temporaryFolder>;

/** The log and the read models of a folder: files in it, or what this run of the tests has in their place. */
export async function openStores(
  folder: Folder,
): Promise<{ readonly store: EventStore; readonly readModel: ReadModel<Tables> }> {
  const store = await openLog(folder);
  const readModel = await openReadModels(folder);
  return { store, readModel };
}

/** A server that is named, or a stub of one for each file of tests, whose log begins with what others have written. */
let server: Promise<string> | undefined;
const startOwn = async (): Promise<string> => (await startStub({ foreign: 100 })).url;

async function openLog(folder: Folder): Promise<EventStore> {
  const url = process.env['EVENT_STORE_TEST_URL'];
  if (url === undefined && process.env['TEST_STORES'] !== 'cluster')
    return new EmbeddedEventStore(folder.file('events.db'));
  server ??= url === undefined ? startOwn() : Promise.resolve(url);
  const name = createHash('sha256').update(folder.file('events.db')).digest('hex').slice(0, 24);
  return new EventStoreDb(await server, { prefix: `test${name}.` });
}

const readModelsIn = (folder: Folder) => folder.file('read.db');

export const openReadModels = (folder: Folder): Promise<ReadModel<Tables>> =>
  openTestReadModel<Tables>(readModelsIn(folder));

/** Nobody has ever read anything of the folder. */
export const forgetReadModels = (folder: Folder): Promise<void> => forgetTestReadModel(readModelsIn(folder));
