import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type EventStore, HistoryChanged } from '../domain/kernel/eventStore.ts';
import type { Projection } from '../projections/engine/projection.ts';
import { assertNotBehind, Behind, clearAway, shadowOf, swapIn } from '../projections/engine/rebuilding.ts';
import { createProjector, type Place, StoppedAtFact, type Within } from '../projections/engine.ts';
import { asToday } from './today.ts';
import { assertUnchanged } from './unchanged.ts';

/** Facts between two looks at how far it is. */
const PAGE = 500;
/** Where so much is written that the old rows are always a fact ahead, the new ones take their place all the same. */
const MOST_TRIES = 50;

export interface RebuildParts<Tables> {
  readonly log: Pick<EventStore, 'head' | 'readAll' | 'at'>;
  readonly readModel: { readonly write: Kysely<Tables> };
  readonly projection: Projection;
  /** Names the tables made beside; one that was interrupted under this name is gone on with. */
  readonly stamp: string;
  readonly signal?: AbortSignal;
  /** What else belongs into every transaction, and into the last one, which puts the new tables in their place. */
  readonly within?: Within;
  readonly onSwap?: (transaction: Kysely<never>) => Promise<void>;
  readonly onProgress?: (share: number, facts: number) => void;
}

/**
 * Folds one projection anew from the first fact, into tables beside the old ones, and puts them in their place when they
 * are whole. A fact that cannot be handled stops it loudly, and the old tables stay as they were. Other projections may be
 * folded on meanwhile, and so may the old tables of this one. Answers how many facts there were.
 */
export async function rebuildProjection<Tables>(parts: RebuildParts<Tables>): Promise<number> {
  const { log, readModel, projection, stamp, signal, within = {}, onProgress = () => undefined } = parts;
  await clearAway(readModel.write, projection, stamp);
  const projector = createProjector(readModel, [shadowOf(projection, stamp)], asToday, undefined, within);
  let position = await projector.start();
  if (await isOfAnother(log, projector.places())) {
    await clearAway(readModel.write, projection);
    position = await projector.start();
  }
  const head = await log.head();
  const last = head === 'start' ? 0 : Number(head);
  let facts = 0;
  const foldOn = async () => {
    for (;;) {
      signal?.throwIfAborted();
      const batch = await log.readAll(position, PAGE);
      const end = batch.at(-1);
      if (end === undefined) return;
      await projector.apply(batch, true);
      position = end.position;
      facts += batch.length;
      onProgress(Math.min(1, Number(position) / last), facts);
      await nextTurn();
    }
  };
  for (let tries = 1; ; tries += 1)
    try {
      await foldOn();
      await swapIn(readModel.write, projection, stamp, async (transaction) => {
        await within.before?.(transaction as never);
        await parts.onSwap?.(transaction as never);
        if (tries < MOST_TRIES) await assertNotBehind(transaction, projection, stamp);
      });
      return facts;
    } catch (error) {
      if (error instanceof StoppedAtFact) await clearAway(readModel.write, projection);
      if (!(error instanceof Behind)) throw error;
    }
}

/** Half of one history and half of another would be neither (promise 17). */
const isOfAnother = (log: Pick<EventStore, 'at'>, places: readonly Place[]): Promise<boolean> =>
  assertUnchanged(log, places).then(
    () => false,
    (error: unknown) => {
      if (error instanceof HistoryChanged) return true;
      throw error;
    },
  );
