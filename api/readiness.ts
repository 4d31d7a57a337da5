import { kept } from '../app/kept.ts';
import type { ReaderState } from '../app/operations.ts';
import type { Runtime } from '../app/runtime.ts';
import { NotInTime, within } from '../app/within.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Limits } from './limits.ts';

/** Why this process should be sent nothing, and since when. */
export interface Reason {
  readonly what: string;
  readonly why: string;
  readonly since: Instant;
}

/** What `/readyz` says. */
export interface Ready {
  readonly status: 'ready' | 'draining' | 'failed' | 'behind';
  readonly reasons: readonly Reason[];
}

/** What it looks at. */
type Asked = Pick<Runtime, 'clock' | 'faults' | 'operations'>;

/** Whether this process should be sent requests 就绪: not while it stops, is out of order, or shows what is long past. */
export class Readiness {
  readonly #runtime: Asked;
  readonly #limits: Limits['ready'];
  readonly #readers: () => Promise<readonly ReaderState[]>;
  #drainingSince: Instant | undefined;
  /** Since when nobody can say how far the readers are. */
  #untoldSince: Instant | undefined;

  constructor(runtime: Asked, limits: Limits['ready']) {
    this.#runtime = runtime;
    this.#limits = limits;
    const readers = kept(limits.keepMs, () => runtime.operations.readers());
    this.#readers = () => within(limits.patienceMs, readers());
  }

  /** From here on it is not ready, though it goes on answering. */
  drain(): void {
    this.#drainingSince ??= this.#runtime.clock.now();
  }

  async state(): Promise<Ready> {
    const draining: Reason[] =
      this.#drainingSince === undefined
        ? []
        : [{ what: 'process', why: 'it is stopping', since: this.#drainingSince }];
    const faults = this.#runtime.faults();
    const behind = await this.#behind();
    const reasons = [...draining, ...faults, ...behind];
    const status =
      draining.length > 0
        ? 'draining'
        : faults.length > 0
          ? 'failed'
          : behind.length > 0
            ? 'behind'
            : 'ready';
    return { status, reasons };
  }

  async #behind(): Promise<readonly Reason[]> {
    const now = this.#runtime.clock.now();
    try {
      const readers = await this.#readers();
      this.#untoldSince = undefined;
      return (
        readers
          // What is folded anew is read as it was meanwhile; operators see how far it is.
          .filter(
            ({ kind, lagSeconds, rebuilding }) =>
              rebuilding === null && lagSeconds > this.#limits.lagSeconds[kind],
          )
          .map(({ reader, lagEvents, lagSeconds }) => ({
            what: reader,
            why: `${lagEvents} facts are not handled yet`,
            since: new Date(Date.parse(now) - lagSeconds * 1000).toISOString(),
          }))
      );
    } catch (error) {
      this.#untoldSince ??= now;
      // A store that is out of reach is a fault of its own, and the reason for this.
      if (this.#runtime.faults().length > 0) return [];
      const why =
        error instanceof NotInTime
          ? 'how far they are cannot be told: the store or the database does not answer'
          : 'the read models cannot be read';
      return [{ what: 'projections', why, since: this.#untoldSince }];
    }
  }
}
