import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { factsOf, readTape } from './tape.ts';

/** The facts of a recorded history, in order. */
export const historyNamed = (name: string): readonly Recorded[] => factsOf(readTape(name));

/** Appends facts in order, each by itself, to a store that does not have their streams yet. */
export async function fill(store: EventStore, facts: readonly Recorded[]): Promise<void> {
  for (const { stream, revision, position: _, ...fact } of facts)
    await store.append(stream, revision === 0 ? 'noStream' : revision - 1, [fact]);
}

/** All facts of a store. */
export const allOf = (store: EventStore): Promise<readonly Recorded[]> => store.readAll('start', 1_000_000);
