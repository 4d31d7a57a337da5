import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Projection } from '../projections/engine/projection.ts';
import { clearAway, shadowOf, swapIn } from '../projections/engine/rebuilding.ts';
import { createProjector } from '../projections/engine.ts';
import { asToday } from './today.ts';

/** Facts between two looks at how far it is. */
const PAGE = 500;

export interface RebuildParts<Tables> {
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  readonly readModel: { readonly write: Kysely<Tables> };
  readonly projection: Projection;
  /** Names the tables made beside; no other rebuild of this database has had it. */
  readonly stamp: string;
  readonly onProgress?: (share: number, facts: number) => void;
}

/**
 * Folds one projection anew from the first fact, into tables beside the old ones, and puts them in their place when they
 * are whole. A fact that cannot be handled stops it loudly, and the old tables stay as they were. While it runs nobody
 * else may fold into this database.
 */
export async function rebuildProjection<Tables>(parts: RebuildParts<Tables>): Promise<number> {
  const { log, readModel, projection, stamp, onProgress = () => undefined } = parts;
  await clearAway(readModel.write);
  const projector = createProjector(readModel, [shadowOf(projection, stamp)], asToday);
  let position = await projector.start();
  const head = await log.head();
  const last = head === 'start' ? 0 : Number(head);
  let facts = 0;
  try {
    for (;;) {
      const batch = await log.readAll(position, PAGE);
      const end = batch.at(-1);
      if (end === undefined) break;
      await projector.apply(batch, true);
      position = end.position;
      facts += batch.length;
      onProgress(Math.min(1, Number(position) / last), facts);
      await nextTurn();
    }
  } catch (error) {
    await clearAway(readModel.write);
    throw error;
  }
  await swapIn(readModel.write, projection, stamp);
  return facts;
}
