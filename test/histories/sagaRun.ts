import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { AnySaga, Effect } from '../../sagas/saga.ts';

/** What one saga remembers of each instance, and the wake-ups that each was given. */
type Memory = Map<string, { readonly state: unknown; readonly fired: readonly string[] }>;

/**
 * One saga over facts, as the runner does it, and without the runner: what falls due in an instance is given before its next
 * fact, in order of instants. What it asks for is kept by the id that names the effect; two contents of one id are a fault.
 */
export class SagaRun {
  readonly effects = new Map<string, string>();
  readonly faults: string[] = [];
  readonly #saga: AnySaga;
  #memory: Memory = new Map();
  #kept: Memory = new Map();

  constructor(saga: AnySaga) {
    this.#saga = saga;
  }

  /** Gives a fact to every instance that it belongs to. */
  show(fact: Recorded): void {
    const wanted = this.#saga.instancesOf(fact);
    for (const instance of wanted === '*' ? [...this.#memory.keys()].toSorted() : wanted) {
      this.#wake(instance, fact.recordedAt);
      const before = this.#memory.get(instance);
      const state = this.#saga.evolve(before?.state, fact);
      this.#remember(instance, state, before?.fired ?? []);
      this.#ask(this.#saga.react?.(state, fact, before?.state) ?? []);
    }
  }

  /** The end of time, as far as it is told. */
  finish(until: Instant): void {
    for (const instance of [...this.#memory.keys()]) this.#wake(instance, until);
  }

  /** What is remembered is written down; a crash goes back to here. */
  keep(): void {
    this.#kept = new Map(this.#memory);
  }

  crash(): void {
    this.#memory = new Map(this.#kept);
  }

  /** What is remembered at the end, in an order of its own. */
  get end(): string {
    return canonicalJson(
      [...this.#memory].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, { state }]) => ({ id, state })),
    );
  }

  #wake(instance: string, until: Instant): void {
    for (let kept = this.#memory.get(instance); kept !== undefined; kept = this.#memory.get(instance)) {
      const { state, fired } = kept;
      const [next] = (this.#saga.wakeUps?.(state) ?? [])
        .filter(({ key, at }) => at <= until && !fired.includes(key))
        .toSorted((a, b) => (a.at < b.at ? -1 : 1));
      if (next === undefined) return;
      this.#ask(this.#saga.wake?.(state, next) ?? []);
      this.#remember(instance, state, [...fired, next.key]);
    }
  }

  #remember(instance: string, state: unknown, fired: readonly string[]): void {
    if (state === undefined) this.#memory.delete(instance);
    else {
      const wanted = new Set((this.#saga.wakeUps?.(state) ?? []).map(({ key }) => key));
      this.#memory.set(instance, { state, fired: fired.filter((key) => wanted.has(key)) });
    }
  }

  #ask(effects: readonly Effect[]): void {
    for (const { commandId, ...effect } of effects) {
      const id = `${effect.slice} ${canonicalJson(effect.key)} ${commandId}`;
      const content = canonicalJson(effect);
      const before = this.effects.get(id);
      if (before !== undefined && before !== content) this.faults.push(`${id}: ${before} and ${content}`);
      this.effects.set(id, content);
    }
  }
}
