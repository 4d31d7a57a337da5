import { Aggregates } from '../../app/aggregates.ts';
import { sliceByName } from '../../app/slices.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { RawStore } from '../bare/rawStore.ts';
import { three } from '../facts.ts';
import { type Case, ratePerCpu, sink } from '../harness.ts';
import { counter } from '../numbers.ts';

const FACTS = 20;
const PER_APPEND = 3;
const SPREAD = 7919;

/** The agency as it stands in the real code: one that is listed. */
const HOT = 'agency-91532390MA6K00302M';

/** P4: one stream from the file, and the state of a hot stream from memory. */
export const readCase: Case = {
  goals: ['P4'],
  async open({ quick, milliseconds }, scratch) {
    const streams = quick ? 200 : 2000;
    const name = (index: number) => `alert-${(index * SPREAD) % streams}`;
    const store = new EmbeddedEventStore(scratch('ours.db'));
    const raw = new RawStore(scratch('raw.db'));
    for (let index = 0; index < streams; index += 1) {
      const facts = Array.from({ length: Math.ceil(FACTS / PER_APPEND) }, (_, at) => three(index * 7 + at))
        .flat()
        .slice(0, FACTS);
      const appends: Promise<unknown>[] = [];
      for (let at = 0; at < FACTS; at += PER_APPEND)
        appends.push(
          store.append(`alert-${index}`, at === 0 ? 'noStream' : at - 1, facts.slice(at, at + PER_APPEND)),
        );
      await Promise.all(appends);
      raw.transaction(() => raw.put(`alert-${index}`, -1, facts));
    }

    const slice = sliceByName.get('agency');
    if (slice === undefined) throw new Error('There is no slice «agency».');
    const aggregates = new Aggregates(store);
    const { state } = await aggregates.load(slice, HOT);
    const map = new Map([[HOT, state]]);
    const fromMap = async (stream: string) => map.get(stream);

    const next = counter();
    const TURNS = 1000;
    return {
      comparisons: [
        {
          goal: 'P4',
          title: `Read a stream of ${FACTS} facts from the file`,
          unit: 'streams per CPU s',
          better: 'more',
          ours: {
            name: 'ours: read()',
            run: () =>
              ratePerCpu(milliseconds, async () => {
                const facts = await store.read(name(next()));
                if (facts.length !== FACTS) throw new Error(`Read ${facts.length} facts.`);
                return 1;
              }),
          },
          limit: {
            name: 'limit: better-sqlite3, rows and JSON.parse',
            run: () =>
              ratePerCpu(milliseconds, () => {
                sink.value = raw.read(name(next()));
                return 1;
              }),
          },
          target: { kind: 'share', of: 0.95 },
        },
        {
          goal: 'P4',
          title: 'State of a hot stream',
          unit: 'states per CPU s',
          better: 'more',
          ours: {
            name: 'ours: the cache of aggregates',
            run: () =>
              ratePerCpu(milliseconds, async () => {
                for (let count = 0; count < TURNS; count += 1)
                  sink.value = (await aggregates.load(slice, HOT)).state;
                return TURNS;
              }),
          },
          limit: {
            name: 'limit: a Map behind a promise',
            run: () =>
              ratePerCpu(milliseconds, async () => {
                for (let count = 0; count < TURNS; count += 1) sink.value = await fromMap(HOT);
                return TURNS;
              }),
          },
          target: { kind: 'share', of: 0.25 },
        },
      ],
      async close() {
        raw.close();
        await store.close();
      },
    };
  },
};
