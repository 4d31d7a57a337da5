import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { canonicalJson } from '../domain/kernel/canonical.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Position } from '../domain/kernel/recorded.ts';
import type { Tables } from '../projections/all.ts';
import { createProjector } from '../projections/engine.ts';
import { openReadModel } from '../store/readModel/sqlite.ts';
import { readModels } from './readModels.ts';
import { asToday } from './today.ts';

/** Facts between two looks at how far it is. */
const PAGE = 500;
/** What was set aside is part of what a log comes to. */
const PARKED = { name: 'parked_facts', key: ['reader', 'position', 'stream', 'type'] };

/** What the facts of a log come to: all rows of all read models, and one digest that stands for them. */
export interface Folded {
  readonly facts: number;
  readonly rows: number;
  readonly sha256: string;
  /** The rows of a table as canonical JSON, in order of its key. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
}

/**
 * Folds a log into read models of its own, in memory, as a start that finds none would. Positions are counted from the first
 * fact: those that a store gives are its own business, and what they come to must be the same in every store.
 */
export async function foldLog(
  log: Pick<EventStore, 'readAll'>,
  until?: Position | 'start',
  onFacts: (facts: number) => void = () => undefined,
): Promise<Folded> {
  const readModel = openReadModel<Tables>(':memory:');
  try {
    const projector = createProjector(readModel, readModels, asToday);
    await projector.start();
    let after: Position | 'start' = 'start';
    let facts = 0;
    while (until !== 'start') {
      const page = await log.readAll(after, PAGE);
      const batch = page.filter(({ position }) => until === undefined || position <= until);
      const last = batch.at(-1);
      if (last === undefined) break;
      const before = facts;
      await projector.apply(batch.map((fact, index) => ({ ...fact, position: BigInt(before + index + 1) })));
      facts += batch.length;
      after = last.position;
      onFacts(facts);
      await nextTurn();
    }
    return { facts, ...(await rowsOf(readModel.read)) };
  } finally {
    await readModel.close();
  }
}

async function rowsOf(database: Parameters<ReturnType<typeof sql>['execute']>[0]) {
  const tables = new Map<string, readonly string[]>();
  const hash = createHash('sha256');
  let count = 0;
  const specs = readModels.flatMap((projection) => projection.tables);
  for (const { name, key } of [
    ...specs.map((spec) => ({ name: spec.name, key: [...spec.key, 'valid_from'] })),
    PARKED,
  ]) {
    const order = sql.join(key.map((column) => sql.ref(column)));
    const { rows } = await sql<object>`select * from ${sql.table(name)} order by ${order}`.execute(database);
    const texts = rows.map((row) => canonicalJson(row));
    tables.set(name, texts);
    count += texts.length;
    for (const text of texts) hash.update(`${name} ${text}\n`);
  }
  return { tables, rows: count, sha256: hash.digest('hex') };
}

/** The first row that is not the same in both; undefined where all are. */
export function differenceOfFolds(source: Folded, target: Folded): string | undefined {
  if (source.facts !== target.facts)
    return `the source has ${source.facts} facts, the target ${target.facts}`;
  for (const [table, rows] of source.tables) {
    const others = target.tables.get(table) ?? [];
    const at = rows.findIndex((row, index) => row !== others[index]);
    const first = at === -1 && others.length > rows.length ? rows.length : at;
    if (first !== -1)
      return `row ${first + 1} of ${table} is ${rows[first] ?? 'nothing'} by the source, and ${others[first] ?? 'nothing'} by the target`;
  }
  return undefined;
}
