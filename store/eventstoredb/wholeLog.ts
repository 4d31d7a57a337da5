import type { AllStreamResolvedEvent, RecordedEvent } from '@eventstore/db-client';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import { isOfTheQuestion } from './failure.ts';
import { factOf } from './reading.ts';

/** A page of the server's whole log $all, everybody's events in it. */
export interface Page {
  readonly from: Position | 'start' | 'end';
  readonly direction: 'forwards' | 'backwards';
  readonly most: number;
}

export interface LogReader {
  page(page: Page): Promise<readonly AllStreamResolvedEvent[]>;
  /** As `page`, but an error that is about the place in question is not tried again. */
  pageOnce(page: Page): Promise<readonly AllStreamResolvedEvent[]>;
}

/** Where our facts begin on a server that may be full of others' events; undefined: nothing of ours is there yet. */
type Origin = () => Promise<Position | undefined>;

const FEWEST = 32;
const MOST = 2000;

/**
 * Our facts in $all: those in streams that begin with our prefix, the mark of our beginning excepted. This client has no
 * filter for reads, so others' events are read and passed over; how far is bounded by the mark.
 */
export class WholeLog {
  readonly #reader: LogReader;
  readonly #prefix: string;
  readonly #mark: string;
  readonly #origin: Origin;
  /** The log was looked through up to an event of anybody's, and our last fact was there; it need not be done again. */
  #looked: { readonly to: Position; readonly head: Position | 'start' } | undefined;

  constructor(reader: LogReader, prefix: string, mark: string, origin: Origin) {
    this.#reader = reader;
    this.#prefix = prefix;
    this.#mark = mark;
    this.#origin = origin;
  }

  /** A fact of ours is at this position. */
  knows(position: Position): void {
    if (this.#looked === undefined || position > this.#looked.to)
      this.#looked = { to: position, head: position };
  }

  /** The fact in an event, if it is ours. */
  ours(event: RecordedEvent | undefined): Recorded | undefined {
    const mine = event?.streamId.startsWith(this.#prefix) && event.streamId !== this.#mark;
    return event !== undefined && mine ? factOf(event, this.#prefix) : undefined;
  }

  async readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]> {
    const facts: Recorded[] = [];
    for await (const found of this.#after(after, limit)) {
      facts.push(...found);
      if (facts.length >= limit) break;
    }
    return facts.slice(0, limit);
  }

  async countAfter(after: Position | 'start', most: number): Promise<number> {
    let count = 0;
    for await (const found of this.#after(after, most)) {
      count += found.length;
      if (count >= most) break;
    }
    return Math.min(count, most);
  }

  /**
   * A place at which no event begins is answered with an error by the server, which looks like many others. So it is asked
   * again after a read that succeeded: an error of the server itself would show there.
   */
  async at(position: Position): Promise<Recorded | undefined> {
    for (let attempt = 1; ; attempt += 1)
      try {
        const [found] = await this.#reader.pageOnce({ from: position, direction: 'forwards', most: 1 });
        const fact = this.ours(found?.event);
        return fact?.position === position ? fact : undefined;
      } catch (error) {
        if (!isOfTheQuestion(error)) throw error;
        await this.#reader.page({ from: 'end', direction: 'backwards', most: 1 });
        if (attempt === 3) return undefined;
      }
  }

  /** Looks back from the end to the last fact of ours, or to where it looked before. */
  async head(): Promise<Position | 'start'> {
    const origin = await this.#origin();
    if (origin === undefined) return 'start';
    const before = this.#looked;
    let end: Position | undefined;
    let lowest: Position | undefined;
    const found = (head: Position | 'start') => {
      if (end !== undefined) this.#looked = { to: end, head };
      return head;
    };
    for (let most = FEWEST; ; most = MOST) {
      const events: readonly AllStreamResolvedEvent[] = await this.#reader.page({
        from: lowest ?? 'end',
        direction: 'backwards',
        most,
      });
      for (const { event } of events) {
        if (event === undefined || (lowest !== undefined && event.position.commit >= lowest)) continue;
        lowest = event.position.commit;
        end ??= lowest;
        // Only where that very event is still there: a store that forgets is looked through anew.
        if (lowest === before?.to) return found(before.head);
        if (lowest <= origin) return found('start');
        if (this.ours(event) !== undefined) return found(lowest);
      }
      if (events.length < most) return found('start');
    }
  }

  /** Pages of our facts after a position, in order. A read begins at its place, so that one is dropped. */
  async *#after(after: Position | 'start', wanted: number): AsyncGenerator<readonly Recorded[]> {
    const begin = after === 'start' ? await this.#origin() : after;
    if (begin === undefined) return;
    let last = begin;
    const most = Math.min(MOST, Math.max(FEWEST, wanted + 1));
    for (;;) {
      const events = await this.#reader.page({ from: last, direction: 'forwards', most });
      const seen = last;
      const facts: Recorded[] = [];
      for (const { event } of events) {
        if (event === undefined || event.position.commit <= seen) continue;
        last = event.position.commit;
        const fact = this.ours(event);
        if (fact !== undefined) facts.push(fact);
      }
      yield facts;
      if (events.length < most) return;
    }
  }
}
