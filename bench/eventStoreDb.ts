import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { EventStoreDb } from '../store/eventstoredb/eventStoreDb.ts';
import { startStub } from '../test/store/stub/stub.ts';
import { BareClient } from './bare/bareClient.ts';
import { three } from './facts.ts';
import { median } from './numbers.ts';

/**
 * `bench/eventStoreDb.ts [--url esdb://…] [--rounds 7]`: the adapter beside the client that it stands on, on the same server
 * in turn, as throughput and as the CPU of this process (goal P15). Without an address the server is a stub of our own,
 * so the numbers say what the adapter adds, and nothing of what a real server takes.
 */
const { url, rounds } = parseArgs({
  options: { url: { type: 'string' }, rounds: { type: 'string', default: '7' } },
}).values;

const WRITERS = 64;
const APPENDS = 20;
const PAST = 21_000;
const FACTS = 3;

type Append = (stream: string, expected: number, index: number) => Promise<unknown>;
interface Cost {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** How long so many things took, and what they cost this process. */
async function cost(count: number, work: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (count / ms) * 1000, cpuMicroseconds: (user + system) / count };
}

const appends = (append: Append): Promise<Cost> =>
  cost(WRITERS * APPENDS, () => {
    const run = randomUUID();
    return Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let i = 0; i < APPENDS; i += 1)
          await append(`${run}-${writer}`, i * FACTS - 1, writer * APPENDS + i);
      }),
    );
  });

/** Both in turn, and who begins changes: a machine that is busy for a while is busy for both. */
async function beside(name: string, bare: () => Promise<Cost>, ours: () => Promise<Cost>): Promise<void> {
  await bare();
  await ours();
  const pairs: { readonly bare: Cost; readonly ours: Cost }[] = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    const first = round % 2 === 0 ? await bare() : await ours();
    const second = round % 2 === 0 ? await ours() : await bare();
    pairs.push(round % 2 === 0 ? { bare: first, ours: second } : { bare: second, ours: first });
  }
  const of = (value: (pair: { readonly bare: Cost; readonly ours: Cost }) => number) =>
    median(pairs.map(value));
  process.stdout.write(
    `${name}: ${of(({ ours: each }) => each.perSecond).toFixed(0)}/s, bare client ${of(({ bare: each }) => each.perSecond).toFixed(0)}/s; ` +
      `throughput × ${of((pair) => pair.ours.perSecond / pair.bare.perSecond).toFixed(2)}, ` +
      `CPU × ${of((pair) => pair.ours.cpuMicroseconds / pair.bare.cpuMicroseconds).toFixed(2)}\n`,
  );
}

const stub = url === undefined ? await startStub() : undefined;
const server = url ?? stub?.url ?? '';
const prefix = `bench-${randomUUID()}.`;
const client = new BareClient(server, `${prefix}bare-`);
const store = new EventStoreDb(server, { prefix });
await beside(
  `appends of ${FACTS} facts, ${WRITERS} writers`,
  () => appends((stream, expected, index) => client.append(stream, expected, three(index))),
  () =>
    appends((stream, expected, index) =>
      store.append(stream, expected < 0 ? 'noStream' : expected, three(index)),
    ),
);

const past = `${prefix}past.`;
const writer = new EventStoreDb(server, { prefix: past });
for (let i = 0; i < PAST / FACTS / 100; i += 1)
  await Promise.all(
    Array.from({ length: 100 }, (_, k) => writer.append(`s-${i}-${k}`, 'noStream', three(k))),
  );
const reader = new BareClient(server, past);
await beside(
  `catch-up over ${PAST} facts`,
  () => cost(PAST, () => reader.catchUp(PAST)),
  () =>
    cost(PAST, async () => {
      let seen = 0;
      for await (const batch of writer.subscribe('start', new AbortController().signal)) {
        seen += batch.length;
        if (seen === PAST) break;
      }
    }),
);
await Promise.all([client.close(), reader.close(), store.close(), writer.close()]);
await stub?.stop();
