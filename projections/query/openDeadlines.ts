import type { Kysely } from 'kysely';
import type { Clock } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Tables } from '../all.ts';
import { inForce } from '../engine/schema.ts';
import { FOREVER } from '../engine/table.ts';
import type { SeenRow } from '../handlers/alerts.ts';
import type { NameRow } from '../handlers/names.ts';
import { alertIdOf } from './alertView.ts';
import { beyond, type SortKey } from './cursor.ts';
import { byDue } from './deadlines.ts';
import { stillOpen } from './levels.ts';

/** Rows of one question. */
const PAGE = 2_000;

/** Every open deadline as far as boards sort and count by it, in order of due instant and id, from an index alone. */
export async function* openDeadlines(read: Kysely<Tables>) {
  for (let after: readonly [string, string] | undefined; ; ) {
    const page = read
      .selectFrom('deadlines')
      .select(['id', 'department', 'due_sort', 'amber_at', 'red_at', 'purple_at'])
      .where(inForce)
      .where(stillOpen)
      .orderBy('due_sort')
      .orderBy('id')
      .limit(PAGE);
    const rows = await (after === undefined ? page : page.where(beyond(byDue, after))).execute();
    yield rows.map(({ id, department, due_sort, amber_at, red_at, purple_at }) => ({
      id,
      department: department ?? '',
      dueAt: due_sort === FOREVER ? null : due_sort,
      amberAt: amber_at,
      redAt: red_at,
      purpleAt: purple_at,
    }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = [last.due_sort ?? FOREVER, last.id];
  }
}

/** What organisations are called now, by code. */
export async function namesInForce(read: Kysely<Tables>): Promise<readonly NameRow[]> {
  const rows = await read.selectFrom('names').select('data').where(inForce).execute();
  return rows.map(({ data }) => JSON.parse(data) as NameRow);
}

/** A clock with its place in every list, and what a supervisor has said to its alert. */
export interface Watched {
  readonly clock: Clock;
  readonly key: SortKey;
  readonly seen: SeenRow | undefined;
}

export const watchedClock = (clock: Clock, seen: SeenRow | undefined): Watched => ({
  clock,
  key: [clock.due.dueAt ?? FOREVER, clock.id],
  seen,
});

/** Clocks by id, as they are now. */
export async function watched(
  read: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Watched>> {
  return read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const clocks = await db
        .selectFrom('deadlines')
        .select(['id', 'data'])
        .where('id', 'in', ids)
        .where(inForce)
        .execute();
      const said = await db
        .selectFrom('seen_alerts')
        .select(['alert', 'data'])
        .where('alert', 'in', ids.map(alertIdOf))
        .where(inForce)
        .execute();
      const seen = new Map(said.map(({ alert, data }) => [alert, JSON.parse(data) as SeenRow] as const));
      return new Map(
        clocks.map(
          ({ id, data }) => [id, watchedClock(JSON.parse(data) as Clock, seen.get(alertIdOf(id)))] as const,
        ),
      );
    });
}

/** The latest instant at which a fact was recorded that the read models have. */
export async function lastRecordedAt(read: Kysely<Tables>): Promise<Instant> {
  const { last } = await read
    .selectFrom('projection_positions')
    .select(({ fn }) => fn.max('recorded_at').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? '';
}
