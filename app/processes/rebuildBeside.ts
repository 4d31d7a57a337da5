import { randomUUID } from 'node:crypto';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Projection } from '../../projections/engine/projection.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { createLogger } from '../logger.ts';
import { rebuildProjection } from '../rebuildProjection.ts';
import { assertHeld, createLeases, LeaseBook, makingTables, passOn } from './leaseBook.ts';
import { LeaseKeeper } from './leaseKeeper.ts';
import { leaseOf, rebuildLeaseOf } from './projectionHost.ts';
import { signalsOf } from './signals.ts';

interface Parts<Tables> {
  readonly store: EventStore;
  readonly readModel: ReadModel<Tables>;
  readonly projection: Projection;
  /** Names the tables made beside; no other rebuild has had it. */
  readonly stamp: string;
  readonly onProgress: (share: number, facts: number) => void;
}

/**
 * Folds a projection anew for an operator while other processes fold it on and read it. When the new rows are in place,
 * whoever runs it goes on with them. Answers how many facts there were.
 */
export async function rebuildBeside<Tables>(parts: Parts<Tables>): Promise<number> {
  const { store, readModel, projection, stamp, onProgress } = parts;
  const { write } = readModel;
  await makingTables(write, createLeases);
  const book = new LeaseBook(write);
  const logger = createLogger('silent');
  const keeper = new LeaseKeeper({ book, process: randomUUID(), shared: [], whole: [], logger });
  await keeper.start();
  try {
    const lease = await keeper.takeSoon(rebuildLeaseOf(projection));
    if (lease === undefined)
      throw new Error(`Another process is folding the projection ${projection.name} anew.`);
    try {
      return await rebuildProjection({
        log: store,
        readModel,
        projection,
        stamp,
        onProgress,
        within: { before: (transaction) => assertHeld(transaction, [lease]) },
        onSwap: async (transaction) => {
          await passOn(transaction, leaseOf(projection));
          await signalsOf(readModel)?.notify(transaction);
        },
      });
    } finally {
      await keeper.release(lease);
    }
  } finally {
    await keeper.stop();
  }
}
