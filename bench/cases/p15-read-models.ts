import Database from 'better-sqlite3';
import pg from 'pg';
import { readModels } from '../../app/readModels.ts';
import { asToday } from '../../app/today.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { createProjector } from '../../projections/engine.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import { postgresPlace } from '../../store/readModel/postgresUrl.ts';
import { CPU_EACH, numbered } from '../appending.ts';
import { type Case, type Comparison, doneIn, type Sample } from '../harness.ts';
import { fillWithHistories } from '../histories.ts';
import { counter } from '../numbers.ts';
import { someDatabase, withoutPostgres } from '../postgres.ts';

/** Facts in one transaction. */
const BATCH = 1000;
/** Values in one statement. */
const MOST_VALUES = 2000;

type Cell = string | number | null;

/** What the facts come to: every version of every row of a table, as it is stored. */
interface Stored {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** All facts of a file, as many at a time as go into one transaction. */
async function batchesIn(file: string): Promise<readonly (readonly Recorded[])[]> {
  const store = new EmbeddedEventStore(file);
  const batches: (readonly Recorded[])[] = [];
  for (let page = await store.readAll('start', BATCH); page.length > 0; ) {
    batches.push(page);
    page = await store.readAll((page.at(-1) as Recorded).position, BATCH);
  }
  await store.close();
  return batches;
}

/** Opens tables with nothing in them: that costs the same whoever fills them. */
async function opened(place: string) {
  const model = await openReadModelAt<Tables>(place);
  const projector = createProjector(model, readModels, asToday);
  await projector.start();
  return { model, projector };
}

/** Everything that is in a file of read models, as text and numbers. */
function storedIn(file: string): readonly Stored[] {
  const database = new Database(file, { readonly: true });
  const stored = readModels
    .flatMap(({ tables }) => tables)
    .map(({ name }) => {
      const select = database.prepare<[], Cell[]>(`select * from ${name} order by valid_from`).raw();
      return { table: name, columns: select.columns().map((column) => column.name), rows: select.all() };
    });
  database.close();
  return stored;
}

/** The rows of all tables in as many transactions as the facts were, many rows to a statement. */
function* transactions(stored: readonly Stored[], count: number) {
  for (let at = 0; at < count; at += 1)
    yield stored.flatMap(({ table, columns, rows }) => {
      const each = Math.ceil(rows.length / count);
      const own = rows.slice(at * each, (at + 1) * each);
      const most = Math.floor(MOST_VALUES / columns.length);
      return Array.from({ length: Math.ceil(own.length / most) }, (_, piece) => ({
        table,
        columns,
        rows: own.slice(piece * most, (piece + 1) * most),
      }));
    });
}

const insertOf = ({ table, columns, rows }: Stored, place: (row: number, column: number) => string): string =>
  `insert into ${table} (${columns.join(', ')}) values ${rows
    .map((_, row) => `(${columns.map((_, column) => place(row, column)).join(', ')})`)
    .join(', ')}`;

function intoFile(file: string, stored: readonly Stored[], count: number): void {
  const database = new Database(file);
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -65536'])
    database.pragma(pragma);
  const prepared = new Map<string, Database.Statement>();
  const insert = (piece: Stored) => {
    const name = `${piece.table} ${piece.rows.length}`;
    const statement = prepared.get(name) ?? database.prepare(insertOf(piece, () => '?'));
    prepared.set(name, statement);
    statement.run(piece.rows.flat());
  };
  for (const pieces of transactions(stored, count))
    database.transaction(() => {
      for (const piece of pieces) insert(piece);
    })();
  database.close();
}

async function intoServer(place: string, stored: readonly Stored[], count: number): Promise<void> {
  const { connectionString, schema } = postgresPlace(place);
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`set search_path = ${schema}`);
  await client.query('set synchronous_commit = off');
  for (const pieces of transactions(stored, count)) {
    await client.query('begin');
    for (const piece of pieces)
      await client.query({
        name: `${piece.table} ${piece.rows.length}`,
        text: insertOf(piece, (row, column) => `$${row * piece.columns.length + column + 1}`),
        values: piece.rows.flat(),
      });
    await client.query('commit');
  }
  await client.end();
}

/** A kind of database: where the next empty one is, and how its driver alone fills it. */
interface Kind {
  readonly name: string;
  readonly driver: string;
  place(): string;
  fill(place: string, stored: readonly Stored[], count: number): void | Promise<void>;
}

/** The same history in each database: folded by the program, and its rows written by the driver alone. */
export const readModelsCase: Case = {
  goals: ['P15'],
  async open({ quick }, scratch) {
    const files = numbered(scratch);
    const events = scratch('events.db');
    const facts = await fillWithHistories(events, quick ? 900 : 10_000);
    const batches = await batchesIn(events);
    const fold = async (place: string) => {
      const { model, projector } = await opened(place);
      const sample = await inAll(facts, async () => {
        for (const batch of batches) await projector.apply(batch, true);
      });
      await model.close();
      return sample;
    };
    const folded = scratch('folded.db');
    await fold(folded);
    const stored = storedIn(folded);

    const comparisonOf = ({ name, driver, place, fill }: Kind): Comparison => ({
      goal: 'P15',
      title: `Fold ${facts.toLocaleString('en-US')} facts into ${name}`,
      unit: 'facts/s',
      better: 'more',
      ours: {
        name: `ours: every projection, ${BATCH} facts per transaction`,
        run: () => fold(place()),
      },
      limit: {
        name: `limit: ${driver}, the rows that come of them, many in a statement, with their indexes`,
        async run() {
          const at = place();
          const { model } = await opened(at);
          await model.close();
          return inAll(facts, () => fill(at, stored, batches.length));
        },
      },
      target: { kind: 'none' },
    });
    const comparisons = [
      comparisonOf({
        name: 'a file of SQLite',
        driver: 'better-sqlite3',
        place: () => files('read'),
        fill: intoFile,
      }),
    ];
    const database = await someDatabase();
    if (database !== undefined) {
      const { url } = database;
      const next = counter();
      comparisons.push(
        comparisonOf({
          name: 'PostgreSQL',
          driver: 'pg',
          place: () => inSchema(url, `fold_${next()}`),
          fill: intoServer,
        }),
      );
    }
    return {
      comparisons,
      left: database === undefined ? [withoutPostgres('read models on PostgreSQL')] : [],
      close: async () => database?.drop(),
    };
  },
};

function inSchema(url: string, schema: string): string {
  const place = new URL(url);
  place.searchParams.set('schema', schema);
  return place.href;
}

/** One piece of work for all facts: how many a second, and what each costs this process. */
async function inAll(facts: number, work: () => void | Promise<void>): Promise<Sample> {
  const { wall, cpu } = await doneIn(1, async () => {
    await work();
    return facts;
  });
  return { value: (facts * 1000) / wall, extras: { [CPU_EACH]: (cpu * 1000) / facts } };
}
