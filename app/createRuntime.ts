import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { announced, type Calendar, makeCalendar } from '../domain/calendar/calendar.ts';
import type { CalendarData } from '../domain/calendar/slice.ts';
import { ruleOf } from '../domain/catalogue/rules.ts';
import type { DecisionContext } from '../domain/clock/context.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import type { Tables } from '../projections/all.ts';
import type { ParkedFact } from '../projections/engine/parked.ts';
import { createPositions } from '../projections/engine/schema.ts';
import { createQueries } from '../projections/queries.ts';
import type { QuerySource } from '../projections/query/source.ts';
import type { AnySaga } from '../sagas/saga.ts';
import { sagas as allSagas } from '../sagas/sagas.ts';
import { StoreUnavailable } from '../store/storeUnavailable.ts';
import { Aggregates } from './aggregates.ts';
import { Boards } from './board/boards.ts';
import { Budgets } from './board/budgets.ts';
import { nodeDigest } from './digest.ts';
import { Faults } from './faults.ts';
import { createHandler } from './handleCommand.ts';
import { shownId } from './logger.ts';
import { type CommandObserver, teller, watched } from './observer.ts';
import { createOperations } from './operations.ts';
import { Follower } from './processes/follower.ts';
import {
  assertHeld,
  createLeases,
  type Lease,
  LeaseBook,
  LeaseLost,
  makingTables,
} from './processes/leaseBook.ts';
import { LeaseKeeper } from './processes/leaseKeeper.ts';
import { leaseOf, ProjectionHost } from './processes/projectionHost.ts';
import { SAGAS, SagaHost } from './processes/sagaHost.ts';
import { sharedReaders } from './processes/sharedReaders.ts';
import type { Signals } from './processes/signals.ts';
import { ownReaders, type Readers } from './readers.ts';
import { readModels } from './readModels.ts';
import { factsFor } from './resolveFacts.ts';
import { EVERY_ROLE, type ProcessRole } from './roles.ts';
import type { Answer, AppClock, Request, Runtime } from './runtime.ts';
import { type Retried, SagaRunner } from './sagaRunner.ts';
import { SagaStore } from './sagaStore.ts';
import { effectSender, sliceNamed } from './sendEffect.ts';
import { sliceByName, sliceOfStream } from './slices.ts';
import { asToday } from './today.ts';
import { traced, tracedCommands, tracedEffect } from './tracing.ts';

/** The one stream of holiday notices. */
const CALENDAR = 'calendar-cn';

export interface RuntimeParts {
  readonly store: EventStore;
  readonly readModel: { readonly write: Kysely<Tables>; readonly read: Kysely<Tables> };
  readonly clock: AppClock;
  readonly logger: Logger;
  /** Wake up by timers (real clock), or only when poked (virtual clock). */
  readonly timers: boolean;
  readonly sagas?: readonly AnySaga[];
  /** Told of every command. */
  readonly observer?: CommandObserver | undefined;
  /** What is out of order, gathered from elsewhere too. */
  readonly faults?: Faults | undefined;
  /** What this process does, where several share one store; one that is alone does everything. */
  readonly roles?: ReadonlySet<ProcessRole> | undefined;
  /** Take the sagas from whoever runs them, for as long as this runtime is there. */
  readonly seizesSagas?: boolean | undefined;
  /** Whether an error passes by itself, such as a database that is being started again; unless it is said, none does. */
  readonly isTransient?: ((error: unknown) => boolean) | undefined;
  /** How the database of the read models says that they have moved, if it can. */
  readonly signals?: Signals | undefined;
}

/** A runtime with what drivers of virtual time need. */
export interface DrivenRuntime extends Runtime {
  /** The next instant at which something happens by itself. */
  nextWakeAt(): string | undefined;
  /** Shows a saga again what it has set aside. */
  retrySaga(name: string): Promise<Retried>;
}

