import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendResult, EventStore, ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { NewEvent, Position, Recorded } from '../../domain/kernel/recorded.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { Circuit } from './circuit.ts';
import { type Client, clientOf } from './client.ts';
import { Connection } from './connection.ts';
import {
  codeOfFailure,
  isMissingStream,
  isNotLeader,
  isOfTheConnection,
  isOfTheQuestion,
  isRefusal,
  Replaced,
  reasonOf,
  Unanswered,
} from './failure.ts';
import { type Answer, Lane } from './lane.ts';
import type { EventStoreDbObserver } from './observer.ts';
import { POLICY, type Policy, pauseBefore } from './policy.ts';
import { collect } from './reading.ts';
import { Subscription } from './subscription.ts';
import { assertCertificate, type EsdbUrl, parseEsdbUrl } from './url.ts';
import { type Page, WholeLog } from './wholeLog.ts';
import { markRequest, requestOf } from './writing.ts';

export interface EventStoreDbOptions {
  /** What the names of all our streams begin with on the server. No installation's may begin with another's. */
  readonly prefix?: string;
  readonly policy?: Partial<Policy>;
  readonly observer?: EventStoreDbObserver;
}

const PREFIX = 'lianshen.';
/** The stream of one event that marks where our facts begin. It holds no fact, and the port shows it to nobody. */
const MARK = '$log';

/**
 * Facts on an EventStoreDB or KurrentDB, one node or a cluster. Others may use it too: all our streams share a prefix there.
 *
 * Opening waits for nobody. A call that is not answered, or whose connection breaks, leaves its outcome open; it is made
 * again with the same ids at the same expectation, which the server then answers as the first time, until its time is over.
 * Appends have a connection of their own, so that no long read holds them up.
 */
export class EventStoreDb implements EventStore {
  readonly shared = true;
  readonly #url: EsdbUrl;
  readonly #prefix: string;
  readonly #policy: Policy;
  readonly #observer: EventStoreDbObserver | undefined;
  readonly #circuit: Circuit;
  readonly #appends: Connection;
  readonly #reads: Connection;
  readonly #log: WholeLog;
  readonly #subscriptions = new Set<Subscription>();
  readonly #ending = new AbortController();
  #lane: Lane | undefined;
  #opening: Promise<Lane> | undefined;
  /** Position of the mark: all our facts come after it. */
  #origin: Position | undefined;
  #beginning: Promise<void> | undefined;

