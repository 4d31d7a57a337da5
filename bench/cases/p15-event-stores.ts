import { copyLog } from '../../app/copyLog.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import { somePrefix } from '../../test/store/onServer.ts';
import { type Append, appendingTo, appends, CPU_EACH, numbered, oursAppending } from '../appending.ts';
import { BareClient } from '../bare/bareClient.ts';
import { someNode } from '../esdb.ts';
import { type Case, type Comparison, type Contender, doneIn, type Sample } from '../harness.ts';
import { fillWithHistories } from '../histories.ts';
import { counter } from '../numbers.ts';

const PAGE = 1000;

/** How fast all facts come, and what each costs this process. */
const following = (milliseconds: number, name: string, follow: () => Promise<number>): Contender => ({
  name,
  async run() {
    const { done, wall, cpu } = await doneIn(milliseconds, follow);
    return { value: (done * 1000) / wall, extras: { [CPU_EACH]: (cpu * 1000) / done } };
  },
});

async function subscribed(store: EventStore, count: number): Promise<number> {
  const enough = new AbortController();
  let seen = 0;
  for await (const facts of store.subscribe('start', enough.signal)) {
    seen += facts.length;
    if (seen >= count) break;
  }
  enough.abort();
  return seen;
}

async function readWhole(store: EventStore): Promise<number> {
  let seen = 0;
  for (let page = await store.readAll('start', PAGE); page.length > 0; ) {
    seen += page.length;
    const last = page.at(-1);
    page = last === undefined ? [] : await store.readAll(last.position, PAGE);
  }
  return seen;
}

/** The same contender, seen by what an append costs its process. */
const costOf = ({ name, run }: Contender): Contender => ({
  name,
  async run() {
    const { extras = {} } = (await run()) as Sample;
    return extras[CPU_EACH] ?? Number.NaN;
  },
});

/** P15: the adapter of the production store beside the client that it is built on, and the embedded store beside both. */
export const eventStoresCase: Case = {
  goals: ['P15'],
  async open({ quick, milliseconds }, scratch) {
    const files = numbered(scratch);
    const node = await someNode();
    const bare = new BareClient(node.url);
    const store = new EventStoreDb(node.url, { prefix: somePrefix() });
    const histories = scratch('histories.db');
    await fillWithHistories(histories, quick ? 900 : 10_000);
    const embedded = new EmbeddedEventStore(histories);
    const prefix = somePrefix();
    const filled = new EventStoreDb(node.url, { prefix });
    const { copied: facts } = await copyLog({ source: embedded, target: filled });

    /** Streams of its own in every run: the same ones would be there already. */
    const appending = (name: string, append: Append, writers: number): Contender => ({
      name,
      async run() {
        const own = somePrefix();
        const count = counter();
        let appended = 0;
        const sample = await appends(
          (stream, expected, events) => {
            appended = count();
            return append(`${own}${stream}`, expected, events);
          },
          writers,
          milliseconds,
        );
        await node.forget(appended);
        return sample;
      },
    });
    const ours = (writers: number) =>
      appending(`ours: the adapter on ${node.name}`, appendingTo(store), writers);
    const limit = (writers: number) =>
      appending(`limit: @eventstore/db-client on ${node.name}`, (...all) => bare.append(...all), writers);
    const beside = (writers: number): Contender => ({
      ...oursAppending(files, writers, milliseconds),
      name: 'the embedded store, durable',
    });
    const goal = 'P15';
    const comparisons: Comparison[] = [
      {
        goal,
        title: 'Appends of 3 facts through the adapter, 64 writers',
        unit: 'appends/s',
        better: 'more',
        ours: ours(64),
        limit: limit(64),
        others: [beside(64)],
        target: { kind: 'share', of: 0.95 },
      },
      {
        goal,
        title: 'Processor time of one such append, 64 writers',
        unit: 'µs',
        better: 'less',
        ours: costOf(ours(64)),
        limit: costOf(limit(64)),
        target: { kind: 'share', of: 1.1 },
      },
      {
        goal,
        title: 'Appends of 3 facts through the adapter, one writer',
        unit: 'appends/s',
        better: 'more',
        ours: ours(1),
        limit: limit(1),
        others: [beside(1)],
        target: { kind: 'share', of: 0.95 },
      },
      {
        goal,
        title: 'Catch up: all facts through a subscription of the adapter',
        unit: 'facts/s',
        better: 'more',
        ours: following(milliseconds, `ours: subscribe on ${node.name}`, () => subscribed(filled, facts)),
        limit: following(milliseconds, `limit: subscribeToAll of @eventstore/db-client on ${node.name}`, () =>
          bare.follow(prefix, facts),
        ),
        others: [
          following(milliseconds, `readAll on ${node.name}, ${PAGE} at a time`, () => readWhole(filled)),
          following(milliseconds, 'subscribe of the embedded store', () => subscribed(embedded, facts)),
          following(milliseconds, `readAll of the embedded store, ${PAGE} at a time`, () =>
            readWhole(embedded),
          ),
        ],
        target: { kind: 'share', of: 0.95 },
      },
    ];
    if (node.isReal)
      comparisons.push({
        goal,
        title: 'The embedded store beside a real node, 64 writers',
        unit: 'appends/s',
        better: 'more',
        ours: { ...beside(64), name: 'ours: the embedded store, durable' },
        limit: limit(64),
        target: { kind: 'share', of: 7, stretch: 20 },
      });
    return {
      comparisons,
      left: node.isReal
        ? []
        : [
            'P15, the embedded store beside a real EventStoreDB (≥ 7×): no server is named by EVENT_STORE_TEST_URL, and the stub in its place keeps everything in memory',
          ],
      async close() {
        await Promise.all([store.close(), filled.close(), embedded.close(), bare.close()]);
        await node.stop();
      },
    };
  },
};
