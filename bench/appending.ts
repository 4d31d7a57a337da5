import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { NewEvent } from '../domain/kernel/recorded.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';
import { GroupCommit } from './bare/groupCommit.ts';
import { RawStore } from './bare/rawStore.ts';
import { three } from './facts.ts';
import type { Contender, Sample } from './harness.ts';
import { counter, quantile } from './numbers.ts';

/** Appends at the expected revision (-1: no stream) and answers when it is durable. */
export type Append = (stream: string, expected: number, events: readonly NewEvent[]) => Promise<unknown>;

/** Processor time of this process for each append; of a server that is asked it is the client's share alone. */
export const CPU_EACH = 'CPU µs each';

const FACTS = 3;
/** Then a writer goes on with a new stream. */
const APPENDS_PER_STREAM = 7;

/** Through the port, whatever store is behind it. */
export const appendingTo =
  (store: EventStore): Append =>
  async (stream, expected, events) => {
    const result = await store.append(stream, expected < 0 ? 'noStream' : expected, events);
    if (result.kind !== 'appended') throw new Error(`${stream} is not at ${expected}`);
  };

/** Writers that each append three facts, wait for the answer and append again. */
export async function appends(append: Append, writers: number, milliseconds: number): Promise<Sample> {
  const waits: number[] = [];
  const used = process.cpuUsage();
  const began = performance.now();
  const nextStream = counter();
  const write = async (writer: number): Promise<void> => {
    let index = writer * 7;
    while (performance.now() - began < milliseconds) {
      const stream = `alert-${writer}-${nextStream()}`;
      for (let turn = 0; turn < APPENDS_PER_STREAM; turn += 1) {
        const asked = performance.now();
        index += 1;
        await append(stream, turn * FACTS - 1, three(index));
        waits.push(performance.now() - asked);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  return {
    value: waits.length / seconds,
    extras: {
      'p50 ms': quantile(waits, 0.5),
      'p99 ms': quantile(waits, 0.99),
      [CPU_EACH]: (user + system) / waits.length,
    },
  };
}

/** Every measurement gets a file of its own. */
type Files = (suffix: string) => string;

export const numbered = (scratch: (name: string) => string): Files => {
  const next = counter();
  return (name) => scratch(`${name}-${next()}.db`);
};

export const oursAppending = (files: Files, writers: number, milliseconds: number): Contender => ({
  name: 'ours: the embedded store',
  async run() {
    const store = new EmbeddedEventStore(files('ours'));
    const sample = await appends(appendingTo(store), writers, milliseconds);
    await store.close();
    return sample;
  },
});

export const rawAppending = (files: Files, writers: number, milliseconds: number): Contender => ({
  name: 'limit: better-sqlite3, one FULL transaction per append',
  async run() {
    const raw = new RawStore(files('raw'));
    // One who is alone does not queue; many wait for their turn, or nobody would be seen to wait.
    const append: Append = async (stream, expected, events) => {
      if (writers > 1) await new Promise((resolve) => setImmediate(resolve));
      raw.transaction(() => raw.put(stream, expected, events));
    };
    const sample = await appends(append, writers, milliseconds);
    raw.close();
    return sample;
  },
});

export const groupAppending = (files: Files, writers: number, milliseconds: number): Contender => ({
  name: 'bare group commit, one row per fact',
  async run() {
    const group = new GroupCommit(files('group'));
    const sample = await appends((...all) => group.append(...all), writers, milliseconds);
    group.raw.close();
    return sample;
  },
});
