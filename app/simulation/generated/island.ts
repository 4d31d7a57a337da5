import { announced } from '../../../domain/calendar/calendar.ts';
import type { DecisionContext } from '../../../domain/clock/context.ts';
import type { EventStore, ExpectedRevision } from '../../../domain/kernel/eventStore.ts';
import type { Instant } from '../../../domain/kernel/instant.ts';
import type { NewEvent } from '../../../domain/kernel/recorded.ts';
import { sagas as allSagas } from '../../../sagas/sagas.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import { Aggregates } from '../../aggregates.ts';
import { virtualClock } from '../../clock.ts';
import { nodeDigest } from '../../digest.ts';
import { createHandler } from '../../handleCommand.ts';
import { factsFor } from '../../resolveFacts.ts';
import type { Runtime } from '../../runtime.ts';
import { SagaRunner } from '../../sagaRunner.ts';
import type { SagaMemory } from '../../sagaStore.ts';
import { effectSender, sliceNamed } from '../../sendEffect.ts';
import { type Action, type Player, simulate } from '../simulation.ts';

/** What one command appended, and to which revision. */
export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export interface Island {
  readonly begins: Instant;
  readonly until: Instant;
  readonly players: readonly Player[];
  readonly first: readonly Action[];
  /** Streams of the world around it: read, and never written. */
  readonly mainland?: Pick<EventStore, 'read'> | undefined;
}

/** What of the world around an island a command may look up (S10). */
const OF_THE_MAINLAND = /^agency-/;

/**
 * Plays a part of the world that the rest of it does not touch, in memory and in virtual time, and answers what it
 * appended: the real write path, the real deciders, the real sagas and their runner; only the read models are left out,
 * which no decision looks at, and the calendar is the announced one.
 */
export async function playAlone({
  begins,
  until,
  players,
  first,
  mainland,
}: Island): Promise<readonly Append[]> {
  const appends: Append[] = [];
  const store = recording(memoryEventStore(), appends, mainland);
  const clock = virtualClock(begins);
  const aggregates = new Aggregates(store);
  const context = (): DecisionContext => ({ calendar: announced, digest: nodeDigest });
  const stateOf: Runtime['stateOf'] = async (slice, stream) =>
    (await aggregates.load(sliceNamed(slice), stream)).state;
  const handle = createHandler({
    store,
    aggregates,
    clock,
    context,
    resolveFacts: factsFor(stateOf, (stream) => store.read(stream), clock.now),
    lastRecordedAt: undefined,
  });
  const send = effectSender({
    handle,
    onRefused: (saga, { commandId }, { code, message }) => {
      throw new Error(`Saga ${saga} was refused ${commandId}: ${code}, ${message}`);
    },
  });
  const sagas = new SagaRunner({
    store,
    memory: forgetful,
    sagas: allSagas,
    clock,
    send,
    timers: false,
    // What would be set aside elsewhere is a bug here.
    isFatal: () => true,
    onParked: () => undefined,
  });
  await sagas.start();
  const runtime = {
    execute: (request: Parameters<Runtime['execute']>[0]) =>
      handle(sliceNamed(request.slice), request, false),
    settled: async () => void (await sagas.settled()),
    nextWakeAt: () => sagas.nextWakeAt(),
  };
  try {
    await simulate({ runtime, store, clock, players }, first, until);
  } finally {
    await sagas.stop();
    await store.close();
  }
  return appends;
}

/** A store that notes what is appended. */
function recording(store: EventStore, appends: Append[], mainland: Island['mainland']): EventStore {
  return {
    ...store,
    read: (stream, fromRevision) =>
      mainland !== undefined && OF_THE_MAINLAND.test(stream)
        ? mainland.read(stream, fromRevision)
        : store.read(stream, fromRevision),
    append: async (stream, expected, events) => {
      if (mainland !== undefined && OF_THE_MAINLAND.test(stream))
        throw new Error(`${stream} belongs to the world around; what is played alone may not write it.`);
      const result = await store.append(stream, expected, events);
      if (result.kind === 'appended') appends.push({ stream, expected, events });
      return result;
    },
  };
}

/** Keeps nothing: the runner itself remembers every instance of a world as small as this. */
const forgetful: SagaMemory = {
  start: async () => new Map(),
  sleepers: async () => ({ sleepers: [], beyond: undefined }),
  load: async () => undefined,
  instances: async () => [],
  commit: async () => undefined,
  parkedBy: async () => [],
};
