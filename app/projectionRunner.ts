import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import type { ParkedFact } from '../projections/engine/parked.ts';
import type { Place } from '../projections/engine.ts';
import { ReadPosition } from './readPosition.ts';
import { tracedBatch } from './tracing.ts';
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

/** Feeds read models from the store, from where they are for as long as it is let. */
export class ProjectionRunner {
  readonly #store: EventStore;
  readonly #projector: Projector;
  readonly #onParked: OnParked;
  readonly #onFailed: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #at: ReadPosition;
  /** Up to here a fold from the first fact is a rebuild, which sets nothing aside but stops. */
  #rebuildsTo: Position = -1n;
  #running: Promise<void> = Promise.resolve();

  constructor(
    store: EventStore,
    projector: Projector,
    onParked: OnParked,
    onFailed: (error: unknown) => void = () => {},
    at: ReadPosition = new ReadPosition(),
  ) {
    this.#store = store;
    this.#projector = projector;
    this.#onParked = onParked;
    this.#onFailed = onFailed;
    this.#at = at;
  }

  /** Goes on in the background; answers up to where the store goes, which is then to be reached. */
  async begin(): Promise<Position | 'start'> {
    const from = await this.#projector.start();
    await assertUnchanged(this.#store, this.#projector.places());
    this.#at.begin(from);
    const head = await this.#store.head();
    if (from === 'start' && head !== 'start') this.#rebuildsTo = head;
    this.#running = this.#run(from).catch((error: unknown) => {
      this.#at.fail(error);
      this.#onFailed(error);
    });
    return head;
  }

  /** Catches up with what is there already, then goes on in the background. */
  async start(): Promise<void> {
    const head = await this.begin();
    if (head !== 'start') await this.reached(head);
  }

  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void> {
    return this.#at.reached(position);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(from: Position | 'start'): Promise<void> {
    for await (const batch of this.#store.subscribe(from, this.#stop.signal)) {
      const rebuilding = (batch[0]?.position ?? 0n) <= this.#rebuildsTo;
      const apply = () => this.#projector.apply(batch, rebuilding);
      for (const parked of await tracedBatch(batch, rebuilding, apply))
        this.#onParked(
          parked,
          batch.find(({ position }) => Number(position) === parked.position)?.correlationId,
        );
      this.#at.advance(batch);
    }
  }
}
