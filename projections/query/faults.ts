import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ParkedFact } from '../engine/parked.ts';
import { type AlertFilter, type AlertView, PageError } from '../views.ts';
import { beyond, type SortKey } from './cursor.ts';
import { all, type Snapshot } from './source.ts';
import { isStorable } from './storable.ts';

/** Who answers for a fault: no department, but those who run the system. */
export const SYSTEM = 'system';

/** Whether faults are asked for: they are red, of no department and of no project. */
export const asksForFaults = ({ kind, level, department, project }: AlertFilter): boolean =>
  (kind ?? 'FAULT') === 'FAULT' &&
  (level ?? 'RED') === 'RED' &&
  (department ?? SYSTEM) === SYSTEM &&
  project == null;

const order = ['reader', 'position', 'stream', 'type'] as const;
const orderings = order.map((column) => ({ by: sql.ref(column), direction: 'asc' as const }));

/** The place of a fault in their list, as one text. */
export const placeOf = (fact: ParkedFact): string => JSON.stringify(order.map((column) => fact[column]));

/** The place that a cursor names; nobody but this list makes one, but anybody may send one. */
function keyOf(place: string): SortKey {
  try {
    const key = JSON.parse(place) as SortKey;
    if (
      JSON.stringify(key) === place &&
      Array.isArray(key) &&
      key.length === order.length &&
      key.every((part, at) => (order[at] === 'position' ? Number.isSafeInteger(part) : isText(part)))
    )
      return key;
  } catch {
    // Whatever it is, it is no place.
  }
  throw new PageError(`«${place}» is no place in this list; start without a cursor.`);
}
const isText = (part: unknown) => typeof part === 'string' && isStorable(part);

const after = (place: string): RawBuilder<SqlBool> => beyond(orderings, keyOf(place));

/** Faults of the system 系统故障: what a reader of the log could not take in, as its rows say now. No fact, so that nothing can poison it. */
export const findFaults = (
  { db, asOf }: Snapshot,
  limit: number,
  place: string | undefined,
): Promise<readonly ParkedFact[]> =>
  db
    .selectFrom('parked_facts')
    .selectAll()
    .where('since', '<=', asOf)
    .where(place === undefined ? all() : after(place))
    .orderBy('reader')
    .orderBy('position')
    .orderBy('stream')
    .orderBy('type')
    .limit(limit)
    .execute();

export async function countFaults({ db, asOf }: Snapshot): Promise<number> {
  const { total } = await db
    .selectFrom('parked_facts')
    .select(({ fn }) => fn.countAll().as('total'))
    .where('since', '<=', asOf)
    .executeTakeFirstOrThrow();
  return Number(total);
}

export function faultView(fact: ParkedFact): AlertView {
  const { reader, position, stream, revision, type, reason, since } = fact;
  return {
    id: `fault/${reader}/${position}/${stream}/${type}`,
    kind: 'FAULT',
    level: 'RED',
    raisedAt: since,
    rule: null,
    text: `${reader} could not take in ${type}, revision ${revision} of ${stream}: ${reason}`,
    department: SYSTEM,
    project: null,
    deadline: null,
    seenBy: null,
    note: null,
  };
}
