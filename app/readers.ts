import type { Position } from '../domain/kernel/recorded.ts';
import type { ProjectionHost } from './processes/projectionHost.ts';
import type { SagaHost } from './processes/sagaHost.ts';
import type { ReadPosition } from './readPosition.ts';
import type { Retried } from './sagaRunner.ts';

/** Who folds the read models and runs the sagas, as the rest of the process sees them. */
export interface Readers {
  /** Up to where the read models are. */
  readonly at: Pick<ReadPosition, 'position' | 'listen'>;
  /** Answers when what this process shows is not long past. */
  start(): Promise<void>;
  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void>;
  /**
   * Resolves when the sagas have handled everything and nothing is due now, with the place of the last fact; undefined
   * where this process runs no sagas.
   */
  settled(): Promise<Position | 'start' | undefined>;
  nextWakeAt(): string | undefined;
  retry(saga: string): Promise<Retried>;
  /** What this process has the right to run, where that is shared out. */
  leases(): readonly string[];
  stop(): Promise<void>;
}

/** All of them in this process, which is alone with its store. */
export const ownReaders = (projections: ProjectionHost, sagas: SagaHost, onWhole: () => void): Readers => ({
  at: projections.at,
  async start() {
    await projections.start();
    void projections.whole.then(onWhole);
    await sagas.start();
  },
  reached: (position) => projections.at.reached(position),
  settled: () => sagas.settled(),
  nextWakeAt: () => sagas.nextWakeAt(),
  retry: (saga) => sagas.retry(saga),
  leases: () => [],
  async stop() {
    await sagas.stop();
    await projections.stop();
  },
});
