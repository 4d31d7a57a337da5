import type { Logger } from 'pino';
import type { StoreObserver } from '../store/embedded/observer.ts';
import type { Faults } from './faults.ts';

/** Lets operators know when the store takes no more facts, and measures it. */
export const watchStore = (logger: Logger, faults: Faults, measured: StoreObserver): StoreObserver => ({
  ...measured,
  failed(code, readOnlyBecause) {
    measured.failed(code, readOnlyBecause);
    logger.error({ code, readOnly: readOnlyBecause !== undefined }, 'a write of the store failed');
    if (readOnlyBecause !== undefined) faults.add('store', readOnlyBecause);
  },
});
