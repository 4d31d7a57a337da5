import type { Position, Recorded } from '../domain/kernel/recorded.ts';

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Up to where the read models are, for whoever waits until they hold a fact, or wants to hear of all that they take in. */
export class ReadPosition {
  /** Up to here listeners were told, or it was there before them. */
  #told: Position | 'start' = 'start';
  /** Up to here the read models are known to be; further than what was told where facts come later than word of them. */
  #held: Position | 'start' = 'start';
  #failure: unknown;
  #waiters: Waiter[] = [];
  readonly #listeners = new Set<(facts: readonly Recorded[]) => void>();

  /** The last fact of which was told. */
  get position(): Position | 'start' {
    return this.#told;
  }

  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (isUpTo(this.#held, position)) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ position, resolve, reject }));
  }

  get awaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** Hear of each batch once the read models hold it. Answers how to hear no more. */
  listen(listener: (facts: readonly Recorded[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nothing will be told of what is up to here. */
  begin(position: Position | 'start'): void {
    if (position === 'start' || isUpTo(this.#told, position)) return;
    this.#told = position;
    this.hold(position);
  }

  /** The read models hold everything up to here; of what is new among it may be told later. */
  hold(position: Position): void {
    if (isUpTo(this.#held, position)) return;
    this.#held = position;
    const waiting = this.#waiters;
    this.#waiters = waiting.filter((waiter) => waiter.position > position);
    for (const waiter of waiting) if (waiter.position <= position) waiter.resolve();
  }

  /** The read models hold these as well, in order; what was told before is not told again. */
  advance(batch: readonly Recorded[]): void {
    const last = batch.at(-1);
    if (last === undefined || isUpTo(this.#told, last.position)) return;
    const before = this.#told;
    this.#told = last.position;
    this.hold(last.position);
    const facts = before === 'start' ? batch : batch.filter(({ position }) => position > before);
    for (const listener of this.#listeners) listener(facts);
  }

  /** Read models that cannot go on must not serve as if they could: everybody who waits is told. */
  fail(error: unknown): void {
    this.#failure = error;
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }
}

const isUpTo = (at: Position | 'start', position: Position): boolean => at !== 'start' && at >= position;
