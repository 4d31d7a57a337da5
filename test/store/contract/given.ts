import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect } from 'vitest';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import type { NewEvent, Position, Recorded } from '../../../domain/kernel/recorded.ts';
import { fact } from '../facts.ts';

export interface Subject {
  readonly store: EventStore;
  /** Close it and open it again over the same facts, where they outlive the process. */
  readonly reopen?: () => Promise<EventStore>;
  /** Another process's store over the same facts, where several may write them. It ends with the subject. */
  readonly another?: () => EventStore;
  readonly dispose: () => Promise<void>;
}

/** What each test is given: a store, the name of a stream that nobody has used, and the place where the test began. */
export interface Given {
  store: EventStore;
  stream: string;
  start: Position | 'start';
  reopen: Subject['reopen'];
  another: Subject['another'];
  /** A fact with a UUID, the same for the same short name within a test. */
  fact: (short: string, data?: unknown) => NewEvent;
  /** Everything after a position; it ends with the test. */
  subscribe: (after: Position | 'start', stop?: AbortController) => AsyncIterable<readonly Recorded[]>;
  /** What a subscriber sees until it has seen `count`. */
  take: (count: number, after?: Position | 'start') => Promise<readonly Recorded[]>;
}

export function givenStore(create: () => Promise<Subject>): Given {
  const stops: AbortController[] = [];
  const t = {} as Given;
  let subject: Subject;

  beforeEach(async () => {
    subject = await create();
    const uuids = new Map<string, string>();
    Object.assign(t, {
      store: subject.store,
      stream: `contract-${randomUUID()}`,
      start: await subject.store.head(),
      reopen: subject.reopen,
      another: subject.another,
      fact: (short, data = { eventId: short }) => {
        const uuid = uuids.get(short) ?? randomUUID();
        uuids.set(short, uuid);
        return fact(uuid, data);
      },
      subscribe: (after, stop = new AbortController()) => {
        stops.push(stop);
        return t.store.subscribe(after, stop.signal);
      },
      take: async (count, after = t.start) => {
        const seen: Recorded[] = [];
        for await (const batch of t.subscribe(after)) {
          expect(batch.length).toBeGreaterThan(0);
          seen.push(...batch);
          if (seen.length >= count) break;
        }
        return seen;
      },
    } satisfies Given);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop.abort();
    await subject.dispose();
  });
  return t;
}

export const ids = (facts: readonly Recorded[]) =>
  facts.map(({ event }) => (event.data as { eventId: string }).eventId);

export const revisions = (facts: readonly Recorded[]) => facts.map(({ revision }) => revision);

export const increasing = (positions: readonly Position[]) =>
  positions.every((position, index) => index === 0 || position > (positions[index - 1] as Position));
