import { sql } from 'kysely';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { MandateFilter, MandateView, Page, PageRequest } from '../views.ts';
import { beyond, decode, type Ordering, toPage } from './cursor.ts';
import { all, equals, type QuerySource, snapshot } from './source.ts';

const byKey: readonly Ordering[] = [
  { by: sql.ref('organization'), direction: 'asc' },
  { by: sql.ref('agent'), direction: 'asc' },
];
const LIST = 'mandates';

/** Authorities of agents, by who granted them and who holds them. */
export const mandatesOf = (source: QuerySource) => (filter: MandateFilter, now: Instant, page: PageRequest) =>
  snapshot(source, now, async ({ db, valid }): Promise<Page<MandateView>> => {
    const after = decode(LIST, page.after, ['string', 'string']);
    const where = all(
      equals('organization', filter.organization),
      equals('agent', filter.agent),
      partyIs(filter.party),
      standsSo(filter.status, now),
    );
    let query = db.selectFrom('mandates').select('data').where(valid).where(where);
    if (after !== undefined) query = query.where(beyond(byKey, after));
    const rows = await query
      .orderBy('organization')
      .orderBy('agent')
      .limit(page.first + 1)
      .execute();
    const { total } = await db
      .selectFrom('mandates')
      .select(({ fn }) => fn.countAll().as('total'))
      .where(valid)
      .where(where)
      .executeTakeFirstOrThrow();
    const views = rows.map(({ data }) => JSON.parse(data) as MandateView);
    return toPage(
      LIST,
      page,
      Number(total),
      views.map((view) => ({ row: view, view })),
      ({ organization, agent }) => [organization, agent],
    );
  });

const partyIs = (party: string | undefined) =>
  party === undefined ? undefined : sql<boolean>`(organization = ${party} or agent_organization = ${party})`;

/** The same cases as `statusAt`, so that a page can be counted. */
function standsSo(status: MandateFilter['status'], now: Instant) {
  switch (status) {
    case null:
    case undefined:
      return undefined;
    case 'REVOKED':
      return sql<boolean>`revoked is not null`;
    case 'EXPIRED':
      return sql<boolean>`(revoked is null and ends <= ${now})`;
    case 'NOT_YET':
      return sql<boolean>`(revoked is null and ends > ${now} and begins > ${now})`;
    case 'IN_FORCE':
      return sql<boolean>`(revoked is null and ends > ${now} and begins <= ${now})`;
  }
}
