import type { EventStoreDbObserver } from './observer.ts';
import type { Policy } from './policy.ts';

/**
 * Whether the store can be reached, as its own calls show it. It opens after some failures without a success between them
 * and closes with the first success; while it is open somebody asks again and again, for perhaps nobody else does.
 */
export class Circuit {
  #failures = 0;
  #openBecause: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #policy: Policy;
  readonly #observer: EventStoreDbObserver | undefined;
  readonly #probe: () => Promise<unknown>;

  constructor(policy: Policy, observer: EventStoreDbObserver | undefined, probe: () => Promise<unknown>) {
    this.#policy = policy;
    this.#observer = observer;
    this.#probe = probe;
  }

  /** Why the store cannot be reached; undefined: it can, as far as is known. */
  get openBecause(): string | undefined {
    return this.#openBecause;
  }

  failed(code: string, reason: string): void {
    this.#observer?.failed(code, undefined);
    this.#failures += 1;
    if (this.#openBecause !== undefined || this.#failures < this.#policy.failures) return;
    this.#openBecause = reason;
    this.#observer?.circuit('open', reason);
    this.#askAgain();
  }

  succeeded(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    if (this.#openBecause === undefined) return;
    this.#openBecause = undefined;
    clearTimeout(this.#timer);
    this.#observer?.circuit('closed', undefined);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#failures = Number.NEGATIVE_INFINITY;
  }

  #askAgain(): void {
    this.#timer = setTimeout(() => {
      this.#probe()
        .catch(() => undefined)
        .finally(() => {
          if (this.#openBecause !== undefined && this.#failures > 0) this.#askAgain();
        });
    }, this.#policy.watch);
    this.#timer.unref();
  }
}
