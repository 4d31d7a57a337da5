import { systemClock } from '../app/clock.ts';
import { createRuntime } from '../app/createRuntime.ts';
import { createLogger } from '../app/logger.ts';
import type { Tables } from '../projections/all.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../store/readModel/sqlite.ts';

/** A process that starts on files that are there, says how long it took and how much it holds, and ends. */
const [events = '', read = ''] = process.argv.slice(2);
const began = performance.now();
const store = new EmbeddedEventStore(events);
const readModel = openReadModel<Tables>(read);
const runtime = await createRuntime({
  store,
  readModel,
  clock: systemClock,
  logger: createLogger('silent'),
  timers: false,
});
const seconds = (performance.now() - began) / 1000;
process.send?.({ seconds, mebibytes: process.memoryUsage().rss / 2 ** 20 });
await runtime.stop();
await readModel.close();
await store.close();
