import { randomUUID } from 'node:crypto';
import { virtualClock } from '../app/clock.ts';
import { createRuntime } from '../app/createRuntime.ts';
import { createLogger } from '../app/logger.ts';
import { fillDemonstration, STORY_BEGINS } from '../app/simulation/demonstration.ts';
import { projectCheckDigit } from '../domain/kernel/ids.ts';
import type { NewEvent, Recorded } from '../domain/kernel/recorded.ts';
import type { Tables } from '../projections/all.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';
import { memoryEventStore } from '../store/memory/memoryEventStore.ts';
import { openReadModel } from '../store/readModel/sqlite.ts';

/** What one command appended. */
interface Append {
  readonly stream: string;
  readonly expected: number | 'noStream';
  readonly events: readonly NewEvent[];
}

const PLAYED_UNTIL = '2026-11-20T00:00:00.000Z';
const CODE = /(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{5})\d/g;

/** Histories as the real deciders and sagas write them: the demonstration, played once in memory. */
async function played(): Promise<readonly Append[]> {
  const store = memoryEventStore();
  const readModel = openReadModel<Tables>(':memory:');
  const clock = virtualClock(STORY_BEGINS);
  const logger = createLogger('silent');
  const runtime = await createRuntime({ store, readModel, clock, logger, timers: false });
  await fillDemonstration({ runtime, store, clock }, PLAYED_UNTIL);
  await runtime.stop();
  const facts = await store.readAll('start', 1_000_000);
  await readModel.close();
  return appendsOf(facts);
}

function appendsOf(facts: readonly Recorded[]): readonly Append[] {
  const appends: { stream: string; expected: number | 'noStream'; events: NewEvent[] }[] = [];
  let last: Recorded | undefined;
  for (const fact of facts) {
    const { stream, revision, position: _, ...event } = fact;
    if (last?.stream === stream && last.causationId === fact.causationId) appends.at(-1)?.events.push(event);
    else appends.push({ stream, expected: revision === 0 ? 'noStream' : revision - 1, events: [event] });
    last = fact;
  }
  return appends;
}

/** The same projects in another region, with codes whose check digits are right. */
function copyOf(append: Append, copy: number): Append {
  const region = String(100_000 + copy);
  const text = JSON.stringify(append).replaceAll(
    CODE,
    (_, month: string, _region: string, a: string, b: string, running: string) =>
      `${month}-${region}-${a}-${b}-${running}${projectCheckDigit(`${month}${region}${a}${b}${running}`)}`,
  );
  const { stream, expected, events } = JSON.parse(text) as Append;
  return { stream, expected, events: events.map((event) => ({ ...event, eventId: randomUUID() })) };
}

/** Fills a file with at least so many facts of whole histories; answers how many there are. */
export async function fillWithHistories(file: string, atLeast: number): Promise<number> {
  const first = await played();
  const ofProjects = first.filter(({ stream }) => stream.search(CODE) >= 0);
  const store = new EmbeddedEventStore(file);
  let facts = 0;
  for (let copy = 0; facts < atLeast; copy += 1) {
    const appends = copy === 0 ? first : ofProjects.map((append) => copyOf(append, copy));
    await Promise.all(appends.map(({ stream, expected, events }) => store.append(stream, expected, events)));
    facts += appends.reduce((sum, { events }) => sum + events.length, 0);
  }
  await store.close();
  return facts;
}