  constructor(url: string, { prefix = PREFIX, policy, observer }: EventStoreDbOptions = {}) {
    this.#url = parseEsdbUrl(url);
    assertCertificate(this.#url);
    this.#prefix = prefix;
    this.#policy = { ...POLICY, ...policy };
    this.#observer = observer;
    const make = () => clientOf(this.#url);
    this.#appends = new Connection(make);
    this.#reads = new Connection(make);
    this.#circuit = new Circuit(this.#policy, observer, () =>
      this.#attempt((client) => this.#page(client, { from: 'end', direction: 'backwards', most: 1 })),
    );
    this.#log = new WholeLog(
      {
        page: (page) => this.#ask((client) => this.#page(client, page)),
        pageOnce: (page) => this.#ask((client) => this.#page(client, page), isOfTheQuestion),
      },
      prefix,
      `${prefix}${MARK}`,
      () => this.#findOrigin(),
    );
    setMaxListeners(0, this.#ending.signal);
  }

  /** Why the store cannot be reached, where it cannot. */
  get unreachableBecause(): string | undefined {
    return this.#circuit.openBecause;
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    const at = performance.now();
    const request = requestOf(`${this.#prefix}${stream}`, expected, events);
    try {
      if (this.#origin === undefined) await this.#begin();
      const answer = await this.#deliver(request, at);
      if (answer.kind === 'conflict') {
        this.#observer?.answered('conflict', performance.now() - at);
        return answer;
      }
      const position = answer.position ?? (await this.#positionOf(stream, answer.revision));
      this.#log.knows(position);
      this.#observer?.answered('appended', performance.now() - at);
      return { kind: 'appended', revision: answer.revision, position };
    } catch (error) {
      this.#observer?.answered('failed', performance.now() - at);
      throw error;
    }
  }

  async read(stream: string, fromRevision = 0): Promise<readonly Recorded[]> {
    const events = await this.#readStream(stream, fromRevision);
    return events.flatMap(({ event }) => this.#log.ours(event) ?? []);
  }

  readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]> {
    return this.#log.readAll(after, limit);
  }

  at(position: Position): Promise<Recorded | undefined> {
    return this.#log.at(position);
  }

  countAfter(after: Position | 'start', most: number): Promise<number> {
    return this.#log.countAfter(after, most);
  }

  head(): Promise<Position | 'start'> {
    return this.#log.head();
  }

  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<readonly Recorded[]> {
    const subscription = new Subscription(after, this.#ending.signal.aborted ? AbortSignal.abort() : signal, {
      connection: this.#reads,
      confirmed: () => this.#circuit.succeeded(),
      failed: (client, error) => this.#readFailed(client, error),
      policy: this.#policy,
      prefix: this.#prefix,
      begin: () => this.#beginOfLog(),
      ours: (event) => this.#log.ours(event),
      at: (position) => this.#log.at(position),
      head: () => this.#log.head(),
      closed: (ended) => this.#subscriptions.delete(ended),
    });
    if (!signal.aborted) this.#subscriptions.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    for (const subscription of [...this.#subscriptions]) subscription.end();
    this.#circuit.close();
    this.#lane?.end(this.#closed());
    this.#appends.close();
    this.#reads.close();
  }

  /** The first attempt is made without ado; only one whose outcome is open costs more. */
  async #deliver(request: BatchAppendReq, began: number): Promise<Answer> {
    try {
      return await this.#send(request);
    } catch (error) {
      return await this.#insist(error, began, () => this.#send(request));
    }
  }

  async #send(request: BatchAppendReq): Promise<Answer> {
    const lane = this.#lane ?? (await this.#openLane());
    const answer = await lane.send(request);
    this.#circuit.succeeded();
    return answer;
  }

  #openLane(): Promise<Lane> {
    this.#opening ??= this.#newLane().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #newLane(): Promise<Lane> {
    this.#assertOpen();
    const client = this.#appends.client;
    try {
      const call = await within(this.#policy.call, client.openAppends(), (late) => late.cancel());
      const lane = new Lane(call, this.#policy.call, (error) => {
        if (this.#lane === lane) this.#lane = undefined;
        this.#appendsFailed(client, error);
      });
      if (this.#ending.signal.aborted) lane.end(this.#closed());
      else this.#lane = lane;
      return lane;
    } catch (error) {
      this.#appendsFailed(client, error);
      throw error;
    }
  }

  /** The client itself follows a leader that it was told of; for everything else a fresh one looks for the nodes anew. */
  #appendsFailed(client: Client, error: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#circuit.failed(codeOfFailure(error), reasonOf(error));
    if (!isNotLeader(error)) this.#appends.replace(client);
  }

