import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import type { ParkedFact } from '../projections/engine/parked.ts';
import type { Place } from '../projections/engine.ts';
import { assertUnchanged } from './unchanged.ts';

/** What keeps the read models: applies facts in order, rows and position in one transaction. */
export interface Projector {
  /** The position up to which the read models are, after tables were made or rebuilt. */
  start(): Promise<Position | 'start'>;
  apply(batch: readonly Recorded[], rebuilding: boolean): Promise<readonly ParkedFact[]>;
  places(): readonly Place[];
}

/** Told of every fact that a reader could not take, and what it came of. */
export type OnParked = (parked: ParkedFact, correlationId: string | undefined) => void;

/** Feeds the read models from the store and lets callers wait until their own write can be read. */
export class ProjectionRunner {
  readonly #store: EventStore;
  readonly #projector: Projector;
  readonly #onParked: OnParked;
  readonly #onFailed: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #waiters: {
    readonly position: Position;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  #position: Position | 'start' = 'start';
  /** Up to here a fold from the first fact is a rebuild, which sets nothing aside but stops. */
  #rebuildsTo: Position = -1n;
  #failure: unknown;
  readonly #listeners = new Set<(facts: readonly Recorded[]) => void>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    store: EventStore,
    projector: Projector,
    onParked: OnParked,
    onFailed: (error: unknown) => void = () => {},
  ) {
    this.#store = store;
    this.#projector = projector;
    this.#onParked = onParked;
    this.#onFailed = onFailed;
  }

  /** Catches up with what is there already, then goes on in the background. */
  async start(): Promise<void> {
    this.#position = await this.#projector.start();
    await assertUnchanged(this.#store, this.#projector.places());
    const head = await this.#store.head();
    if (this.#position === 'start' && head !== 'start') this.#rebuildsTo = head;
    this.#running = this.#run().catch((error: unknown) => this.#fail(error));
    if (head !== 'start') await this.reached(head);
  }

  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#position !== 'start' && this.#position >= position) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ position, resolve, reject }));
  }

  /** Hear of each batch once the read models hold it. Answers how to hear no more. */
  listen(listener: (facts: readonly Recorded[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get position(): Position | 'start' {
    return this.#position;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    for await (const batch of this.#store.subscribe(this.#position, this.#stop.signal)) {
      const rebuilding = (batch[0]?.position ?? 0n) <= this.#rebuildsTo;
      for (const parked of await this.#projector.apply(batch, rebuilding))
        this.#onParked(
          parked,
          batch.find(({ position }) => Number(position) === parked.position)?.correlationId,
        );
      const last = batch.at(-1);
      if (last === undefined) continue;
      this.#position = last.position;
      for (let index = this.#waiters.length - 1; index >= 0; index -= 1) {
        const waiter = this.#waiters[index];
        if (waiter === undefined || waiter.position > last.position) continue;
        this.#waiters.splice(index, 1);
        waiter.resolve();
      }
      for (const listener of this.#listeners) listener(batch);
    }
  }

  /** A read model that cannot go on must not serve as if it could: everybody who waits is told. */
  #fail(error: unknown): void {
    this.#failure = error;
    this.#onFailed(error);
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }
}
