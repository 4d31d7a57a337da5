import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import type { Tables } from '../../projections/all.ts';
import { createProjector } from '../../projections/engine.ts';
import { createQueries } from '../../projections/queries.ts';
import type { Queries } from '../../projections/views.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { factsOf, readTape } from '../histories/tape.ts';
import { projections } from '../projections/world.ts';
import { hasPostgres } from './cluster.ts';
import { schemaFor } from './openTestReadModel.ts';

const NOW = '2026-05-20T01:00:00.000Z';
const page = { first: 20, after: null };
/** How often a deadline of the recorded history stands in the table, each with what it was before. */
const COPIES = 400;

/** Reads of one transaction, in which the server counts what it looks at. */
const within = (reading: Transaction<Tables>): Kysely<Tables> =>
  ({
    selectFrom: reading.selectFrom.bind(reading),
    transaction: () => ({
      setIsolationLevel: () => ({
        execute: <Result>(ask: (db: Transaction<Tables>) => Promise<Result>) => ask(reading),
      }),
    }),
  }) as unknown as Kysely<Tables>;

/** How often this session has looked at the table, whole or by an index. */
async function looks(reading: Transaction<Tables>) {
  const { rows } = await sql<{ whole: number; byIndex: number }>`
    select seq_scan as whole, idx_scan as "byIndex" from pg_stat_xact_user_tables
    where schemaname = current_schema() and relname = 'deadlines'`.execute(reading);
  return rows[0] ?? { whole: 0, byIndex: 0 };
}

describe.skipIf(!hasPostgres())('a big table of deadlines on PostgreSQL', () => {
  let model: ReadModel<Tables>;
  let department: string;
  let all: number;

  beforeAll(async () => {
    model = await openReadModelAt<Tables>(await schemaFor(randomUUID()));
    const projector = createProjector(model, projections);
    await projector.start();
    await projector.apply(
      factsOf(readTape('hospital-in-market')).filter(({ recordedAt }) => recordedAt <= NOW),
    );
    const columns = Object.keys(
      (await model.read.selectFrom('deadlines').selectAll().limit(1).executeTakeFirst()) ?? {},
    ).filter((column) => column !== 'id');
    const same = sql.join(columns.map((column) => sql.ref(column)));
    // Everything but a few copies is over, as in a city after some years.
    await sql`insert into deadlines (id, ${same}) select id || '#' || copy, ${same} from deadlines
      cross join generate_series(1, ${sql.lit(COPIES)}) as copies (copy)`.execute(model.write);
    await sql`update deadlines set closed_at = ${NOW}, closed_level = 'GREEN'
      where id like '%#%' and closed_at is null and right(id, 1) <> '7'`.execute(model.write);
    await sql`analyze deadlines`.execute(model.write);
    all = Number(
      (await sql<{ n: number }>`select count(*) as n from deadlines`.execute(model.read)).rows[0]?.n,
    );
    const open = await model.read
      .selectFrom('deadlines')
      .select('department')
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow();
    department = open.department ?? '';
  }, 60_000);
  afterAll(() => model?.close());

  it('is one', () => expect(all).toBeGreaterThan(20_000));

  it.each<[string, (queries: Queries) => Promise<unknown>]>([
    ['the board and its number', (queries) => queries.deadlines({}, NOW, page)],
    [
      'a page further on',
      async (queries) => {
        const first = await queries.deadlines({}, NOW, page);
        return queries.deadlines({}, NOW, { ...page, after: first.edges.at(-1)?.cursor ?? null });
      },
    ],
    ['the work of a department', (queries) => queries.deadlines({ department }, NOW, page)],
    ['its alerts', (queries) => queries.overdueAlerts({ department }, NOW, page)],
    ['all alerts', (queries) => queries.overdueAlerts({}, NOW, page)],
    ['departments and how late they are', (queries) => queries.overdueByDepartment(NOW)],
    ['projects of a level', (queries) => queries.projects({ level: 'RED' }, 'CODE_ASC', NOW, page)],
    ['projects of no level', (queries) => queries.projects({ level: 'GREEN' }, 'CODE_ASC', NOW, page)],
  ])('is not read through for %s', async (_what, ask) => {
    await model.read.transaction().execute(async (reading) => {
      const source = {
        read: within(reading),
        calendar: () => announced,
        calendarAt: () => announced,
        now: () => NOW,
        ruleOf: (id: string) => ({ id, text: id }),
      };
      const before = await looks(reading);
      await ask(createQueries(source));
      const after = await looks(reading);
      expect(after.whole - before.whole).toBe(0);
      expect(after.byIndex - before.byIndex).toBeGreaterThan(0);
    });
  });
});
