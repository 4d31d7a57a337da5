import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Clock, Level } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { inForce } from '../engine/schema.ts';
import type { NodeRow } from '../handlers/nodes.ts';
import type { ProjectRow } from '../handlers/projects.ts';
import { projectView } from '../projectView.ts';
import type { Page, PageRequest, ProjectFilter, ProjectOrder, ProjectView } from '../views.ts';
import { beyond, decode, type Ordering, pageOfSorted, type SortKey, toPage } from './cursor.ts';
import { openAt, stillOpen } from './levels.ts';
import { budgetParts, remainingAt } from './remaining.ts';
import { all, contains, equals, type QuerySource, type Snapshot, snapshot } from './source.ts';

export const projectOf = (source: QuerySource) => (code: string, asOf: Instant) =>
  snapshot(source, asOf, async (at): Promise<ProjectView | undefined> => {
    const [view] = await views(at, await find(at, all(equals('code', code)), {}));
    return view;
  });

/** Projects of the levels: the worst of a project's open deadlines counts. */
function worstLevel(
  { valid }: Snapshot,
  level: Level | null | undefined,
  asOf: Instant,
): RawBuilder<SqlBool> | undefined {
  if (level === null || level === undefined) return undefined;
  // Not «is not null», which would invite SQLite to walk the index of all projects that ever had a deadline; each once, or
  // PostgreSQL would look for those of every project in turn.
  const projectsWith = (one: Level) =>
    sql`select distinct coalesce(project, '') from deadlines where ${valid} and ${stillOpen} and coalesce(project, '') <> '' and ${openAt(one, asOf)}`;
  const among = (one: Level) => sql<SqlBool>`code in (${projectsWith(one)})`;
  const notAmong = (...levels: Level[]) => levels.map((one) => sql<SqlBool>`not ${among(one)}`);
  switch (level) {
    case 'PURPLE':
      return among('PURPLE');
    case 'RED':
      return all(among('RED'), ...notAmong('PURPLE'));
    case 'AMBER':
      return all(among('AMBER'), ...notAmong('RED', 'PURPLE'));
    case 'GREEN':
      return all(...notAmong('AMBER', 'RED', 'PURPLE'));
  }
}

const byCode: Ordering = { by: sql.ref('code'), direction: 'asc' };

/** Those that have not started come last in either direction. */
const orders: Readonly<Record<Exclude<ProjectOrder, 'REMAINING_ASC'>, readonly Ordering[]>> = {
  CODE_ASC: [byCode],
  STARTED_AT_ASC: [{ by: sql.ref('started_up'), direction: 'asc' }, byCode],
  STARTED_AT_DESC: [{ by: sql.ref('started_down'), direction: 'desc' }, byCode],
};

const sortKey = (order: ProjectOrder, { code, startedAt }: ProjectRow): SortKey => {
  switch (order) {
    case 'STARTED_AT_ASC':
      return [startedAt ?? '9999', code];
    case 'STARTED_AT_DESC':
      return [startedAt ?? '', code];
    default:
      return [code];
  }
};

/** A search looks through an index of its own and not through the rows. */
function searched({ valid }: Snapshot, text: string | null | undefined): RawBuilder<SqlBool> | undefined {
  const found = contains(sql.ref('search'), text?.toLowerCase());
  return found && sql<SqlBool>`code in (select code from projects where ${valid} and ${found})`;
}

export const projectsOf =
  (source: QuerySource) => (filter: ProjectFilter, order: ProjectOrder, asOf: Instant, page: PageRequest) => {
    if (order === 'REMAINING_ASC') return byRemaining(source, filter, asOf, page);
    return snapshot(source, asOf, async (at): Promise<Page<ProjectView>> => {
      const list = `projects:${order}`;
      const where = filtered(at, filter);
      const after = decode(list, page.after, order === 'CODE_ASC' ? ['string'] : ['string', 'string']);
      const rows = await find(at, where, { orderings: orders[order], after, limit: page.first + 1 });
      const shown = await views(at, rows.slice(0, page.first));
      return toPage(
        list,
        page,
        page.total === false ? 0 : await count(at, where),
        rows.map((row, index) => ({ row, view: shown[index] as ProjectView })),
        (row) => sortKey(order, row),
      );
    });
  };

