import { type EventStore, HistoryChanged } from '../domain/kernel/eventStore.ts';
import type { Place } from '../projections/engine.ts';

/**
 * Every reader's last fact is still where it was, or nothing is read on: what was folded comes from another history than
 * what would follow (promise 17).
 */
export async function assertUnchanged(
  store: Pick<EventStore, 'at'>,
  places: readonly Place[],
): Promise<void> {
  const asked = new Map<bigint, Promise<string | undefined>>();
  for (const { reader, position, eventId } of places) {
    const found = asked.get(position) ?? store.at(position).then((fact) => fact?.eventId);
    asked.set(position, found);
    const id = await found;
    if (id === undefined || (eventId !== null && id !== eventId))
      throw new HistoryChanged(reader, position, id);
  }
}
