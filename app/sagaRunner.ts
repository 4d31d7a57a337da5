import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import { type ParkedFact, parkedFact, reasonOf } from '../projections/engine/parked.ts';
import type { AnySaga, Effect, WakeUp } from '../sagas/saga.ts';
import type { AppClock } from './runtime.ts';
import { type Remembered, readerOf, type SagaMemory } from './sagaStore.ts';
import { asToday } from './today.ts';
import { assertUnchanged } from './unchanged.ts';
import { WakeQueue } from './wakeQueue.ts';

interface Parts {
  readonly store: EventStore;
  readonly memory: SagaMemory;
  readonly sagas: readonly AnySaga[];
  readonly clock: AppClock;
  /** Sends a command as the system; a refusal is an answer, and only a bug throws. */
  readonly send: (saga: string, effect: Effect, correlationId: string) => Promise<void>;
  /** Told of every fact that a saga could not take; operators are told from there. */
  readonly onParked: (parked: ParkedFact, correlationId: string | undefined) => void;
  /** Told when the sagas cannot go on. */
  readonly onFailed?: (error: unknown) => void;
  /** Real clocks need a timer for the next wake-up; virtual ones are moved and then `poke`. */
  readonly timers: boolean;
  /** Told of facts before the sagas are shown them. */
  readonly onFacts?: (facts: readonly Recorded[]) => Promise<void>;
  /** Whether an error is the store's and not the fact's. */
  readonly isFatal: (error: unknown) => boolean;
}

/** What came of showing facts again. */
export interface Retried {
  readonly tried: number;
  /** How many could not be taken this time either. */
  readonly left: number;
}
/** Whoever waits for a runner that was stopped would wait for ever. */
export class SagasStopped extends Error {
  override readonly name = 'SagasStopped';

  constructor() {
    super('The sagas were stopped before they had come to an end.');
  }
}

interface Retry extends PromiseWithResolvers<Retried> {
  readonly saga: AnySaga;
}

/**
 * What falls due is given only when all is handled that came before, so the end of the store is looked up then. What others
 * append since does not put it off: where somebody writes all the time, nothing would ever be given.
 */
interface Look {
  readonly head: Position | 'start';
  /** Before the look: only this was due by then, and only so many had asked. */
  readonly now: Instant;
  readonly asked: number;
  /** What this runner itself has led to since is to be handled as well, and what comes of that. */
  readonly sent: number;
  readonly times: number;
}

/** So often it looks again because of what it has sent itself: a chain of effects is much shorter, and a flood has no end. */
const MOST_LOOKS = 50;

/** Facts read at a time where the past is folded again. */
const PAGE = 500;

/** How many instances stay in memory between facts. */
const CACHE = 20_000;
const LONGEST_SLEEP_MS = 60_000;
/** How many sleepers are looked up at a time; those that sleep longer stay in the database. */
const SLEEPERS = 10_000;
/** A wake-up that failed is set aside as if it were a fact of this type. */
const WAKE_UP = 'wake-up ';

/**
 * Runs the sagas: facts in order, then what falls due, one at a time and in order of instants, each followed by whatever
 * comes of it. What was sent before a crash is sent again and changes nothing, because its id names the effect.
 */
