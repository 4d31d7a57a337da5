import type { Recorded } from '../domain/kernel/recorded.ts';
import { sliceOfStream } from './slices.ts';

/**
 * A stored fact in today's schema: read models, sagas and readers know no other. What is stored in today's version was
 * parsed when it was recorded and is passed on as it is; so is what belongs to no kind of stream of ours. A type or a
 * version that this program does not know is an error.
 */
export function asToday(fact: Recorded): Recorded {
  const slice = sliceOfStream(fact.stream);
  if (slice === undefined) return fact;
  const { type, data } = fact.event;
  if (!slice.knows(type)) throw new Error(`«${type}» is no fact of ${slice.term} that this program knows.`);
  const schemaVersion = slice.schemaVersion(type);
  return schemaVersion === fact.schemaVersion
    ? fact
    : { ...fact, schemaVersion, event: slice.parse(type, data, fact.schemaVersion) };
}
