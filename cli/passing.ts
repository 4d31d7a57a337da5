import type { EventStore } from '../domain/kernel/eventStore.ts';
import { isPassingFault } from '../store/readModel/faults.ts';
import { StoreUnavailable } from '../store/storeUnavailable.ts';

/**
 * Whether an error passes by itself, so that readers of the log sit it out: a cluster or a database server that does not
 * answer will answer again. An embedded store that has stopped has not; whoever is alone with a broken disk has to be told.
 */
export const passing =
  (store: EventStore) =>
  (error: unknown): boolean =>
    isPassingFault(error) ||
    (store.shared && causesOf(error).some((cause) => cause instanceof StoreUnavailable || isBusy(cause)));

/** Several processes that share one file of read models: another one was writing. */
const isBusy = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at instanceof Error && causes.length < 10; at = at.cause) causes.push(at);
  return causes;
}
