import { pino } from 'pino';
import { Aggregates } from '../../app/aggregates.ts';
import { virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { nodeDigest } from '../../app/digest.ts';
import { createHandler } from '../../app/handleCommand.ts';
import type { Answer } from '../../app/runtime.ts';
import { type AnySlice, sliceByName } from '../../app/slices.ts';
import { asToday } from '../../app/today.ts';
import { type HolidayNotice, makeCalendar } from '../../domain/calendar/calendar.ts';
import { processDefinition } from '../../domain/catalogue/catalogue.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { NewEvent, Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { type TablesSeen, tablesIn } from './tables.ts';
import { type Decided, factsOf, type Tape } from './tape.ts';

/** Where today's program decides otherwise than the one that recorded. */
export interface Difference {
  readonly command: string;
  readonly recorded: unknown;
  readonly today: unknown;
}

const sliceOf = ({ slice: name }: Decided): AnySlice => {
  const slice = sliceByName.get(name);
  if (slice === undefined) throw new Error(`Today there is no slice «${name}».`);
  return slice;
};

interface Registered {
  readonly process: { readonly code: string; readonly version: number };
  readonly nodes: readonly unknown[];
}

/**
 * A registration pins the newest released version of its process, and which one that was is no input of the command.
 * Where a newer one is in force today, the recorded one must still be there, and is what the two are compared by.
 */
function asThen(today: NewEvent, recorded: Recorded | undefined): NewEvent {
  if (today.event.type !== 'ProjectRegistered' || recorded?.event.type !== 'ProjectRegistered') return today;
  const { process, nodes } = recorded.event.data as Registered;
  const data = today.event.data as Registered;
  if (data.process.version <= process.version) return today;
  const kept = processDefinition(process.code, process.version);
  const changed = kept === undefined ? {} : { process, nodes };
  return { ...today, event: { ...today.event, data: { ...data, ...changed } } };
}

/** What a fact says in today's schema, with its envelope but for its place and the version it is stored under. */
const said = ({ eventId, recordedAt, actor, causationId, correlationId, commandDigest, event }: NewEvent) =>
  canonicalJson({ eventId, recordedAt, actor, causationId, correlationId, commandDigest, event });

/**
 * Sends every command again through the whole write path of today, each to the facts that were recorded before it, and
 * says where another fact, another envelope or another answer comes out. Then sends all that had an effect once more:
 * they must get the answer of the first time, and leave nothing behind.
 */
export async function decideAgain(tape: Tape): Promise<readonly Difference[]> {
  const memory = memoryEventStore();
  const notices = factsOf(tape).flatMap(({ event }) =>
    event.type === 'HolidayNoticeImported' ? [(event.data as { notice: HolidayNotice }).notice] : [],
  );
  const calendars = [0, ...notices].map((_, version) => makeCalendar(notices.slice(0, version)));
  const differences: Difference[] = [];
  let current: Decided | undefined;
  let today: readonly NewEvent[] = [];

  const append: EventStore['append'] = async (stream, expected, events) => {
    today = events;
    // What was recorded goes on, whatever is decided today: one difference is told once.
    const { recorded = [] } = current ?? {};
    return memory.append(stream, expected, recorded.length > 0 ? recorded.map(asNew) : events);
  };
  const store = { ...memory, append };
  const handle = createHandler({
    store,
    // Nothing is kept between commands: each is decided on the stored facts, raised to today's schema.
    aggregates: new Aggregates(store, 0),
    clock: { now: () => current?.at ?? '' },
    context: () => {
      const calendar = calendars[current?.notices ?? 0];
      if (calendar === undefined) throw new Error('A notice is missing.');
      return { calendar, digest: nodeDigest };
    },
    resolveFacts: async () => current?.facts ?? {},
    lastRecordedAt: undefined,
  });
  const send = (decided: Decided, number: number): Promise<Answer> => {
    const { slice, key, type, input, facts, actor, internal } = decided;
    return handle(
      sliceOf(decided),
      {
        slice,
        key,
        type,
        input: internal ? { ...input, ...facts } : input,
        actor,
        commandId: decided.commandId ?? `refused-${number}`,
        correlationId: decided.correlationId ?? undefined,
      },
      internal,
    );
  };

  for (const [number, decided] of tape.commands.entries()) {
    current = decided;
    today = [];
    const answer = await send(decided, number);
    const then = { refusal: decided.refusal, facts: decided.recorded.map((fact) => said(asToday(fact))) };
    const now = {
      refusal: refusalIn(answer),
      facts: today.map((fact, index) => said(asThen(fact, decided.recorded[index]))),
    };
    if (canonicalJson(then) !== canonicalJson(now))
      differences.push({ command: `${number} ${decided.type}`, recorded: then, today: now });
  }

  const end = await memory.head();
  for (const [number, decided] of tape.commands.entries()) {
    const last = decided.recorded.at(-1);
    if (last === undefined) continue;
    current = decided;
    const again = await send(decided, number);
    const { position, refusal } = { position: last.position, refusal: decided.refusal };
    const now = { position: again.kind === 'invalid' ? null : again.position, refusal: refusalIn(again) };
    if (now.position !== position || canonicalJson(now.refusal) !== canonicalJson(refusal))
      differences.push({
        command: `${number} ${decided.type}, sent again`,
        recorded: position,
        today: again,
      });
  }
  if ((await memory.head()) !== end)
    differences.push({ command: 'all, sent again', recorded: end, today: await memory.head() });
  return differences;
}

export const asNew = ({
  stream: _stream,
  revision: _revision,
  position: _position,
  ...fact
}: Recorded): NewEvent => fact;

const refusalIn = (answer: Answer): Decided['refusal'] => {
  if (answer.kind === 'accepted') return null;
  return answer.kind === 'invalid'
    ? { code: `Invalid ${JSON.stringify(answer.issues)}`, rule: null }
    : { code: answer.code, rule: answer.rule ?? null };
};

/** A store that holds what was recorded, fact by fact under the version of that time. */
export async function storeOf(tape: Tape): Promise<EventStore> {
  const store = memoryEventStore();
  for (const { recorded } of tape.commands) {
    const [first] = recorded;
    if (first === undefined) continue;
    await store.append(
      first.stream,
      first.revision === 0 ? 'noStream' : first.revision - 1,
      recorded.map(asNew),
    );
  }
  return store;
}

/** Folds what was recorded into every read model and saga of today; sagas ask for all their effects once more. */
export async function foldAgain(
  tape: Tape,
  readModel: ReadModel<Tables> = openReadModel<Tables>(':memory:'),
): Promise<{ readonly tables: TablesSeen; readonly added: number }> {
  const store = await storeOf(tape);
  const end = factsOf(tape).at(-1)?.recordedAt ?? '';
  const clock = virtualClock(end);
  const logger = pino({ level: 'silent' });
  const runtime = await createRuntime({ store, readModel, clock, logger, timers: false });
  try {
    await runtime.settled();
    const head = await store.head();
    return {
      tables: await tablesIn(readModel.read),
      added: Number(head === 'start' ? 0n : head) - factsOf(tape).length,
    };
  } finally {
    await runtime.stop();
    await readModel.close();
    await store.close();
  }
}
