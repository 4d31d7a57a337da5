import type { Recorded } from '../domain/kernel/recorded.ts';
import { sliceOfStream } from './slices.ts';

/**
 * A stored fact in today's schema: read models, sagas and readers know no other. What is stored in today's version was
 * parsed when it was recorded and is passed on as it is.
 */
export function asToday(fact: Recorded): Recorded {
  const slice = sliceOfStream(fact.stream);
  const { type, data } = fact.event;
  const schemaVersion = slice?.schemaVersion(type);
  return slice === undefined || schemaVersion === undefined || schemaVersion === fact.schemaVersion
    ? fact
    : { ...fact, schemaVersion, event: slice.parse(type, data, fact.schemaVersion) };
}