export class SagaRunner {
  readonly #parts: Parts;
  readonly #queue = new WakeQueue();
  readonly #cache = new Map<string, Remembered | undefined>();
  readonly #dirty = new Set<string>();
  #parked: ParkedFact[] = [];
  readonly #positions = new Map<string, Position>();
  readonly #stop = new AbortController();
  #handled: Position | 'start' = 'start';
  /** Up to here the queue has everybody who sleeps; undefined: whoever sleeps at all. */
  #asleepBeyond: Instant | undefined = '';
  #look: Look | undefined;
  /** How many commands it has sent. */
  #sent = 0;
  #idleWaiters: PromiseWithResolvers<Position | 'start'>[] = [];
  #poked: () => void = () => {};
  readonly #retries: Retry[] = [];
  #failure: unknown;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { memory, sagas, store } = this.#parts;
    const places = await memory.start(sagas);
    await assertUnchanged(store, [...places.values()]);
    for (const [saga, { position }] of places) this.#positions.set(saga, position);
    const behind = sagas.map(({ name }) => places.get(name)?.position);
    this.#handled =
      behind.length === 0 || behind.includes(undefined)
        ? 'start'
        : (behind as Position[]).reduce((a, b) => (a < b ? a : b));
    await this.#fetchSleepers();
    this.#running = this.#run().catch((error: unknown) => this.#fail(error));
  }

  /** The clock was moved: look again for what is due. */
  poke(): void {
    this.#poked();
  }

  /** Resolves when every fact is handled and nothing is due, with the place of the last of them. */
  settled(): Promise<Position | 'start'> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const idle = Promise.withResolvers<Position | 'start'>();
    this.#idleWaiters.push(idle);
    this.#poked();
    return idle.promise;
  }

  /** Shows a saga again what it has set aside. It waits for its turn among the facts. */
  retry(name: string): Promise<Retried> {
    const saga = this.#parts.sagas.find((each) => each.name === name);
    if (saga === undefined) throw new Error(`There is no saga «${name}».`);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const retry = { saga, ...Promise.withResolvers<Retried>() };
    this.#retries.push(retry);
    this.#poked();
    return retry.promise;
  }

  /** The next instant at which something happens by itself. */
  nextWakeAt(): string | undefined {
    return this.#queue.peek()?.at;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#poked();
    await this.#running;
    this.#fail(new SagasStopped());
  }

  async #run(): Promise<void> {
    const { store } = this.#parts;
    const { signal } = this.#stop;
    const feed = store.subscribe(this.#handled, signal)[Symbol.asyncIterator]();
    let coming = feed.next();
    while (!signal.aborted) {
      await this.#fetchSleepers();
      if (this.#idleWaiters.length > 0 || this.#isDue()) this.#look ??= await this.#lookUp();
      const look = this.#look;
      if (look !== undefined && this.#isUpTo(look.head)) {
        this.#look = undefined;
        if (look.sent !== this.#sent && look.times < MOST_LOOKS) {
          this.#look = await this.#lookUp(look.times + 1);
          continue;
        }
        if (await this.#fireNext(look.now)) continue;
        for (const { resolve } of this.#idleWaiters.splice(0, look.asked)) resolve(this.#handled);
        if (this.#idleWaiters.length > 0) continue;
      }
      const retry = this.#retries.shift();
      if (retry !== undefined) {
        await this.#showAgain(retry);
        continue;
      }
      const batch = await Promise.race([coming, this.#poke(), ...(this.#look ? [] : [this.#nextDue()])]);
      if (batch === undefined) continue;
      if (batch.done === true) return;
      await this.#handle(batch.value);
      coming = feed.next();
    }
  }

  /** Everybody has been committed when this is called, so that what is read is what they want now. */
  async #fetchSleepers(): Promise<void> {
    while (this.#asleepBeyond !== undefined && this.#queue.peek() === undefined) {
      const { sleepers, beyond } = await this.#parts.memory.sleepers(this.#asleepBeyond, SLEEPERS);
      this.#asleepBeyond = beyond;
      for (const { saga, instance, nextAt } of sleepers) this.#queue.set(idOf(saga, instance), nextAt);
    }
  }

  #sleep(id: string, at: Instant | undefined): void {
    const far = at !== undefined && this.#asleepBeyond !== undefined && at > this.#asleepBeyond;
    this.#queue.set(id, far ? undefined : at);
  }

  #send(...command: Parameters<Parts['send']>): Promise<void> {
    this.#sent += 1;
    return this.#parts.send(...command);
  }

  #isDue(): boolean {
    const next = this.#queue.peek();
    return next !== undefined && next.at <= this.#parts.clock.now();
  }

  async #lookUp(times = 1): Promise<Look> {
    const [asked, now, sent] = [this.#idleWaiters.length, this.#parts.clock.now(), this.#sent];
    return { asked, now, sent, times, head: await this.#parts.store.head() };
  }

  #isUpTo(head: Position | 'start'): boolean {
    return head === 'start' || (this.#handled !== 'start' && this.#handled >= head);
  }

  #poke(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#poked = () => resolve(undefined);
    });
  }

  #nextDue(): Promise<undefined> {
    const at = this.#queue.peek()?.at;
    if (!this.#parts.timers || at === undefined) return new Promise(() => {});
    const wait = Math.min(
      Math.max(Date.parse(at) - Date.parse(this.#parts.clock.now()), 0),
      LONGEST_SLEEP_MS,
    );
    return new Promise((resolve) => {
      setTimeout(() => resolve(undefined), wait).unref();
    });
  }

  async #handle(batch: readonly Recorded[]): Promise<void> {
    await this.#parts.onFacts?.(batch);
    let shown: Position = -1n;
    for (const fact of batch) {
      // A store that delivers at least once may repeat itself, also within one batch; no saga takes a fact twice.
      if (fact.position <= shown) continue;
      shown = fact.position;
      for (const saga of this.#parts.sagas)
        if (fact.position > (this.#positions.get(saga.name) ?? -1n)) await this.#show(saga, fact);
    }
    const last = batch.at(-1);
    if (last === undefined) return;
    this.#handled = last.position;
    await this.#commit(last);
  }

  async #instances(saga: string): Promise<readonly string[]> {
    const prefix = idOf(saga, '');
    const cached = [...this.#cache].filter(([id]) => id.startsWith(prefix));
    const gone = new Set(cached.filter(([, now]) => now === undefined).map(([id]) => id));
    const stored = (await this.#parts.memory.instances(saga)).map((instance) => idOf(saga, instance));
    const all = new Set([...stored, ...cached.map(([id]) => id)].filter((id) => !gone.has(id)));
    return [...all].map((id) => id.slice(prefix.length)).toSorted();
  }

  /** A fact that a saga cannot take is set aside with its reason, and the others go on; a broken store stops all. */
  async #show(saga: AnySaga, stored: Recorded): Promise<void> {
    try {
      const fact = asToday(stored);
      const wanted = saga.instancesOf(fact);
      const instances = wanted === '*' ? await this.#instances(saga.name) : wanted;
      for (const instance of instances) await this.#advance(saga, instance, fact);
    } catch (error) {
      if (this.#parts.isFatal(error)) throw error;
      this.#park(parkedFact(readerOf(saga.name), stored, error), stored.correlationId);
    }
  }

  #park(parked: ParkedFact, correlationId: string | undefined): void {
    this.#parked.push(parked);
    this.#parts.onParked(parked, correlationId);
  }

  async #advance(saga: AnySaga, instance: string, fact: Recorded): Promise<void> {
    const before = await this.#load(saga.name, instance);
    const state = saga.evolve(before?.state, fact);
    this.#remember(saga, instance, state, before?.fired ?? []);
    for (const effect of saga.react?.(state, fact, before?.state) ?? [])
      await this.#send(saga.name, effect, fact.correlationId);
  }

  /**
   * What was set aside is taken in as if it had been the first time. A wake-up is given again. The instances that a fact
   * is about are folded anew from the first fact, so that nothing that came later is forgotten, and from that fact on
   * all is sent again that they then ask for: ids name the effect, so what was done before is not done twice.
   */
  async #showAgain({ saga, resolve, reject }: Retry): Promise<void> {
    try {
      resolve(await this.#tryAgain(saga));
    } catch (error) {
      reject(error);
      throw error;
    }
  }

  async #tryAgain(saga: AnySaga): Promise<Retried> {
    const { memory } = this.#parts;
    const tried = await memory.parkedBy(saga.name);
    const again: ParkedFact[] = [];
    const from = new Map<string, Position>();
    for (const parked of tried)
      if (parked.type.startsWith(WAKE_UP)) await this.#wakeAgain(saga, parked);
      else
        try {
          for (const instance of await this.#concerned(saga, parked))
            from.set(instance, min(from.get(instance), BigInt(parked.position)));
        } catch (error) {
          if (this.#parts.isFatal(error)) throw error;
          again.push({ ...parked, reason: reasonOf(error) });
        }
    again.push(...(await this.#foldAgain(saga, from)));
    await this.#commit(undefined, tried, again);
    return { tried: tried.length, left: new Set(again.map(({ position }) => position)).size };
  }

  async #wakeAgain(saga: AnySaga, { stream: instance, type }: ParkedFact): Promise<void> {
    const key = type.slice(WAKE_UP.length);
    const now = await this.#load(saga.name, instance);
    const fired = (now?.fired ?? []).filter((each) => each !== key);
    if (now !== undefined) this.#remember(saga, instance, now.state, fired);
  }

  /** The instances that a fact set aside is about. */
  async #concerned(saga: AnySaga, { position }: ParkedFact): Promise<readonly string[]> {
    const stored = await this.#parts.store.at(BigInt(position));
    if (stored === undefined) throw new Error(`The store has no fact at position ${position}.`);
    const wanted = saga.instancesOf(asToday(stored));
    return wanted === '*' ? this.#instances(saga.name) : wanted;
  }

  async #foldAgain(saga: AnySaga, from: ReadonlyMap<string, Position>): Promise<readonly ParkedFact[]> {
    const parked: ParkedFact[] = [];
    const states = new Map<string, unknown>();
    if (from.size === 0 || this.#handled === 'start') return parked;
    for (let after: Position | 'start' = 'start'; after === 'start' || after < this.#handled; ) {
      const page: readonly Recorded[] = await this.#parts.store.readAll(after, PAGE);
      for (const stored of page) {
        if (stored.position > this.#handled) break;
        try {
          await this.#foldOne(saga, stored, from, states);
        } catch (error) {
          if (this.#parts.isFatal(error)) throw error;
          parked.push(parkedFact(readerOf(saga.name), stored, error));
        }
      }
      after = page.at(-1)?.position ?? this.#handled;
      await nextTurn();
    }
    for (const instance of from.keys()) {
      const before = await this.#load(saga.name, instance);
      this.#remember(saga, instance, states.get(instance), before?.fired ?? []);
    }
    return parked;
  }

  async #foldOne(
    saga: AnySaga,
    stored: Recorded,
    from: ReadonlyMap<string, Position>,
    states: Map<string, unknown>,
  ): Promise<void> {
    const fact = asToday(stored);
    const wanted = saga.instancesOf(fact);
    const those = wanted === '*' ? [...states.keys()] : wanted.filter((instance) => from.has(instance));
    for (const instance of those) {
      const before = states.get(instance);
      const state = saga.evolve(before, fact);
      if (state === undefined) states.delete(instance);
      else states.set(instance, state);
      if (fact.position < (from.get(instance) as Position)) continue;
      for (const effect of saga.react?.(state, fact, before) ?? [])
        await this.#send(saga.name, effect, fact.correlationId);
    }
  }

  /** Gives the earliest wake-up that was due at an instant; false where none was. */
  async #fireNext(now: Instant): Promise<boolean> {
    const next = this.#queue.peek();
    if (next === undefined || next.at > now) return false;
    const [name, instance] = splitId(next.id);
    const saga = this.#parts.sagas.find((candidate) => candidate.name === name);
    const remembered = saga && (await this.#load(saga.name, instance));
    const wakeUp = remembered && nextWakeUp(saga, remembered.state, remembered.fired);
    if (saga === undefined || remembered === undefined || wakeUp === undefined) {
      this.#queue.set(next.id, undefined);
      return true;
    }
    try {
      for (const effect of saga.wake?.(remembered.state, wakeUp) ?? [])
        await this.#send(saga.name, effect, wakeUp.key);
    } catch (error) {
      if (this.#parts.isFatal(error)) throw error;
      const at = { position: this.#handled === 'start' ? 0n : this.#handled, revision: 0, stream: instance };
      const what = { ...at, recordedAt: wakeUp.at, event: { type: `${WAKE_UP}${wakeUp.key}` } };
      this.#park(parkedFact(readerOf(saga.name), what, error), undefined);
    }
    this.#remember(saga, instance, remembered.state, [...remembered.fired, wakeUp.key]);
    await this.#commit(undefined);
    return true;
  }

  async #load(saga: string, instance: string): Promise<Remembered | undefined> {
    const id = idOf(saga, instance);
    if (this.#cache.has(id)) return this.#cache.get(id);
    const loaded = await this.#parts.memory.load(saga, instance);
    this.#cache.set(id, loaded);
    return loaded;
  }

  #remember(saga: AnySaga, instance: string, state: unknown, fired: readonly string[]): void {
    const id = idOf(saga.name, instance);
    this.#dirty.add(id);
    if (state === undefined) {
      this.#cache.set(id, undefined);
      this.#queue.set(id, undefined);
      return;
    }
    const wanted = new Set((saga.wakeUps?.(state) ?? []).map(({ key }) => key));
    const stillFired = fired.filter((key) => wanted.has(key));
    const nextAt = nextWakeUp(saga, state, stillFired)?.at;
    this.#cache.set(id, { state, fired: stillFired, nextAt });
    this.#sleep(id, nextAt);
  }

  async #commit(
    last: Recorded | undefined,
    triedAgain: readonly ParkedFact[] = [],
    again: readonly ParkedFact[] = [],
  ): Promise<void> {
    const changed = [...this.#dirty].map((id) => {
      const [saga, instance] = splitId(id);
      return { saga, instance, now: this.#cache.get(id) };
    });
    const positions =
      last === undefined
        ? []
        : this.#parts.sagas
            .filter(({ name }) => last.position > (this.#positions.get(name) ?? -1n))
            .map(({ name: saga, version }) => ({
              saga,
              version,
              position: last.position,
              eventId: last.eventId,
            }));
    await this.#parts.memory.commit(changed, positions, [...this.#parked, ...again], triedAgain);
    this.#parked = [];
    for (const { saga, position: at } of positions) this.#positions.set(saga, at);
    this.#dirty.clear();
    for (const id of this.#cache.keys()) {
      if (this.#cache.size <= CACHE) break;
      this.#cache.delete(id);
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    if (!(error instanceof SagasStopped)) this.#parts.onFailed?.(error);
    for (const { reject } of this.#idleWaiters.splice(0)) reject(error);
    for (const { reject } of this.#retries.splice(0)) reject(error);
  }
}

const min = (a: Position | undefined, b: Position): Position => (a === undefined || b < a ? b : a);

const idOf = (saga: string, instance: string) => `${saga}\n${instance}`;
const splitId = (id: string): readonly [string, string] => {
  const cut = id.indexOf('\n');
  return [id.slice(0, cut), id.slice(cut + 1)];
};

/** The earliest wake-up that was not given yet. */
const nextWakeUp = (saga: AnySaga, state: unknown, fired: readonly string[]): WakeUp | undefined =>
  (saga.wakeUps?.(state) ?? [])
    .filter(({ key }) => !fired.includes(key))
    .reduce<WakeUp | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined);
