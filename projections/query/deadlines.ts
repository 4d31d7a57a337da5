import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Clock } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { FOREVER } from '../engine/table.ts';
import type { DeadlineFilter, DeadlineView, DepartmentOverdueView, Page, PageRequest } from '../views.ts';
import { beyond, compareKeys, decode, type Ordering, pageOfSorted, type SortKey, toPage } from './cursor.ts';
import { DeadlineAt, Moment } from './deadlineView.ts';
import { ofLevel, openAt, stillOpen } from './levels.ts';
import { all, equals, namesOf, type QuerySource, type Snapshot, snapshot } from './source.ts';

/** By `dueAt`, those without one last, then by id. */
export const byDue: readonly Ordering[] = [
  { by: sql.ref('due_sort'), direction: 'asc' },
  { by: sql.ref('id'), direction: 'asc' },
];

export interface DeadlineFound {
  readonly id: string;
  readonly dueSort: string;
  readonly clock: Clock;
}

/** Deadlines in order of their due instants, after a sort key where one is given. */
export async function findDeadlines(
  { db, valid }: Snapshot,
  where: RawBuilder<SqlBool>,
  page?: { readonly limit: number; readonly after: SortKey | undefined },
): Promise<readonly DeadlineFound[]> {
  const query = db
    .selectFrom('deadlines')
    .select(['id', 'due_sort', 'data'])
    .where(valid)
    .where(where)
    .orderBy('due_sort')
    .orderBy('id');
  const rows = await (page === undefined
    ? query
    : query.where(page.after === undefined ? all() : beyond(byDue, page.after)).limit(page.limit)
  ).execute();
  return rows.map(({ id, due_sort, data }) => ({
    id,
    dueSort: due_sort ?? FOREVER,
    clock: JSON.parse(data) as Clock,
  }));
}

export async function countDeadlines({ db, valid }: Snapshot, where: RawBuilder<SqlBool>): Promise<number> {
  const { total } = await db
    .selectFrom('deadlines')
    .select(({ fn }) => fn.countAll().as('total'))
    .where(valid)
    .where(where)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Deadlines as readers see them at the instant of the snapshot. */
export async function deadlineViews(
  at: Snapshot,
  clocks: readonly Clock[],
): Promise<readonly DeadlineView[]> {
  const nameOf = await namesOf(
    at,
    clocks.map(({ charged }) => charged),
  );
  const moment = new Moment(at.asOf, at.source.calendarAt, nameOf);
  return clocks.map((clock) => new DeadlineAt(clock, moment));
}

const dueBefore = (instant: Instant | null | undefined): RawBuilder<SqlBool> | undefined =>
  instant === null || instant === undefined
    ? undefined
    : sql<SqlBool>`(due_sort < ${instant} and due_sort <> ${FOREVER})`;

const LIST = 'deadlines';

export const deadlinesOf =
  (source: QuerySource) => (filter: DeadlineFilter, asOf: Instant, page: PageRequest) =>
    snapshot(source, asOf, async (at): Promise<Page<DeadlineView>> => {
      const after = decode(LIST, page.after, ['string', 'string']);
      const where = all(
        filter.includeClosed === true ? undefined : stillOpen,
        equals('department', filter.department),
        equals('project', filter.project),
        equals('kind', filter.kind),
        filter.level ? (filter.includeClosed === true ? ofLevel : openAt)(filter.level, asOf) : undefined,
        dueBefore(filter.dueBefore),
      );
      const found = await findDeadlines(at, where, { limit: page.first + 1, after });
      const views = await deadlineViews(
        at,
        found.map(({ clock }) => clock),
      );
      return toPage(
        LIST,
        page,
        page.total === false ? 0 : await countDeadlines(at, where),
        found.map((row, index) => ({ row, view: views[index] as DeadlineView })),
        ({ dueSort, id }) => [dueSort, id],
      );
    });

/** Where nobody can say when it is due, nobody can say how much is left: such work comes last. */
const urgency = ({ remainingDays: left, dueAt, id }: DeadlineView): SortKey => [
  left ?? Number.MAX_SAFE_INTEGER,
  dueAt ?? FOREVER,
  id,
];

/** Remaining days follow from the calendar, so a department's open work is put in order here and not by the database. */
export const workQueueOf = (source: QuerySource) => (department: string, asOf: Instant, page: PageRequest) =>
  snapshot(source, asOf, async (at): Promise<Page<DeadlineView>> => {
    const found = await findDeadlines(at, all(stillOpen, equals('department', department)));
    const views = await deadlineViews(
      at,
      found.map(({ clock }) => clock),
    );
    const keys = new Map(views.map((view) => [view, urgency(view)] as const));
    const keyOf = (view: DeadlineView) => keys.get(view) as SortKey;
    const sorted = views.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
    return pageOfSorted('workQueue', page, sorted, keyOf, ['number', 'string', 'string']);
  });

/** How many open deadlines each department has, and of which level; by code. */
export const overdueByDepartmentOf = (source: QuerySource) => (asOf: Instant) =>
  snapshot(source, asOf, async (at): Promise<readonly DepartmentOverdueView[]> => {
    const count = (level: 'AMBER' | 'RED' | 'PURPLE') =>
      sql<number>`sum(case when ${openAt(level, asOf)} then 1 else 0 end)`;
    const rows = await at.db
      .selectFrom('deadlines')
      .select(['department'])
      .select(({ fn }) => [
        fn.countAll().as('open'),
        count('AMBER').as('amber'),
        count('RED').as('red'),
        count('PURPLE').as('purple'),
      ])
      .where(at.valid)
      .where(stillOpen)
      .groupBy('department')
      .orderBy('department')
      .execute();
    const nameOf = await namesOf(
      at,
      rows.flatMap(({ department }) => department ?? []),
    );
    return rows.map(({ department, open, amber, red, purple }) => ({
      department: department ?? '',
      departmentName: nameOf(department ?? ''),
      open: Number(open),
      amber: Number(amber),
      red: Number(red),
      purple: Number(purple),
    }));
  });
