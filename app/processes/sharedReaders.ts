import { setTimeout as wait } from 'node:timers/promises';
import type { Position } from '../../domain/kernel/recorded.ts';
import type { Readers } from '../readers.ts';
import { ReadPosition } from '../readPosition.ts';
import type { Follower } from './follower.ts';
import type { LeaseKeeper } from './leaseKeeper.ts';
import type { ProjectionHost } from './projectionHost.ts';
import type { SagaHost } from './sagaHost.ts';

/**
 * How long a command that is recorded already waits for the read models: whoever folds them may be another process, which
 * may just have died. It is answered then all the same.
 */
const OWN_WRITE_MS = 5000;
/** How long a start waits for read models that are behind, before it says by `/readyz` that they are. */
const CATCH_UP_MS = 10_000;

interface Parts {
  /** Makes every table that several processes might make at once. */
  readonly makeTables: () => Promise<void>;
  readonly head: () => Promise<Position | 'start'>;
  readonly keeper: LeaseKeeper | undefined;
  readonly projections: ProjectionHost | undefined;
  readonly sagas: SagaHost | undefined;
  /** Undefined in a process that answers nobody. */
  readonly follower: Follower | undefined;
}

/** Those of this process, beside others that have the rest. */
export function sharedReaders({ makeTables, head, keeper, projections, sagas, follower }: Parts): Readers {
  const reached = async (position: Position, milliseconds: number): Promise<void> => {
    if (follower === undefined) return;
    const late = new AbortController();
    await Promise.race([
      follower.reached(position),
      wait(milliseconds, undefined, { signal: late.signal, ref: false }).catch(() => undefined),
    ]).finally(() => late.abort());
  };

  return {
    at: follower?.at ?? projections?.at ?? new ReadPosition(),
    async start() {
      await makeTables();
      await keeper?.start();
      await projections?.start();
      await sagas?.start();
      if (follower === undefined) return;
      await follower.start();
      const end = await head();
      if (end !== 'start') await reached(end, CATCH_UP_MS);
    },
    reached: (position) => reached(position, OWN_WRITE_MS),
    settled: async () => sagas?.settled(),
    nextWakeAt: () => sagas?.nextWakeAt(),
    retry: (saga) => sagas?.retry(saga) ?? Promise.reject(new Error('This process does not run the sagas.')),
    leases: () => [...(keeper?.held.keys() ?? [])],
    async stop() {
      await sagas?.stop();
      await projections?.stop();
      await follower?.stop();
      await keeper?.stop();
    },
  };
}
