import type { RawBuilder, SqlBool } from 'kysely';
import { type Clock, usedDays } from '../../domain/clock/clock.ts';
import { budgetUsed, type ChainFact, criticalPath } from '../../domain/project/path.ts';
import type { Snapshot } from './source.ts';

/** What is left of the budget of a project. */
export interface Remaining {
  readonly code: string;
  readonly remaining: number;
}

/** Most codes in one question. */
const MOST = 500;

/**
 * What is left of each budget at the instant of the snapshot, of every project that a filter finds: the same as on the
 * page of each, from the columns that it follows from, with neither forecast nor rows that no path leads through.
 */
export async function remainingOf(
  { db, valid, asOf, source }: Snapshot,
  where: RawBuilder<SqlBool>,
): Promise<readonly Remaining[]> {
  const found = await db
    .selectFrom('projects')
    .select(['code', 'target'])
    .where(valid)
    .where(where)
    .execute();
  const all: Remaining[] = [];
  for (let from = 0; from < found.length; from += MOST) {
    const some = found.slice(from, from + MOST);
    const chains = await chainsOf(
      { db, valid },
      some.map(({ code }) => code),
    );
    const paths = new Map(some.map(({ code }) => [code, criticalPath(chains.get(code) ?? [])] as const));
    const clocks = await clocksOn({ db, valid }, chains, paths);
    for (const { code, target } of some) {
      const nodes = (chains.get(code) ?? []).map((node) => {
        const clock = clocks.get(`${code}/${node.key}`);
        return clock === undefined
          ? node
          : { ...node, usedDays: usedDays(source.calendarAt(clock.due.calendarVersion), clock, asOf) };
      });
      all.push({ code, remaining: Number(target) - budgetUsed(nodes, paths.get(code) ?? []) });
    }
  }
  return all;
}

type Tables = Pick<Snapshot, 'db' | 'valid'>;
type Chains = ReadonlyMap<string, readonly ChainFact[]>;

async function chainsOf({ db, valid }: Tables, codes: readonly string[]): Promise<Chains> {
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
  { db, valid }: Tables,
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
    const rows = await db
      .selectFrom('deadlines')
      .select(['id', 'data'])
      .where('id', 'in', ids.slice(from, from + MOST))
      .where(valid)
      .execute();
    for (const { id, data } of rows) clocks.set(id, JSON.parse(data) as Clock);
  }
  return clocks;
}
