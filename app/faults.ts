import type { Instant } from '../domain/kernel/instant.ts';

/** What is out of order in this process 故障: until it is started again, or until it has passed. */
export interface Fault {
  readonly what: 'store' | 'projections' | 'rebuild' | 'sagas';
  /** For operators; it quotes nothing of what was sent. */
  readonly why: string;
  readonly since: Instant;
}

/** Each kind of fault once: the first of its kind is the cause, and what comes after it follows from it. */
export class Faults {
  readonly #clock: { now(): Instant };
  readonly #known = new Map<Fault['what'], Fault>();

  constructor(clock: { now(): Instant }) {
    this.#clock = clock;
  }

  add(what: Fault['what'], why: string): void {
    if (!this.#known.has(what)) this.#known.set(what, { what, why, since: this.#clock.now() });
  }

  /** It has passed. */
  clear(what: Fault['what']): void {
    this.#known.delete(what);
  }

  get list(): readonly Fault[] {
    return [...this.#known.values()];
  }
}
