import type { Position, Recorded } from '../domain/kernel/recorded.ts';

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Up to where the read models are, for whoever waits until they hold a fact, or wants to hear of all that they take in. */
export class ReadPosition {
  #position: Position | 'start' = 'start';
  #failure: unknown;
  #waiters: Waiter[] = [];
  readonly #listeners = new Set<(facts: readonly Recorded[]) => void>();

  get position(): Position | 'start' {
    return this.#position;
  }

  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#position !== 'start' && this.#position >= position) return Promise.resolve();
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

  /** The read models hold everything up to here, whatever was told of it. */
  begin(position: Position | 'start'): void {
    if (position !== 'start') this.#move(position);
  }

  /** The read models hold these as well, in order; what was told before is not told again. */
  advance(batch: readonly Recorded[]): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    const before = this.#position;
    if (before !== 'start' && last.position <= before) return;
    this.#move(last.position);
    const facts = before === 'start' ? batch : batch.filter(({ position }) => position > before);
    for (const listener of this.#listeners) listener(facts);
  }

  /** Read models that cannot go on must not serve as if they could: everybody who waits is told. */
  fail(error: unknown): void {
    this.#failure = error;
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  #move(position: Position): void {
    if (this.#position !== 'start' && position <= this.#position) return;
    this.#position = position;
    const waiting = this.#waiters;
    this.#waiters = waiting.filter((waiter) => waiter.position > position);
    for (const waiter of waiting) if (waiter.position <= position) waiter.resolve();
  }
}
