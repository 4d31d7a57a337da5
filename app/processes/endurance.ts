import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PlaceMoved } from '../../projections/engine/schema.ts';
import type { Fault, Faults } from '../faults.ts';
import { backoffMs } from './backoff.ts';
import { LeaseLost } from './leaseBook.ts';
import type { LeaseKeeper } from './leaseKeeper.ts';

interface Parts {
  readonly what: Extract<Fault['what'], 'projections' | 'sagas'>;
  /** As operators call it. */
  readonly name: string;
  readonly keeper: LeaseKeeper | undefined;
  readonly logger: Logger;
  readonly faults: Faults;
  /** Whether an error passes by itself, such as a database that is being started again. */
  readonly isTransient: (error: unknown) => boolean;
}

/** Keeps something running: a lost lease is no fault, what passes by itself is sat out, and anything else ends it. */
export class Endurance {
  readonly #parts: Parts;
  #failures = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** It runs: what was wrong has passed. */
  recovered(): void {
    this.#failures = 0;
    this.#parts.faults.clear(this.#parts.what);
  }

  /** Runs it again and again until it is told to stop; answers the error that ended it, if one did. */
  async keep(
    once: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly error: unknown } | undefined> {
    const { what, name, keeper, logger, faults, isTransient } = this.#parts;
    while (!signal.aborted)
      try {
        await once();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof LeaseLost) {
          keeper?.lost(error.lease);
          continue;
        }
        if (error instanceof PlaceMoved) {
          logger.warn({ err: error }, `${name} go on from where they are`);
          continue;
        }
        if (!isTransient(error)) {
          logger.fatal({ err: error }, `${name} have stopped`);
          faults.add(what, `${name} have stopped; the log says where`);
          return { error };
        }
        this.#failures += 1;
        logger.warn({ err: error, failures: this.#failures }, `${name} could not go on, and try again`);
        faults.add(what, `the database or the store does not answer; ${name} try again`);
        await wait(backoffMs(this.#failures), undefined, { ref: false, signal }).catch(() => undefined);
      }
    return undefined;
  }
}
