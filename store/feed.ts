import type { Recorded } from '../domain/kernel/recorded.ts';

/** Facts that have just been committed, read from their stored text when somebody first asks, and only once. */
export type Committed = () => readonly Recorded[];

type ReadAfter = (position: bigint, limit: number) => readonly Recorded[];

/** Facts per batch while a subscriber catches up. */
const CATCH_UP = 2000;
/** Facts that wait for a slow subscriber before it is sent back to reading from the store. */
const MOST_WAITING = 5000;

/**
 * Hands what is committed to whoever listens in this process: pushed, never polled. A subscriber first reads the past
 * from the store; the turn in which nothing is left to read it becomes live, so that nothing falls in between.
 */
export class Feed {
  readonly #live = new Set<Subscription>();
  readonly #open = new Set<Subscription>();
  readonly #readAfter: ReadAfter;

  constructor(readAfter: ReadAfter) {
    this.#readAfter = readAfter;
  }

  publish(committed: readonly Committed[]): void {
    for (const subscription of this.#live) subscription.offer(committed);
  }

  subscribe(after: bigint, signal: AbortSignal): AsyncIterable<readonly Recorded[]> {
    const subscription = new Subscription(after, signal, this.#readAfter, this.#live, () =>
      this.#open.delete(subscription),
    );
    if (!signal.aborted) this.#open.add(subscription);
    return subscription;
  }

  close(): void {
    for (const subscription of [...this.#open]) subscription.end();
  }
}

type Waiter = PromiseWithResolvers<IteratorResult<readonly Recorded[], undefined>>;

/** Written by hand and not as a generator: a generator that waits cannot be ended by its consumer, and leaks. */
class Subscription implements AsyncIterableIterator<readonly Recorded[], undefined> {
  #position: bigint;
  #waiting: Committed[] = [];
  #weight = 0;
  #reading = false;
  #ended = false;
  readonly #waiters: Waiter[] = [];
  readonly #signal: AbortSignal;
  readonly #readAfter: ReadAfter;
  readonly #live: Set<Subscription>;
  readonly #forget: () => void;
  readonly #abort = () => this.end();

  constructor(
    after: bigint,
    signal: AbortSignal,
    readAfter: ReadAfter,
    live: Set<Subscription>,
    forget: () => void,
  ) {
    this.#position = after;
    this.#signal = signal;
    this.#readAfter = readAfter;
    this.#live = live;
    this.#forget = forget;
    if (signal.aborted) this.#ended = true;
    else signal.addEventListener('abort', this.#abort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<readonly Recorded[], undefined>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    const waiter: Waiter = Promise.withResolvers();
    this.#waiters.push(waiter);
    this.#serve();
    return waiter.promise;
  }

  return(): Promise<IteratorResult<readonly Recorded[], undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  offer(committed: readonly Committed[]): void {
    this.#waiting.push(...committed);
    this.#weight += committed.length;
    if (this.#weight > MOST_WAITING) this.#fallBehind();
    this.#serve();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#fallBehind();
    this.#signal.removeEventListener('abort', this.#abort);
    this.#forget();
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
  }

  #fallBehind(): void {
    this.#live.delete(this);
    this.#waiting = [];
    this.#weight = 0;
  }

  #serve(): void {
    if (this.#waiters.length === 0 || this.#ended) return;
    if (this.#live.has(this)) {
      if (this.#waiting.length === 0) return;
      const committed = this.#waiting;
      this.#waiting = [];
      this.#weight = 0;
      this.#hand(() => committed.flatMap((facts) => facts()));
    } else if (!this.#reading) {
      // The past is read one batch per turn of the event loop, so that a long catch-up leaves room for everybody else.
      this.#reading = true;
      setImmediate(() => {
        this.#reading = false;
        if (!this.#ended) this.#hand(() => this.#readAfter(this.#position, CATCH_UP));
      });
    }
  }

  #hand(read: () => readonly Recorded[]): void {
    try {
      const facts = read();
      const last = facts.at(-1);
      if (last === undefined) {
        this.#live.add(this);
        return;
      }
      this.#position = last.position;
      this.#waiters.shift()?.resolve({ done: false, value: facts });
    } catch (error) {
      this.#waiters.shift()?.reject(error);
      this.end();
      return;
    }
    this.#serve();
  }
}
