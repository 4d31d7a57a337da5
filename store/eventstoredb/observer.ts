import type { StoreObserver } from '../embedded/observer.ts';

/** Told what the store does, so that somebody can count it and turn `/readyz` red. It must be quick and must not throw. */
export interface EventStoreDbObserver extends Pick<StoreObserver, 'answered' | 'failed'> {
  /** The store cannot be reached, and why; or it can again. */
  circuit(state: 'open' | 'closed', reason: string | undefined): void;
}
