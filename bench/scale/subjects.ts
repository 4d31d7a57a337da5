import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../projections/all.ts';
import { inForce } from '../../projections/engine/schema.ts';

/** About whom and what is asked: those who have most, for theirs are the boards that grow. */
export interface Subjects {
  /** The owner of most projects, its projects, and what some of them are called. */
  readonly owner: string;
  readonly projects: readonly string[];
  readonly words: readonly string[];
  /** The agency with most bids, jobs, and services. */
  readonly agency: string;
  readonly jobs: readonly string[];
  readonly services: readonly string[];
  /** The unit with most open work, and streams of nodes. */
  readonly department: string;
  readonly streams: readonly string[];
}

const MANY = 40;

/** Looks for them in the read model itself: the product has no such question. */
export async function subjectsIn(db: Kysely<Tables>): Promise<Subjects> {
  const texts = async (column: string, from: string, rest: string): Promise<readonly string[]> => {
    const { rows } = await sql<{ value: string | null }>`
      select ${sql.ref(column)} as value from ${sql.table(from)}
      where ${inForce} and ${sql.ref(column)} is not null ${sql.raw(rest)}`.execute(db);
    return rows.flatMap(({ value }) => value ?? []);
  };
  const most = async (column: string, from: string, only = ''): Promise<string> => {
    const [first = ''] = await texts(
      column,
      from,
      `${only} group by "${column}" order by count(*) desc, "${column}" limit 1`,
    );
    return first;
  };
  const owner = await most('owner', 'projects');
  const spread = (column: string) => `order by substr("${column}", -4), "${column}" limit ${MANY}`;
  const names = await texts('search', 'projects', spread('search'));
  return {
    owner,
    projects: await texts('code', 'projects', `and status = 'RUNNING' ${spread('code')}`),
    words: names.map((name) => name.split(' ')[1]?.slice(0, 6) ?? ''),
    agency: await most('agency', 'bids'),
    jobs: await texts('id', 'jobs', spread('id')),
    services: await texts('service', 'jobs', 'group by "service" limit 8'),
    department: await most('department', 'deadlines', `and closed_at is null`),
    streams: (await texts('code', 'projects', spread('code'))).map((code) => `project-${code}`),
  };
}
