import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { describeEventStore } from './contract.ts';

describeEventStore('memory', async () => {
  const store = memoryEventStore();
  return { store, dispose: () => store.close() };
});
