import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position } from '../../domain/kernel/recorded.ts';
import { requestError } from '../clientError.ts';
import type { Change } from './change.ts';

/** Changes of the past, a page at a time; what is left out is of another topic. */
export type ReadPast = (after: Position | 'start') => Promise<{
  readonly changes: readonly Change[];
  readonly next: Position | undefined;
  readonly looked: number;
}>;

interface Bounds {
  readonly queue: number;
  readonly replay: number;
}

/**
 * The changes of one topic for one client: first those since the place it resumes at, then those that come. It pulls at
 * its own pace, and what waits for it is bounded. Written by hand: a generator that waits cannot be ended from outside.
 */
export class ChangeStream implements AsyncIterableIterator<Change, undefined> {
  readonly #bounds: Bounds;
  readonly #readPast: ReadPast;
  readonly #forget: () => void;
  /** Where reading the past has come to; undefined once nothing is left of it. */
  #resume: Position | 'start' | undefined;
  #looked = 0;
  #past: Change[] = [];
  #queue: Change[] = [];
  #failure: Error | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(
    bounds: Bounds,
    resume: Position | 'start' | undefined,
    readPast: ReadPast,
    forget: () => void,
  ) {
    this.#bounds = bounds;
    this.#resume = resume;
    this.#readPast = readPast;
    this.#forget = forget;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  offer(change: Change): void {
    if (this.#ended) return;
    if (this.#queue.length >= this.#bounds.queue) {
      this.#fail(
        'TOO_SLOW',
        `More than ${this.#bounds.queue} changes wait for you; ask again from the last one you have seen.`,
      );
      return;
    }
    this.#queue.push(change);
    this.#wake?.();
  }

  /** No more is given, and what waits is dropped. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue = [];
    this.#past = [];
    this.#forget();
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Change, undefined>> {
    for (;;) {
      if (this.#failure !== undefined) {
        const error = this.#failure;
        this.#failure = undefined;
        throw error;
      }
      if (this.#ended) return { done: true, value: undefined };
      const change = this.#past.shift() ?? (this.#resume === undefined ? this.#queue.shift() : undefined);
      if (change !== undefined) return { done: false, value: change };
      if (this.#resume !== undefined) await this.#catchUp(this.#resume);
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  return(): Promise<IteratorResult<Change, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** One page of the past for each turn of the event loop, so that a client that resumes holds nobody up. */
  async #catchUp(from: Position | 'start'): Promise<void> {
    await nextTurn();
    const { changes, next, looked } = await this.#readPast(from);
    this.#past = [...changes];
    this.#resume = next;
    this.#looked += looked;
    if (next !== undefined && this.#looked >= this.#bounds.replay)
      this.#fail(
        'RESUME_TOO_FAR',
        `More than ${this.#bounds.replay} facts lie between; read the present state, and subscribe without «after».`,
      );
  }

  #fail(code: string, message: string): void {
    this.end();
    this.#failure = requestError(400, code, message);
  }
}
