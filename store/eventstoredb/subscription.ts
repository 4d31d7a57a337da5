import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type RecordedEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import { HistoryChanged } from '../../domain/kernel/eventStore.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { Replaced, Unanswered } from './failure.ts';
import { type Policy, pauseBefore } from './policy.ts';

/** What a subscription needs of its store. */
export interface Source {
  readonly connection: Connection;
  /** The server has taken up the subscription. */
  confirmed(): void;
  failed(client: Client, error: unknown): void;
  readonly policy: Policy;
  readonly prefix: string;
  /** Where to begin for one who has seen nothing. */
  begin(): Promise<Position | 'start'>;
  ours(event: RecordedEvent | undefined): Recorded | undefined;
  at(position: Position): Promise<Recorded | undefined>;
  head(): Promise<Position | 'start'>;
  closed(subscription: Subscription): void;
}

type Result = IteratorResult<readonly Recorded[], undefined>;
type Waiter = PromiseWithResolvers<Result>;

/**
 * The server looks at 32 events per window, and tells after so many windows how far it has come. Nobody reads on from there;
 * but a server that looks through very many of others' events before it finds one of ours lives, and this is how it says so.
 */
const CHECKPOINT_INTERVAL = 1000;

/**
 * Follows the log from the server, for ever. Only what was handed over counts: after every break it begins there anew,
 * whatever the server had told of its progress, and first makes sure that the last fact is still where it was.
 *
 * Written by hand and not as a generator: a generator that waits cannot be ended by its consumer, and leaks.
 */
export class Subscription implements AsyncIterableIterator<readonly Recorded[], undefined> {
  /** The last fact that was handed over, or where to begin. Its id is known once it was handed over or looked up. */
  #position: Position | 'start';
  #id: string | undefined;
  /** What has come and nobody has asked for yet. */
  #ahead: Recorded[] = [];
  #received: Position = -1n;
  /** How often the server told how far it has come. */
  #told = 0;
  #stream: AllStreamSubscription | undefined;
  #break: ((error: Error) => void) | undefined;
  #handing = false;
  #running = false;
  #ended = false;
  #failure: unknown;
  readonly #waiters: Waiter[] = [];
  readonly #pauses = new Set<() => void>();
  readonly #source: Source;
  readonly #signal: AbortSignal;
  readonly #abort = () => this.end();