const filtered = (at: Snapshot, filter: ProjectFilter): RawBuilder<SqlBool> =>
  all(
    equals('profile', filter.profile),
    equals('status', filter.status),
    equals('owner', filter.owner),
    searched(at, filter.search),
    worstLevel(at, filter.level, at.asOf),
  );

/** What is left of a budget depends on the instant that is asked about, so that order is made here. */
async function byRemaining(
  source: QuerySource,
  filter: ProjectFilter,
  asOf: Instant,
  page: PageRequest,
): Promise<Page<ProjectView>> {
  const { codes, parts } = await snapshot(source, asOf, async (at) => {
    const rows = await at.db
      .selectFrom('projects')
      .select('code')
      .where(at.valid)
      .where(filtered(at, filter))
      .execute();
    const codes = rows.map(({ code }) => code);
    const remembered = at.valid === inForce ? source.budgets : undefined;
    return {
      codes,
      parts: remembered ? undefined : await budgetParts(at.db, at.valid, source.calendarAt, codes),
    };
  });
  // Remembered budgets are asked for outside: the snapshot holds the one connection that they are looked up with.
  const sorted = (parts ?? (await source.budgets?.of(codes)) ?? [])
    .map((budget) => ({ code: budget.code, remaining: remainingAt(budget, source.calendarAt, asOf) }))
    .sort((a, b) => a.remaining - b.remaining || (a.code < b.code ? -1 : 1));
  const found = pageOfSorted(
    'projects:REMAINING_ASC',
    page,
    sorted,
    ({ remaining, code }) => [remaining, code],
    ['number', 'string'],
  );
  const wanted = found.edges.map(({ node }) => node.code);
  if (wanted.length === 0) return { ...found, edges: [] };
  return snapshot(source, asOf, async (at) => {
    const rows = await find(at, sql<SqlBool>`code in (${sql.join(wanted)})`, {});
    const shown = new Map((await views(at, rows)).map((view) => [view.code, view] as const));
    return {
      ...found,
      edges: found.edges.flatMap(({ cursor, node }) => {
        const view = shown.get(node.code);
        return view === undefined ? [] : [{ cursor, node: view }];
      }),
    };
  });
}

async function find(
  { db, valid }: Snapshot,
  where: RawBuilder<SqlBool>,
  {
    orderings = [byCode],
    after,
    limit,
  }: {
    readonly orderings?: readonly Ordering[];
    readonly after?: SortKey | undefined;
    readonly limit?: number;
  },
): Promise<readonly ProjectRow[]> {
  let query = db.selectFrom('projects').select('data').where(valid).where(where);
  if (after !== undefined) query = query.where(beyond(orderings, after));
  for (const { by, direction } of orderings) query = query.orderBy(by, direction);
  const rows = await (limit === undefined ? query : query.limit(limit)).execute();
  return rows.map(({ data }) => JSON.parse(data) as ProjectRow);
}

async function count({ db, valid }: Snapshot, where: RawBuilder<SqlBool>): Promise<number> {
  const { total } = await db
    .selectFrom('projects')
    .select(({ fn }) => fn.countAll().as('total'))
    .where(valid)
    .where(where)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Most codes in one question. */
const MOST = 500;

async function views(at: Snapshot, rows: readonly ProjectRow[]): Promise<readonly ProjectView[]> {
  const shown: ProjectView[] = [];
  for (let from = 0; from < rows.length; from += MOST)
    shown.push(...(await someViews(at, rows.slice(from, from + MOST))));
  return shown;
}

async function someViews(
  { db, valid, asOf, source }: Snapshot,
  rows: readonly ProjectRow[],
): Promise<ProjectView[]> {
  const codes = rows.map(({ code }) => code);
  const chains = await db
    .selectFrom('nodes')
    .select('data')
    .where('project', 'in', codes)
    .where(valid)
    .orderBy('place')
    .orderBy('key')
    .execute();
  const limits = await db
    .selectFrom('deadlines')
    .select(['id', 'data'])
    .where('project', 'in', codes)
    .where('kind', 'in', ['NODE', 'MARKET'])
    .where(valid)
    .execute();
  const nodes = Map.groupBy(
    chains.map(({ data }) => JSON.parse(data) as NodeRow),
    ({ project }) => project,
  );
  const clocks = new Map(limits.map(({ id, data }) => [id, JSON.parse(data) as Clock] as const));
  return rows.map((project) =>
    projectView(source, { project, nodes: nodes.get(project.code) ?? [], clocks }, asOf),
  );
}
