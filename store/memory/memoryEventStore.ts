import type { AppendResult, EventStore, ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { NewEvent, Recorded } from '../../domain/kernel/recorded.ts';
import { decode, encode } from '../encoding.ts';
import { Feed } from '../feed.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';

/** Facts in memory, gone with the process: for tests and the scenario. What it holds has been through JSON all the same. */
export function memoryEventStore(): EventStore {
  const all: Recorded[] = [];
  const streams = new Map<string, Recorded[]>();
  /** Where each append began, and how many facts it had. */
  const appends = new Map<Recorded, number>();
  const readAfter = (after: bigint, limit: number) => all.slice(Number(after), Number(after) + limit);
  const feed = new Feed(readAfter);
  let closed = false;

  const append = (stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): AppendResult => {
    if (closed) throw new StoreUnavailable('memory', 'the store is closed.');
    const body = encode(events);
    const history = streams.get(stream) ?? [];
    const actual = history.length - 1;
    const seen = expected === 'noStream' ? -1 : expected;
    if (seen !== actual)
      return (
        again(history, seen + 1, events) ?? { kind: 'conflict', actual: actual < 0 ? 'noStream' : actual }
      );
    const facts = decode(stream, history.length, all.length + 1, body);
    history.push(...facts);
    all.push(...facts);
    streams.set(stream, history);
    appends.set(facts[0] as Recorded, facts.length);
    feed.publish([() => facts]);
    return answer(facts);
  };

  const again = (history: readonly Recorded[], from: number, events: readonly NewEvent[]) => {
    const first = history[from];
    const facts = history.slice(from, from + (first === undefined ? 0 : (appends.get(first) ?? 0)));
    const same =
      facts.length === events.length && facts.every((fact, i) => fact.eventId === events[i]?.eventId);
    return same ? answer(facts) : undefined;
  };

  return {
    shared: false,
    read: async (stream, fromRevision = 0) => streams.get(stream)?.slice(fromRevision) ?? [],
    append: async (stream, expected, events) => append(stream, expected, events),
    readAll: async (after, limit) => readAfter(after === 'start' ? 0n : after, limit),
    at: async (position) => all[Number(position) - 1],
    countAfter: async (after, most) => Math.min(most, all.length - (after === 'start' ? 0 : Number(after))),
    subscribe: (after, signal) => feed.subscribe(after === 'start' ? 0n : after, signal),
    head: async () => all.at(-1)?.position ?? 'start',
    close: async () => {
      closed = true;
      feed.close();
    },
  };
}

const answer = (facts: readonly Recorded[]): AppendResult => {
  const { revision, position } = facts.at(-1) as Recorded;
  return { kind: 'appended', revision, position };
};
