import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Tables } from '../../projections/all.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { forgetTestReadModel, openTestReadModel } from '../postgres/openTestReadModel.ts';
import type { temporaryFolder } from '../store/temporary.ts';

/** Where a system keeps what it knows: a new folder, or one that an earlier world left. */
export type Folder = ReturnType<typeof temporaryFolder>;

/** The log and the read models of a folder: files in it, or what this run of the tests has in their place. */
export async function openStores(
  folder: Folder,
): Promise<{ readonly store: EventStore; readonly readModel: ReadModel<Tables> }> {
  const store = new EmbeddedEventStore(folder.file('events.db'));
  const readModel = await openReadModels(folder);
  return { store, readModel };
}

const readModelsIn = (folder: Folder) => folder.file('read.db');

export const openReadModels = (folder: Folder): Promise<ReadModel<Tables>> =>
  openTestReadModel<Tables>(readModelsIn(folder));

/** Nobody has ever read anything of the folder. */
export const forgetReadModels = (folder: Folder): Promise<void> => forgetTestReadModel(readModelsIn(folder));
