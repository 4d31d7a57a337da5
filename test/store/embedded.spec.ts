import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { describeEventStore } from './contract.ts';
import { temporaryFolder } from './temporary.ts';

describeEventStore('embedded, in a SQLite file', async () => {
  const folder = temporaryFolder();
  let store = new EmbeddedEventStore(folder.file('events.db'));
  return {
    store,
    reopen: async () => {
      await store.close();
      store = new EmbeddedEventStore(folder.file('events.db'));
      return store;
    },
    dispose: async () => {
      await store.close();
      folder.remove();
    },
  };
});
