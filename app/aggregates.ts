import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import type { SliceState } from '../domain/kernel/slice.ts';
import type { AnySlice } from './slices.ts';

/** What a command was answered, so that it gets the same answer for ever. */
export interface Answered {
  readonly commandDigest: string;
  readonly revision: number;
  readonly position: Position;
  /** The refusal that was recorded, where it was one. */
  readonly refusal: { code: string; message: string; rule: string | undefined } | undefined;
}

/** A stream folded up to a revision, with the commands that it has answered. */
export interface Aggregate {
  readonly state: SliceState<unknown>;
  /** -1: there is no stream yet. */
  readonly revision: number;
  readonly lastAt: Instant | undefined;
  readonly answered: Map<string, Answered>;
}

/** Who asked under which id: one command has one effect on a stream for ever. */
export const scopeOf = (subject: string, commandId: string) => `${subject}\n${commandId}`;

const emptyAggregate = (slice: AnySlice): Aggregate => ({
  state: slice.initialState,
  revision: -1,
  lastAt: undefined,
  answered: new Map(),
});

/** Adds stored facts to a folded stream. */
const foldStored = (slice: AnySlice, before: Aggregate, facts: readonly Recorded[]): Aggregate =>
  foldOn(
    slice,
    before,
    facts.map((fact) => ({
      ...fact,
      event: slice.parse(fact.event.type, fact.event.data, fact.schemaVersion),
    })),
  );

/**
 * Adds facts in today's schema to a folded stream. The map of answers is filled in place: it belongs to one cache entry
 * alone.
 */
export function foldOn(slice: AnySlice, before: Aggregate, facts: readonly Recorded[]): Aggregate {
  let { state, revision, lastAt } = before;
  for (const fact of facts) {
    state = slice.evolve(state, fact.event);
    revision = fact.revision;
    lastAt = fact.recordedAt;
    before.answered.set(scopeOf(fact.actor.subject, fact.causationId), {
      commandDigest: fact.commandDigest,
      revision,
      position: fact.position,
      refusal: refusalOf(fact.event.data),
    });
  }
  return { state, revision, lastAt, answered: before.answered };
}

const refusalOf = (data: unknown): Answered['refusal'] =>
  typeof data === 'object' && data !== null && 'refusal' in data
    ? (data.refusal as Answered['refusal'])
    : undefined;

/** Folded streams by name, the least recently used let go of: commands do not read what is hot. */
export class Aggregates {
  readonly #store: EventStore;
  readonly #capacity: number;
  readonly #cache = new Map<string, Aggregate>();

  constructor(store: EventStore, capacity = 10_000) {
    this.#store = store;
    this.#capacity = capacity;
  }

  async load(slice: AnySlice, stream: string): Promise<Aggregate> {
    const cached = this.#cache.get(stream);
    if (cached !== undefined) {
      this.#cache.delete(stream);
      this.#cache.set(stream, cached);
      return cached;
    }
    const loaded = foldStored(slice, emptyAggregate(slice), await this.#store.read(stream));
    // A command may have gone further while this was being read.
    const meanwhile = this.#cache.get(stream);
    if (meanwhile !== undefined && meanwhile.revision >= loaded.revision) return meanwhile;
    this.keep(stream, loaded);
    return loaded;
  }

  /** As it is now: where others write as well, what they have added since is read. */
  async fresh(slice: AnySlice, stream: string): Promise<Aggregate> {
    const known = await this.load(slice, stream);
    if (!this.#store.shared) return known;
    const added = await this.#store.read(stream, known.revision + 1);
    if (added.length === 0) return known;
    const now = foldStored(slice, known, added);
    if (now.revision > (this.#cache.get(stream)?.revision ?? -1)) this.keep(stream, now);
    return now;
  }

  keep(stream: string, aggregate: Aggregate): void {
    this.#cache.set(stream, aggregate);
    if (this.#cache.size <= this.#capacity) return;
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined) this.#cache.delete(oldest);
  }

  /** Another writer was faster: what is cached is no longer the end of the stream. */
  forget(stream: string): void {
    this.#cache.delete(stream);
  }
}
