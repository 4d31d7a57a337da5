import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import { describeEventStore } from './contract.ts';
import { type Stub, startStub } from './stub/stub.ts';

const server = process.env['EVENT_STORE_TEST_URL'];

/** Every test has a prefix of its own, so that it sees nothing of the others on a server that all use. */
const onServer = (url: () => string) => async () => {
  const prefix = `contract-${randomUUID()}.`;
  let store = new EventStoreDb(url(), { prefix });
  const others: EventStoreDb[] = [];
  return {
    store,
    reopen: async () => {
      await store.close();
      store = new EventStoreDb(url(), { prefix });
      return store;
    },
    another: () => {
      const other = new EventStoreDb(url(), { prefix });
      others.push(other);
      return other;
    },
    dispose: async () => {
      for (const each of [store, ...others]) await each.close();
    },
  };
};

if (server !== undefined)
  describeEventStore(
    'EventStoreDB, a real server',
    onServer(() => server),
  );
else {
  let empty: Stub;
  let used: Stub;
  beforeAll(async () => {
    [empty, used] = await Promise.all([startStub(), startStub({ foreign: 400 })]);
  });
  afterAll(() => Promise.all([empty.stop(), used.stop()]));
  describeEventStore(
    'EventStoreDB, an empty stub',
    onServer(() => empty.url),
  );
  describeEventStore(
    "EventStoreDB, a stub full of others' events",
    onServer(() => used.url),
  );
}