/** Puts the parts of one process together and brings its read models and sagas up to date. */
export async function createRuntime(parts: RuntimeParts): Promise<DrivenRuntime> {
  const { readModel, clock, logger } = parts;
  const store = traced(parts.store);
  const aggregates = new Aggregates(store);
  const calendars = new Calendars();
  const context = (): DecisionContext => ({ calendar: calendars.current, digest: nodeDigest });

  const stateOf: Runtime['stateOf'] = async (slice, stream) =>
    (await aggregates.fresh(sliceNamed(slice), stream)).state;

  const decide = createHandler({
    store,
    aggregates,
    clock,
    context,
    resolveFacts: factsFor(
      stateOf,
      (stream) => store.read(stream),
      () => clock.now(),
    ),
    // The clocks of several machines differ, and one that is fast must not carry the others away.
    lastRecordedAt: store.shared ? undefined : await lastRecordedAt(store),
    onConflict: (slice, type) => parts.observer?.conflicted(slice, type),
  });
  const tell = teller(logger, parts.observer);
  const handle = tracedCommands(watched(decide, tell));

  /** A new notice holds from the next decision on. */
  const refreshCalendar = async () => {
    const { data } = await stateOf('calendar', CALENDAR);
    calendars.refresh(data as CalendarData);
  };
  await refreshCalendar();
  /** A notice that another process has recorded. */
  const hearNotices = async (facts: readonly Recorded[]) => {
    if (facts.some(({ stream }) => stream === CALENDAR)) await refreshCalendar();
  };

  const toHandler = effectSender({
    handle,
    onRefused: (saga, { slice, type }, { code }, correlationId) =>
      logger.warn(
        { correlationId: shownId(correlationId), saga, slice, command: type, code },
        'a saga was refused',
      ),
  });
  const send: typeof toHandler = async (saga, effect, correlationId) => {
    // The notice that asks for it is in the store already, whoever else has heard of it.
    if (effect.type === 'RederiveDeadlines') await refreshCalendar();
    await tracedEffect(saga, effect, correlationId, () => toHandler(saga, effect, correlationId));
  };

  const faults = parts.faults ?? new Faults(clock);
  const onParked = ({ reader, position, stream, type }: ParkedFact, correlationId: string | undefined) =>
    logger.error(
      {
        correlationId: shownId(correlationId),
        reader,
        position,
        slice: sliceOfStream(stream)?.name,
        // A wake-up is named by its stream too.
        fact: type.split(' ')[0],
      },
      'a fact was set aside; npm run projections -- list says why',
    );
  const budgets = new Budgets({ read: readModel.read, calendarAt: (version) => calendars.at(version) });
  const source: QuerySource = {
    read: readModel.read,
    calendar: (asOf) => calendars.asOf(asOf),
    calendarAt: (version) => calendars.at(version),
    now: () => clock.now(),
    nameNow: () => boards.naming,
    ruleOf,
    budgets,
  };
  const boards: Boards = new Boards(source, createQueries(source));
  const running = parts.sagas ?? allSagas;
  const isTransient = parts.isTransient ?? (() => false);
  const stopping = new AbortController();
  let loading = Promise.resolve();
  /** The rows in memory are those of a process that folds them all. */
  const loadBoards = () => {
    loading = boards.load(stopping.signal).catch((error: unknown) => {
      logger.error({ err: error }, 'the boards could not be loaded; the read models are asked instead');
    });
  };
  const sagaRunner = (onEnd: (error: unknown) => void, held: readonly Lease[]) =>
    new SagaRunner({
      store,
      memory: SagaStore.in(readModel.write, (transaction) => assertHeld(transaction, held)),
      sagas: running,
      clock,
      send,
      timers: parts.timers,
      isFatal: (error) => isStoreFault(error) || isTransient(error) || error instanceof LeaseLost,
      onParked,
      onFailed: onEnd,
      ...(store.shared ? { onFacts: hearNotices } : {}),
    });
  const host = (more: Partial<ConstructorParameters<typeof ProjectionHost>[0]>) =>
    new ProjectionHost({
      store,
      database: readModel.write,
      projections: readModels,
      onParked,
      logger,
      faults,
      isTransient,
      ...more,
    });

  const sagaHost = (keeper: LeaseKeeper | undefined) =>
    new SagaHost({
      make: (onEnd) => {
        const lease = keeper?.held.get(SAGAS);
        return sagaRunner(onEnd, lease === undefined ? [] : [lease]);
      },
      keeper,
      logger,
      faults,
      isTransient,
    });

  const readers = store.shared ? shared(parts.roles ?? EVERY_ROLE) : alone();
  readers.at.listen((facts) => budgets.heard(facts));
  await readers.start();

  function alone(): Readers {
    return ownReaders(host({ mirror: boards }), sagaHost(undefined), loadBoards);
  }

  function shared(roles: ReadonlySet<ProcessRole>): Readers {
    const { signals } = parts;
    const keeper =
      roles.has('projections') || roles.has('sagas')
        ? new LeaseKeeper({
            book: new LeaseBook(readModel.write),
            process: randomUUID(),
            shared: roles.has('projections') ? readModels.map(leaseOf) : [],
            whole: roles.has('sagas') ? [SAGAS] : [],
            seizes: parts.seizesSagas === true,
            logger,
          })
        : undefined;
    return sharedReaders({
      makeTables: () =>
        makingTables(readModel.write, async (transaction) => {
          await createPositions(transaction as never);
          await SagaStore.in(transaction).createTables();
          await createLeases(transaction);
        }),
      head: () => store.head(),
      keeper,
      projections: roles.has('projections') ? host({ keeper, notify: signals?.notify }) : undefined,
      sagas: roles.has('sagas') ? sagaHost(keeper) : undefined,
      follower: roles.has('api')
        ? new Follower({
            store,
            database: readModel.read,
            projections: readModels,
            logger,
            faults,
            isTransient,
            onMoved: signals?.onMoved,
            onRecorded: hearNotices,
          })
        : undefined,
    });
  }

  const runtime: DrivenRuntime = {
    clock,
    slices: sliceByName,
    stateOf,
    queries: boards.queries,
    calendar: () => calendars.current,
    calendarAt: (version) => calendars.at(version),
    async execute(request: Request): Promise<Answer> {
      const answer = await handle(sliceNamed(request.slice), request, false);
      const position = positionOf(answer);
      if (position === undefined) return answer;
      if (request.slice === 'calendar') await refreshCalendar();
      await readers.reached(position);
      return answer;
    },
    declined: (command, answer) => tell(command, 'user', answer.kind, 0, answer),
    history: async (stream) =>
      sliceOfStream(stream) === undefined ? [] : (await store.read(stream)).map(asToday),
    operations: createOperations({
      log: store,
      database: readModel.read,
      projections: readModels,
      sagas: running,
      clock,
    }),
    changes: {
      position: () => readers.at.position,
      listen: (listener) => readers.at.listen(listener),
      after: (position, limit) => store.readAll(position, limit),
    },
    async settled() {
      const handled = (await readers.settled()) ?? (await store.head());
      if (handled !== 'start') await readers.reached(handled);
    },
    nextWakeAt: () => readers.nextWakeAt(),
    retrySaga: (name) => readers.retry(name),
    faults: () => faults.list,
    leases: () => readers.leases(),
    async stop() {
      stopping.abort();
      await loading;
      await readers.stop();
    },
  };
  return runtime;
}

/** The store or the read models are out of order: nobody can go on, and no fact is to blame. */
const isStoreFault = (error: unknown): boolean =>
  error instanceof StoreUnavailable ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE'));

const positionOf = (answer: Answer): Position | undefined =>
  answer.kind === 'invalid' ? undefined : answer.position;

async function lastRecordedAt(store: EventStore) {
  const head = await store.head();
  return head === 'start' ? undefined : (await store.at(head))?.recordedAt;
}

/** The calendar in force, and the older ones that closed clocks were reckoned with. */
class Calendars {
  readonly #versions: Calendar[] = [announced];
  #known: CalendarData = { notices: [], importedAt: [] };

  get current(): Calendar {
    return this.at(this.#known.notices.length);
  }

  /** What was known at an instant: a date that was forecast then is not forecast with what was announced since. */
  asOf(instant: Instant): Calendar {
    return this.at(this.#known.importedAt.filter((at) => at <= instant).length);
  }

  refresh(data: CalendarData): void {
    this.#known = data;
  }

  at(version: number): Calendar {
    const known = this.#versions[version];
    if (known !== undefined) return known;
    const calendar = makeCalendar(this.#known.notices.slice(0, version));
    this.#versions[version] = calendar;
    return calendar;
  }
}
