import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { EventStoreDb, type EventStoreDbOptions } from '../../../store/eventstoredb/eventStoreDb.ts';
import type { Policy } from '../../../store/eventstoredb/policy.ts';
import { fact } from '../facts.ts';
import { type Front, startFront } from '../stub/front.ts';
import { type Stub, type StubOptions, startStub } from '../stub/stub.ts';
import { temporaryFolder } from '../temporary.ts';

/** As in production, only quicker: a time-out on a busy machine costs an attempt and changes no answer. */
export const QUICK: Partial<Policy> = { call: 500, pause: 5, longestPause: 100, watch: 100 };

/** Servers, ways to them and stores that end with the test. */
export function givenServers() {
  const undo: (() => unknown)[] = [];
  const prefix = `faults-${randomUUID()}.`;
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });
  return {
    prefix,
    stub: async (options?: StubOptions): Promise<Stub> => {
      const stub = await startStub(options);
      undo.push(() => stub.stop());
      return stub;
    },
    /** One whose log outlives it. */
    file: (): string => {
      const folder = temporaryFolder();
      undo.push(() => folder.remove());
      return folder.file('stub.log');
    },
    front: async (port: number): Promise<Front> => {
      const front = await startFront(port);
      undo.push(() => front.stop());
      return front;
    },
    open: (url: string, { policy, ...options }: EventStoreDbOptions = {}): EventStoreDb => {
      const store = new EventStoreDb(url, { prefix, ...options, policy: { ...QUICK, ...policy } });
      undo.push(() => store.close());
      return store;
    },
  };
}

export const oneFact = (): readonly [ReturnType<typeof fact>] => [fact(randomUUID())];

/** How often each id is in the log, as another reader sees it. */
export async function timesRecorded(store: EventStoreDb): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { eventId } of await store.readAll('start', 1_000_000))
    times.set(eventId, (times.get(eventId) ?? 0) + 1);
  return times;
}

/** What a subscriber is handed, one fact after the other, and a promise of having seen so many. */
export function follow(store: EventStoreDb, after: bigint | 'start' = 'start') {
  const stop = new AbortController();
  const seen: Recorded[] = [];
  let wake = () => {};
  const ended = (async () => {
    for await (const batch of store.subscribe(after, stop.signal)) {
      seen.push(...batch);
      wake();
    }
  })().finally(() => wake());
  ended.catch(() => undefined);
  return {
    seen,
    ended,
    stop: () => stop.abort(),
    has: async (count: number): Promise<readonly Recorded[]> => {
      while (seen.length < count)
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          ended.then(() => {
            throw new Error('the subscription ended');
          }),
        ]);
      return seen;
    },
  };
}

/** Until something holds; the test's own time-out is the bound. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
