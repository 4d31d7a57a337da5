import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { canonicalJson } from '../domain/kernel/canonical.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Position } from '../domain/kernel/recorded.ts';
import type { Tables } from '../projections/all.ts';
import { createProjector } from '../projections/engine.ts';
import type { ReadModel } from '../store/readModel/readModel.ts';
import { openReadModel } from '../store/readModel/sqlite.ts';
import { readModels } from './readModels.ts';
import { asToday } from './today.ts';

/** Facts between two looks at how far it is. */
const PAGE = 500;
/** Rows that are in memory at a time. */
const ROWS = 2000;

interface TableOrder {
  readonly name: string;
  readonly order: readonly string[];
}
/** What was set aside is part of what a log comes to. */
const PARKED: TableOrder = { name: 'parked_facts', order: ['reader', 'position', 'stream', 'type'] };
const TABLES: readonly TableOrder[] = [
  ...readModels
    .flatMap((projection) => projection.tables)
    .map(({ name, key }) => ({ name, order: [...key, 'valid_from'] })),
  PARKED,
];

/** What the facts of a log come to: all rows of all read models, and digests that stand for them. */
export interface Folded {
  readonly facts: number;
  readonly rows: number;
  readonly sha256: string;
  /** The digest of each table. */
  readonly tables: ReadonlyMap<string, string>;
  /** The rows of a table as canonical JSON, in order. */
  rowsOf(table: string): AsyncIterable<string>;
  close(): Promise<void>;
}

/**
 * Folds a log into read models of its own, in files that go when it is closed, as a start that finds none would. Positions are
 * counted from the first fact: those that a store gives are its own business, and what facts come to must be the same in all.
 */
export async function foldLog(
  log: Pick<EventStore, 'readAll'>,
  until?: Position | 'start',
  onFacts: (facts: number) => void = () => undefined,
  /** Whether rows that name the place of a fact name it by number, as is the same in all stores, or as this store does. */
  places: 'counted' | 'own' = 'counted',
): Promise<Folded> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lianshen-fold-'));
  const readModel = openReadModel<Tables>(path.join(folder, 'read.db'));
  const close = async () => {
    await readModel.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const facts = await fold(log, readModel, until, onFacts, places);
    return { ...(await tablesIn(readModel, facts)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What read models hold that were folded from so many facts by somebody else. */
export async function tablesIn(readModel: ReadModel<Tables>, facts: number): Promise<Omit<Folded, 'close'>> {
  const rowsOf = (table: string) => rowsIn(readModel, table);
  const tables = new Map<string, string>();
  let rows = 0;
  for (const { name } of TABLES) {
    const hash = createHash('sha256');
    for await (const row of rowsOf(name)) {
      hash.update(`${row}\n`);
      rows += 1;
    }
    tables.set(name, hash.digest('hex'));
  }
  const sha256 = createHash('sha256')
    .update(canonicalJson([...tables]))
    .digest('hex');
  return { facts, rows, sha256, tables, rowsOf };
}

async function fold(
  log: Pick<EventStore, 'readAll'>,
  readModel: ReadModel<Tables>,
  until: Position | 'start' | undefined,
  onFacts: (facts: number) => void,
  places: 'counted' | 'own',
): Promise<number> {
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
    await projector.apply(
      places === 'own'
        ? batch
        : batch.map((fact, index) => ({ ...fact, position: BigInt(before + index + 1) })),
    );
    facts += batch.length;
    after = last.position;
    onFacts(facts);
    await nextTurn();
  }
  return facts;
}

/** Page by page; a row is not in two pages, since nobody writes any more. */
async function* rowsIn({ read }: ReadModel<Tables>, table: string): AsyncGenerator<string> {
  const { name, order } = TABLES.find((each) => each.name === table) ?? PARKED;
  const by = sql.join(order.map((column) => sql.ref(column)));
  for (let from = 0; ; from += ROWS) {
    const query = sql<object>`select * from ${sql.table(name)} order by ${by} limit ${ROWS} offset ${from}`;
    const { rows } = await query.execute(read);
    for (const row of rows) yield canonicalJson(row);
    if (rows.length < ROWS) return;
  }
}

type Compared = Pick<Folded, 'facts' | 'tables' | 'rowsOf'>;

/** The first row that is not the same in both; undefined where all are. */
export async function differenceOfFolds(source: Compared, target: Compared): Promise<string | undefined> {
  if (source.facts !== target.facts)
    return `the source has ${source.facts} facts, the target ${target.facts}`;
  for (const [table, digest] of source.tables)
    if (target.tables.get(table) !== digest) return firstRow(table, source, target);
  return undefined;
}

async function firstRow(table: string, source: Compared, target: Compared): Promise<string> {
  const others = target.rowsOf(table)[Symbol.asyncIterator]();
  const next = async () => ((await others.next()) as { readonly value?: string }).value;
  let number = 0;
  const said = (row: string, other: string) =>
    `row ${number} of ${table} is ${row} by the source, and ${other} by the target`;
  for await (const row of source.rowsOf(table)) {
    number += 1;
    const other = await next();
    if (row !== other) return said(row, other ?? 'nothing');
  }
  number += 1;
  return said('nothing', (await next()) ?? 'nothing');
}