  constructor(after: Position | 'start', signal: AbortSignal, source: Source) {
    this.#position = after;
    this.#source = source;
    this.#signal = signal;
    if (signal.aborted) this.#ended = true;
    else signal.addEventListener('abort', this.#abort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    const waiter: Waiter = Promise.withResolvers();
    this.#waiters.push(waiter);
    if (!this.#running) void this.#run();
    this.#hand();
    return waiter.promise;
  }

  return(): Promise<Result> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ahead = [];
    this.#break?.(new Error('the subscription ended'));
    for (const wake of [...this.#pauses]) wake();
    this.#signal.removeEventListener('abort', this.#abort);
    this.#source.closed(this);
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
  }

  /** What comes in one turn of the event loop is one batch. */
  #hand(): void {
    if (this.#handing || this.#waiters.length === 0 || this.#ahead.length === 0) return;
    this.#handing = true;
    setImmediate(() => {
      this.#handing = false;
      const facts = this.#ahead;
      const last = facts.at(-1);
      if (this.#ended || last === undefined) return;
      const waiter = this.#waiters.shift();
      if (waiter === undefined) return;
      this.#ahead = [];
      this.#position = last.position;
      this.#id = last.eventId;
      this.#stream?.resume();
      waiter.resolve({ done: false, value: facts });
    });
  }

  #fail(error: unknown): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#failure = error;
    else waiter.reject(error);
    this.end();
  }

  /** Ends with the subscription: every break is followed by another beginning. */
  async #run(): Promise<void> {
    this.#running = true;
    for (let attempt = 0; !this.#ended; attempt += 1) {
      try {
        const from = await this.#place();
        if (this.#ended) return;
        const client = this.#source.connection.client;
        const error = await this.#follow(client, from, () => {
          attempt = 0;
          this.#source.confirmed();
        });
        if (error instanceof Unreadable) return this.#fail(error);
        if (!this.#ended) this.#source.failed(client, error);
      } catch (error) {
        if (error instanceof HistoryChanged) return this.#fail(error);
        // The store has tried for as long as it tries, and has told of it; a subscription tries for ever.
      }
      if (!this.#ended) await this.#wait(pauseBefore(attempt, this.#source.policy));
    }
  }

  /** Where to read on, after it was seen that the last fact is still there. */
  async #place(): Promise<Position | 'start'> {
    if (this.#position === 'start') return this.#source.begin();
    const found = await this.#source.at(this.#position);
    if (found === undefined || (this.#id !== undefined && found.eventId !== this.#id))
      throw new HistoryChanged('A subscriber', this.#position, found?.eventId);
    this.#id = found.eventId;
    return this.#position;
  }

  /** Resolves with the reason when the stream breaks, whatever breaks it, and lets go of all that belongs to it. */
  #follow(client: Client, from: Position | 'start', confirmed: () => void): Promise<unknown> {
    const { connection, policy, prefix } = this.#source;
    this.#ahead = [];
    this.#received = from === 'start' ? -1n : from;
    return new Promise((resolve) => {
      const stream = client.subscribeToAll(
        {
          fromPosition: from === 'start' ? from : { commit: from, prepare: from },
          filter: streamNameFilter({
            prefixes: [prefix],
            checkpointInterval: CHECKPOINT_INTERVAL,
            checkpointReached: () => {
              this.#told += 1;
            },
          }),
          requiresLeader: true,
        },
        { highWaterMark: 256 },
      );
      this.#stream = stream;
      let broken = false;
      const breaks = (error: unknown) => {
        if (broken) return;
        broken = true;
        clearTimeout(timer);
        leave();
        this.#stream = undefined;
        this.#break = undefined;
        this.#ahead = [];
        stream.unsubscribe().catch(() => undefined);
        stream.destroy();
        resolve(error);
      };
      this.#break = breaks;
      const leave = connection.onReplaced(() => breaks(new Replaced()));
      let timer = setTimeout(() => breaks(new Unanswered(policy.call)), policy.call);
      const watch = () => {
        timer = setTimeout(() => {
          void this.#missesSomething().then((misses) => {
            if (misses) breaks(new Unanswered(policy.watch));
            else if (!broken) watch();
          });
        }, policy.watch);
        timer.unref();
      };
      stream.once('confirmation', () => {
        clearTimeout(timer);
        confirmed();
        if (!broken) watch();
      });
      // Errors of a stream that was given up are of its end, and must not go unheard: Node would end the process.
      stream.on('error', breaks);
      stream.once('end', () => breaks(new Error('the server ended the subscription')));
      stream.on('data', ({ event }: AllStreamResolvedEvent) => {
        if (broken) return;
        try {
          this.#take(this.#source.ours(event));
        } catch (error) {
          breaks(new Unreadable((error as Error).message, { cause: error }));
        }
      });
    });
  }

  /** In order and once each: what was received before is passed over. */
  #take(fact: Recorded | undefined): void {
    if (fact === undefined || fact.position <= this.#received) return;
    this.#received = fact.position;
    this.#ahead.push(fact);
    if (this.#ahead.length >= this.#source.policy.ahead) this.#stream?.pause();
    this.#hand();
  }

  /**
   * A stream may die without a word, and silence is what an idle one sounds like. So whoever waits compares: the log has a
   * later fact than the last that came, and a while later still nothing has come.
   */
  async #missesSomething(): Promise<boolean> {
    const received = this.#received;
    const told = this.#told;
    if (this.#ahead.length > 0 || this.#waiters.length === 0) return false;
    try {
      const head = await this.#source.head();
      if (head === 'start' || head <= received) return false;
    } catch {
      // The failed call has told the circuit.
      return false;
    }
    await this.#wait(this.#source.policy.call);
    return this.#received === received && this.#told === told && !this.#ended;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#pauses.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#pauses.add(wake);
    });
  }
}

/** An event of ours that cannot be read as a fact: reading again would not help. */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