  /** Our facts begin after a mark, written before the first of them and found by every process. */
  #begin(): Promise<void> {
    const begin = async () => {
      if ((await this.#findOrigin()) !== undefined) return;
      const answer = await this.#deliver(
        markRequest(`${this.#prefix}${MARK}`, randomUUID()),
        performance.now(),
      );
      if (answer.kind === 'appended') this.#origin = answer.position;
      if (this.#origin === undefined) await this.#findOrigin();
    };
    this.#beginning ??= begin().finally(() => {
      this.#beginning = undefined;
    });
    return this.#beginning;
  }

  async #findOrigin(): Promise<Position | undefined> {
    this.#origin ??= (await this.#readStream(MARK, 0, 1))[0]?.event?.position?.commit;
    return this.#origin;
  }

  /**
   * Where the first fact of ours is yet to come, it comes after the end of the log: which is looked up before the mark, so
   * that nothing falls in between.
   */
  async #beginOfLog(): Promise<Position | 'start'> {
    if (this.#origin !== undefined) return this.#origin;
    const [last] = await this.#ask((client) =>
      this.#page(client, { from: 'end', direction: 'backwards', most: 1 }),
    );
    return (await this.#findOrigin()) ?? last?.event?.position.commit ?? 'start';
  }

  async #positionOf(stream: string, revision: number): Promise<Position> {
    const [fact] = await this.#readStream(stream, revision, 1);
    if (fact?.event?.position === undefined)
      throw new StoreUnavailable(
        this.#url.shown,
        `it took fact ${revision} of ${stream} and does not have it.`,
      );
    return fact.event.position.commit;
  }

  async #readStream(stream: string, from: number, maxCount?: number): Promise<readonly ResolvedEvent[]> {
    try {
      return await this.#ask(
        (client) =>
          collect(
            this.#reads,
            client.readStream(`${this.#prefix}${stream}`, {
              fromRevision: BigInt(from),
              requiresLeader: true,
              ...(maxCount === undefined ? {} : { maxCount }),
            }),
            this.#policy.call,
          ),
        isMissingStream,
      );
    } catch (error) {
      if (isMissingStream(error)) return [];
      throw error;
    }
  }

  #page(client: Client, { from, direction, most }: Page): Promise<readonly AllStreamResolvedEvent[]> {
    const fromPosition = typeof from === 'bigint' ? { commit: from, prepare: from } : from;
    const read = client.readAll(
      { direction, fromPosition, maxCount: most, requiresLeader: true },
      { highWaterMark: 256 },
    );
    return collect(this.#reads, read, this.#policy.call);
  }

  /** Asks until there is an answer; `isAnswer` says which errors are one. */
  async #ask<Result>(
    ask: (client: Client) => Promise<Result>,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<Result> {
    const began = performance.now();
    const attempt = () => this.#attempt(ask, isAnswer);
    try {
      return await attempt();
    } catch (error) {
      if (isAnswer?.(error)) throw error;
      return await this.#insist(error, began, attempt, isAnswer);
    }
  }

  async #attempt<Result>(
    ask: (client: Client) => Promise<Result>,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<Result> {
    this.#assertOpen();
    const client = this.#reads.client;
    try {
      const result = await ask(client);
      this.#circuit.succeeded();
      return result;
    } catch (error) {
      if (isAnswer?.(error)) this.#circuit.succeeded();
      else this.#readFailed(client, error);
      throw error;
    }
  }

  #readFailed(client: Client, error: unknown): void {
    if (this.#ending.signal.aborted || error instanceof Replaced) return;
    this.#circuit.failed(codeOfFailure(error), reasonOf(error));
    if (isOfTheConnection(error)) this.#reads.replace(client);
  }

  /** Tries again with pauses until it succeeds, is refused, or its time is over. */
  async #insist<Result>(
    failure: unknown,
    began: number,
    attempt: () => Promise<Result>,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<Result> {
    let error = failure;
    for (let tried = 1; ; tried += 1) {
      this.#assertOpen();
      if (isRefusal(error)) throw new StoreUnavailable(this.#url.shown, reasonOf(error), { cause: error });
      const pause = pauseBefore(tried - 1, this.#policy);
      const spent = performance.now() - began;
      if (spent + pause > this.#policy.total)
        throw new StoreUnavailable(
          this.#url.shown,
          `the store cannot be reached (${reasonOf(error)}); tried ${tried} times in ${Math.round(spent / 1000)} s.`,
          { cause: error },
        );
      await delay(pause, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      this.#assertOpen();
      try {
        return await attempt();
      } catch (again) {
        if (isAnswer?.(again)) throw again;
        error = again;
      }
    }
  }

  #closed(): StoreUnavailable {
    return new StoreUnavailable(this.#url.shown, 'the store is closed.');
  }

  #assertOpen(): void {
    if (this.#ending.signal.aborted) throw this.#closed();
  }
}

/** Bounded, whoever it is that does not answer; what comes too late is handed to whoever can end it. */
function within<Result>(
  ms: number,
  promise: Promise<Result>,
  tooLate: (late: Result) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new Unanswered(ms));
    }, ms);
    promise.then(
      (result) => {
        clearTimeout(timer);
        if (over) tooLate(result);
        else resolve(result);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
