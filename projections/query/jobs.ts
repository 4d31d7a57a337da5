import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { BidRow } from '../handlers/bids.ts';
import type { JobRow } from '../handlers/jobTable.ts';
import type { BidView, JobFilter, JobView, Page, PageRequest } from '../views.ts';
import { beyond, decode, type Ordering, toPage } from './cursor.ts';
import { all, equals, type QuerySource, type Snapshot, snapshot } from './source.ts';

/** The newest notice first. */
const newest: readonly Ordering[] = [
  { by: sql.ref('published_at'), direction: 'desc' },
  { by: sql.ref('id'), direction: 'asc' },
];
const LIST = 'jobs';

export const jobOf = (source: QuerySource) => (id: string, asOf: Instant) =>
  snapshot(source, asOf, async (at): Promise<JobView | undefined> => {
    const rows = await at.db.selectFrom('jobs').select('data').where('id', '=', id).where(at.valid).execute();
    const [view] = await jobViews(
      at,
      rows.map(({ data }) => JSON.parse(data) as JobRow),
    );
    return view;
  });

export const jobsOf = (source: QuerySource) => (filter: JobFilter, asOf: Instant, page: PageRequest) =>
  snapshot(source, asOf, async (at): Promise<Page<JobView>> => {
    const after = decode(LIST, page.after, ['string', 'string']);
    const where = all(
      equals('status', filter.status),
      equals('service', filter.service),
      equals('project', filter.project),
      equals('method', filter.method),
    );
    let query = at.db
      .selectFrom('jobs')
      .select('data')
      .where(at.valid)
      .where(where)
      .limit(page.first + 1);
    if (after !== undefined) query = query.where(beyond(newest, after));
    for (const { by, direction } of newest) query = query.orderBy(by, direction);
    const rows = (await query.execute()).map(({ data }) => JSON.parse(data) as JobRow);
    const views = await jobViews(at, rows);
    return toPage(
      LIST,
      page,
      page.total === false ? 0 : await count(at, 'jobs', where),
      rows.map((row, index) => ({ row, view: views[index] as JobView })),
      ({ publishedAt, id }) => [publishedAt ?? '', id],
    );
  });

async function count(
  { db, valid }: Snapshot,
  table: 'jobs' | 'bids',
  where: RawBuilder<SqlBool>,
): Promise<number> {
  const { total } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll().as('total'))
    .where(valid)
    .where(where)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Bids in the order they were placed; before the opening it is policy that hides them, and only their number stays. */
async function jobViews({ db, valid }: Snapshot, rows: readonly JobRow[]): Promise<readonly JobView[]> {
  if (rows.length === 0) return [];
  const placed = await db
    .selectFrom('bids')
    .select('data')
    .where(
      'job',
      'in',
      rows.map(({ id }) => id),
    )
    .where(valid)
    .orderBy('placed_at')
    .orderBy('id')
    .execute();
  const byJob = Map.groupBy(
    placed.map(({ data }) => JSON.parse(data) as BidRow),
    ({ job }) => job,
  );
  return rows.map((row) => {
    const bids = (byJob.get(row.id) ?? []).map((bid) => ({ ...bid, opensAt: row.opensAt ?? '' }));
    return { ...row, bids, bidCount: bids.filter(({ withdrawn }) => !withdrawn).length };
  });
}

const latest: readonly Ordering[] = [
  { by: sql.ref('placed_at'), direction: 'desc' },
  { by: sql.ref('job'), direction: 'asc' },
  { by: sql.ref('id'), direction: 'asc' },
];
const BIDS = 'bids';

/** The bids of one agency, the latest first. */
export const bidsOf = (source: QuerySource) => (agency: string, page: PageRequest) =>
  snapshot(source, source.now(), async (at): Promise<Page<BidView>> => {
    const after = decode(BIDS, page.after, ['string', 'string', 'string']);
    const where = all(equals('agency', agency));
    let query = at.db
      .selectFrom('bids')
      .select('data')
      .where(at.valid)
      .where(where)
      .limit(page.first + 1);
    if (after !== undefined) query = query.where(beyond(latest, after));
    for (const { by, direction } of latest) query = query.orderBy(by, direction);
    const rows = (await query.execute()).map(({ data }) => JSON.parse(data) as BidRow);
    const opensAt = await openingsOf(at, rows);
    return toPage(
      BIDS,
      page,
      page.total === false ? 0 : await count(at, 'bids', where),
      rows.map((row) => ({ row, view: { ...row, opensAt: opensAt.get(row.job) ?? '' } })),
      ({ placedAt, job, id }) => [placedAt, job, id],
    );
  });

async function openingsOf(
  { db, valid }: Snapshot,
  bids: readonly BidRow[],
): Promise<ReadonlyMap<string, Instant>> {
  if (bids.length === 0) return new Map();
  const jobs = [...new Set(bids.map(({ job }) => job))];
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'data'])
    .where('id', 'in', jobs)
    .where(valid)
    .execute();
  return new Map(rows.map(({ id, data }) => [id, (JSON.parse(data) as JobRow).opensAt ?? ''] as const));
}
