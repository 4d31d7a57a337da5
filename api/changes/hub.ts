import type { Changes } from '../../app/runtime.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import { requestError } from '../clientError.ts';
import type { Limits } from '../limits.ts';
import { changeOf, type Topic, topicOf } from './change.ts';
import { ChangeStream, type ReadPast } from './changeStream.ts';

const PAGE = 500;

/**
 * Hands what happens to those who wait for it. It listens to the read models once, and only while somebody waits;
 * each fact wakes the streams of its own topic and no others.
 */
export class ChangeHub {
  readonly #changes: Changes;
  readonly #limits: Limits['streams'];
  readonly #topics = new Map<Topic, Set<ChangeStream>>();
  readonly #perClient = new Map<string, number>();
  #size = 0;
  #silence: (() => void) | undefined;

  constructor(changes: Changes, limits: Limits['streams']) {
    this.#changes = changes;
    this.#limits = limits;
  }

  /** How many streams are open. */
  get size(): number {
    return this.#size;
  }

  /** The changes of a topic: those that come, and before them those after a place where one is given. */
  subscribe(topic: Topic, client: string, after: Position | undefined): ChangeStream {
    const { total, perClient, lifetimeMs } = this.#limits;
    const own = this.#perClient.get(client) ?? 0;
    if (this.#size >= total) throw tooMany(`${total} streams are open, and no more are given`);
    if (own >= perClient) throw tooMany(`You have ${own} streams open, and no more are given`);

    const joinedAt = this.#changes.position();
    if (after !== undefined && (joinedAt === 'start' ? after > 0n : after > joinedAt))
      throw requestError(400, 'BAD_USER_INPUT', `«after» cannot be ${after}: nothing has come so far.`);
    const behind = after !== undefined && joinedAt !== 'start' && after < joinedAt ? after : undefined;
    const readPast = joinedAt === 'start' ? nothing : this.#past(topic, joinedAt);
    const stream = new ChangeStream(this.#limits, behind, readPast, () => {
      clearTimeout(lifetime);
      this.#leave(topic, client, stream);
    });
    const lifetime = setTimeout(() => stream.end(), lifetimeMs).unref();
    this.#join(topic, client, stream);
    return stream;
  }

  /** Ends every stream. */
  close(): void {
    for (const streams of [...this.#topics.values()]) for (const stream of [...streams]) stream.end();
  }

  #join(topic: Topic, client: string, stream: ChangeStream): void {
    const streams = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, streams.add(stream));
    this.#perClient.set(client, (this.#perClient.get(client) ?? 0) + 1);
    this.#size += 1;
    this.#silence ??= this.#changes.listen((facts) => this.#tell(facts));
  }

  #leave(topic: Topic, client: string, stream: ChangeStream): void {
    const streams = this.#topics.get(topic);
    streams?.delete(stream);
    if (streams?.size === 0) this.#topics.delete(topic);
    const left = (this.#perClient.get(client) ?? 1) - 1;
    if (left === 0) this.#perClient.delete(client);
    else this.#perClient.set(client, left);
    this.#size -= 1;
    if (this.#size > 0) return;
    this.#silence?.();
    this.#silence = undefined;
  }

  #tell(facts: readonly Recorded[]): void {
    for (const fact of facts) {
      const topic = topicOf(fact);
      const streams = topic === undefined ? undefined : this.#topics.get(topic);
      if (streams === undefined) continue;
      const change = changeOf(fact);
      for (const stream of [...streams]) stream.offer(change);
    }
  }

  /** Facts of a topic up to the place at which the live ones begin. */
  #past(topic: Topic, until: Position): ReadPast {
    return async (after) => {
      const facts = await this.#changes.after(after, PAGE);
      const last = facts.at(-1)?.position;
      return {
        changes: facts
          .filter((fact) => fact.position <= until && topicOf(fact) === topic)
          .map((fact) => changeOf(fact)),
        next: last === undefined || last >= until ? undefined : last,
        looked: facts.length,
      };
    };
  }
}

const nothing: ReadPast = async () => ({ changes: [], next: undefined, looked: 0 });

const tooMany = (what: string) =>
  requestError(503, 'TOO_MANY_STREAMS', `${what}; try again later.`, { 'retry-after': '10' });
