import { sql } from 'kysely';
import { inForce } from '../engine/schema.ts';
import type { AgencyFilter, AgencyView, Page, PageRequest } from '../views.ts';
import { beyond, decode, type Ordering, toPage } from './cursor.ts';
import { all, contains, equals, type QuerySource, snapshot } from './source.ts';

const byCode: readonly Ordering[] = [{ by: sql.ref('credit_code'), direction: 'asc' }];
const LIST = 'agencies';

/** One question about one row: it needs no transaction around it, and is put into words once. */
export const agencyOf = ({ read }: QuerySource) => {
  const question = read
    .selectFrom('agencies')
    .select('data')
    .where('credit_code', '=', '')
    .where(inForce)
    .compile();
  return async (id: string): Promise<AgencyView | undefined> => {
    const asked: typeof question = { ...question, parameters: [id] };
    const [row] = (await read.executeQuery(asked)).rows;
    return row === undefined ? undefined : (JSON.parse(row.data) as AgencyView);
  };
};

/** The market's agencies, by credit code. */
export const agenciesOf = (source: QuerySource) => (filter: AgencyFilter, page: PageRequest) =>
  snapshot(source, source.now(), async ({ db, valid }): Promise<Page<AgencyView>> => {
    const after = decode(LIST, page.after, ['string']);
    const { service } = filter;
    const where = all(
      equals('status', filter.status),
      contains(sql.ref('search'), filter.search?.toLowerCase()),
      contains(sql`lower(services)`, service === null || service === undefined ? undefined : ` ${service} `),
    );
    let query = db.selectFrom('agencies').select('data').where(valid).where(where);
    if (after !== undefined) query = query.where(beyond(byCode, after));
    const rows = await query
      .orderBy('credit_code')
      .limit(page.first + 1)
      .execute();
    const { total } = await db
      .selectFrom('agencies')
      .select(({ fn }) => fn.countAll().as('total'))
      .where(valid)
      .where(where)
      .executeTakeFirstOrThrow();
    const views = rows.map(({ data }) => JSON.parse(data) as AgencyView);
    return toPage(
      LIST,
      page,
      Number(total),
      views.map((view) => ({ row: view, view })),
      ({ creditCode }) => [creditCode],
    );
  });
