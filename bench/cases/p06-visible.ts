import { ProjectionRunner } from '../../app/projectionRunner.ts';
import type { Tables } from '../../projections/all.ts';
import { createProjector } from '../../projections/engine.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { numbered } from '../appending.ts';
import { alertFact } from '../facts.ts';
import type { Case, Sample } from '../harness.ts';
import { quantile } from '../numbers.ts';
import { projections, setAside } from './p05-catch-up.ts';

const PER_SECOND = 1000;

/** Appends a thousand facts a second, each to a stream of its own, and times each from its commit until it is seen. */
async function lags(
  store: EmbeddedEventStore,
  seen: (position: bigint) => Promise<void>,
  milliseconds: number,
): Promise<readonly number[]> {
  const waited: number[] = [];
  const pending: Promise<void>[] = [];
  const began = performance.now();
  for (let sent = 0; performance.now() - began < milliseconds; ) {
    const due = Math.floor(((performance.now() - began) * PER_SECOND) / 1000);
    for (; sent < due; sent += 1) {
      const index = sent;
      pending.push(
        store.append(`alert-${index}`, 'noStream', [alertFact(index)]).then(async (result) => {
          const committed = performance.now();
          if (result.kind === 'appended') await seen(result.position);
          waited.push(performance.now() - committed);
        }),
      );
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(pending);
  return waited;
}

/** P6: from the commit until a reader of the read model sees it. */
export const visibleCase: Case = {
  goals: ['P6'],
  async open({ milliseconds }, scratch) {
    const files = numbered(scratch);
    const ours = (share: number) => ({
      name: 'ours: until the row is committed in the read model',
      async run(): Promise<Sample> {
        const store = new EmbeddedEventStore(files('events'));
        const model = openReadModel<Tables>(files('read'));
        const runner = new ProjectionRunner(store, createProjector(model, projections()), setAside);
        await runner.start();
        const waited = await lags(store, (position) => runner.reached(position), milliseconds);
        await runner.stop();
        await model.close();
        await store.close();
        return { value: quantile(waited, share), extras: { facts: waited.length } };
      },
    });
    const limit = (share: number) => ({
      name: 'limit: until a subscriber in the process has the fact',
      async run(): Promise<Sample> {
        const store = new EmbeddedEventStore(files('bare'));
        const stop = new AbortController();
        const arrived = new Map<bigint, PromiseWithResolvers<void>>();
        const at = (position: bigint) => {
          const known = arrived.get(position) ?? Promise.withResolvers<void>();
          arrived.set(position, known);
          return known;
        };
        const listening = (async () => {
          for await (const batch of store.subscribe('start', stop.signal))
            for (const { position } of batch) at(position).resolve();
        })();
        const waited = await lags(store, (position) => at(position).promise, milliseconds);
        stop.abort();
        await listening;
        await store.close();
        return { value: quantile(waited, share), extras: { facts: waited.length } };
      },
    });
    const comparison = (share: number, name: string, most: number) => ({
      goal: 'P6',
      title: `From commit to visible at ${PER_SECOND} facts a second, ${name}`,
      unit: 'ms',
      better: 'less' as const,
      ours: ours(share),
      limit: limit(share),
      target: { kind: 'bound' as const, value: most },
    });
    return {
      comparisons: [comparison(0.5, 'median', 1), comparison(0.99, 'p99', 10)],
      close: async () => {},
    };
  },
};
