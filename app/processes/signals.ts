import type { Kysely } from 'kysely';
import type { ReadModel } from '../../store/readModel/readModel.ts';

/** Where the processes of one installation tell each other that the read models have moved. */
const CHANNEL = 'lianshen_positions';

/** Wakes the processes that follow the read models. */
export interface Signals {
  /** Within the transaction that moves them: told when it commits. */
  readonly notify: (transaction: Pick<Kysely<never>, 'isTransaction'>) => Promise<void>;
  /** Calls back when they have moved, or may have, until aborted. */
  readonly onMoved: (moved: () => void, signal: AbortSignal) => void;
}

/** Undefined where the database tells nobody anything: places are looked up then. */
export const signalsOf = <Tables>(readModel: ReadModel<Tables>): Signals | undefined =>
  readModel.shared
    ? {
        notify: (transaction) => readModel.notify(transaction, CHANNEL, ''),
        onMoved: (moved, signal) => readModel.listen(CHANNEL, moved, signal),
      }
    : undefined;
