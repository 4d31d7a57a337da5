import type { Logger } from 'pino';
import type { StoreObserver } from '../store/embedded/observer.ts';
import type { Faults } from './faults.ts';

/** Lets operators know when the store takes no more facts, and measures it. */
export const watchStore = (logger: Logger, faults: Faults, measured: StoreObserver) => ({
  ...measured,
  failed(code: string, readOnlyBecause: string | undefined): void {
    measured.failed(code, readOnlyBecause);
    // A file that fails is the operator's business at once; a call to a cluster is made again, several times
    // a second while it is down, and the circuit tells the rest once.
    const level = code.startsWith('SQLITE') || readOnlyBecause !== undefined ? 'error' : 'debug';
    logger[level]({ code, readOnly: readOnlyBecause !== undefined }, 'a call of the store failed');
    if (readOnlyBecause !== undefined) faults.add('store', readOnlyBecause);
  },
  /** A cluster that cannot be reached, and can again. */
  circuit(state: 'open' | 'closed', reason: string | undefined): void {
    logger.warn({ state, reason }, 'the reach of the store has changed');
    if (state === 'open') faults.add('store', reason ?? 'it does not answer');
    else faults.clear('store');
  },
});
