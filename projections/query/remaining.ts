import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { type Clock, usedDays } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { budgetUsed, type ChainFact, criticalPath } from '../../domain/project/path.ts';
import type { Tables } from '../all.ts';

/** What the budget of a project follows from at any instant from now on, as long as nothing happens to its chain. */
export interface BudgetParts {
  readonly code: string;
  /** The target less what the decided approvals on the path used. */
  readonly left: number;
  /** The clocks on the path that run: the last node of it, if that is an approval. */
  readonly running: readonly Clock[];
}

/** Somebody who remembers the parts of projects to which nothing has happened since they were last asked for. */
export interface RememberedBudgets {
  of(codes: readonly string[]): Promise<readonly BudgetParts[]>;
}

type CalendarAt = (version: number) => Calendar;

/** Working days of the budget that are left at an instant; below nought where it is overspent. */
export const remainingAt = ({ left, running }: BudgetParts, calendarAt: CalendarAt, asOf: Instant): number =>
  running.reduce((days, clock) => days - usedDays(calendarAt(clock.due.calendarVersion), clock, asOf), left);

/** Most codes in one question. */
const MOST = 500;

/**
 * The parts of the budgets of some projects: the same as on the page of each, from the columns that they follow from, with
 * neither a forecast nor rows that no path leads through.
 */
export async function budgetParts(
  db: Kysely<Tables>,
  valid: RawBuilder<SqlBool>,
  calendarAt: CalendarAt,
  codes: readonly string[],
): Promise<readonly BudgetParts[]> {
  const all: BudgetParts[] = [];
  for (let from = 0; from < codes.length; from += MOST) {
    const some = codes.slice(from, from + MOST);
    const targets = await db
      .selectFrom('projects')
      .select(['code', 'target'])
      .where('code', 'in', some)
      .where(valid)
      .execute();
    const chains = await chainsOf(db, valid, some);
    const paths = new Map(some.map((code) => [code, criticalPath(chains.get(code) ?? [])] as const));
    const clocks = await clocksOn(db, valid, chains, paths);
    for (const { code, target } of targets) {
      const path = paths.get(code) ?? [];
      const running: Clock[] = [];
      const nodes = (chains.get(code) ?? []).map((node) => {
        const clock = clocks.get(`${code}/${node.key}`);
        if (clock === undefined) return node;
        if (clock.closedAt !== null)
          return {
            ...node,
            usedDays: usedDays(calendarAt(clock.due.calendarVersion), clock, clock.closedAt),
          };
        running.push(clock);
        return node;
      });
      all.push({ code, left: Number(target) - budgetUsed(nodes, path), running });
    }
  }
  return all;
}

type Chains = ReadonlyMap<string, readonly ChainFact[]>;

async function chainsOf(
  db: Kysely<Tables>,
  valid: RawBuilder<SqlBool>,
  codes: readonly string[],
): Promise<Chains> {
  const rows = await db
    .selectFrom('nodes')
    .select(['project', 'key', 'status', 'started_at', 'decided_at', 'finished', 'promised', 'predecessors'])
    .where('project', 'in', codes)
    .where(valid)
    .orderBy('project')
    .orderBy('place')
    .orderBy('key')
    .execute();
  const chains = new Map<string, ChainFact[]>();
  for (const row of rows) {
    const chain = chains.get(row.project) ?? [];
    chain.push({
      key: row.key,
      predecessors: row.predecessors === null || row.predecessors === '' ? [] : row.predecessors.split(' '),
      status: row.status ?? '',
      startedAt: row.started_at,
      decidedAt: row.decided_at,
      finishedPosition: row.finished,
      promisedDays: row.promised === null ? null : Number(row.promised),
      usedDays: null,
    });
    chains.set(row.project, chain);
  }
  return chains;
}

/** The clocks of the approvals that a path leads through, by id. */
async function clocksOn(
  db: Kysely<Tables>,
  valid: RawBuilder<SqlBool>,
  chains: Chains,
  paths: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, Clock>> {
  const ids = [...paths].flatMap(([code, path]) => {
    const approvals = new Set(
      (chains.get(code) ?? []).filter(({ promisedDays }) => promisedDays !== null).map(({ key }) => key),
    );
    return path.filter((key) => approvals.has(key)).map((key) => `${code}/${key}`);
  });
  const clocks = new Map<string, Clock>();
  for (let from = 0; from < ids.length; from += MOST) {
    const some = ids.slice(from, from + MOST);
    const rows = await db
      .selectFrom('deadlines')
      .select(['id', 'data'])
      .where(sql<SqlBool>`id in (${sql.join(some)})`)
      .where(valid)
      .execute();
    for (const { id, data } of rows) clocks.set(id, JSON.parse(data) as Clock);
  }
  return clocks;
}
