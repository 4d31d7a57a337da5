import type { Kysely } from 'kysely';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { type AnyDatabase, integerOf, makeTables, textOf } from './dialect.ts';

/** A fact that a read model or a saga could not take 搁置: set aside with the reason, while everything else goes on. */
export interface ParkedFact {
  /** `projection <name>` or `saga <name>`. */
  readonly reader: string;
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly reason: string;
  /** When it was recorded, or its wake-up fell due: from then on the reader has lacked it. */
  readonly since: Instant;
}

interface WithParked {
  readonly parked_facts: ParkedFact;
}

const LONGEST_REASON = 1000;
/** Rows of one statement. */
const AT_ONCE = 200;
/** Several wake-ups may fail at one place in the log. */
const KEY = ['reader', 'position', 'stream', 'type'] as const;

type What = Pick<Recorded, 'position' | 'stream' | 'revision' | 'recordedAt'> & {
  readonly event: { readonly type: string };
};

/** Text that every database keeps, whatever somebody put into a message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .slice(0, LONGEST_REASON)
    .replaceAll('\u0000', '\ufffd')
    .toWellFormed();

export const parkedFact = (reader: string, fact: What, error: unknown): ParkedFact => ({
  reader,
  position: Number(fact.position),
  stream: fact.stream,
  revision: fact.revision,
  type: fact.event.type,
  reason: reasonOf(error),
  since: fact.recordedAt,
});

/** Of which only this table is known here. */
const on = (database: AnyDatabase) => database as unknown as Kysely<WithParked>;

export const createParked = (database: AnyDatabase): Promise<void> => makeTables(on(database), create);

async function create(database: Kysely<WithParked>): Promise<void> {
  const { schema, introspection } = database;
  const [text, integer] = [textOf(database), integerOf(database)];
  const known = (await introspection.getTables()).find(({ name }) => name === 'parked_facts');
  if (known?.columns.some(({ name }) => name === 'since') === true) return;
  // Before there was a «since», nothing was made of this table but a line in the log.
  await schema.dropTable('parked_facts').ifExists().execute();
  await schema
    .createTable('parked_facts')
    .addColumn('reader', text, (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('since', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('parked_facts_key', [...KEY])
    .execute();
}

/** In the transaction that moves the reader past the fact. */
export async function park(database: AnyDatabase, parked: readonly ParkedFact[]): Promise<void> {
  // No database is told twice about one row by one statement: the last reason is the one that stays.
  const each = new Map(
    parked.map((fact) => [JSON.stringify(KEY.map((column) => fact[column])), fact] as const),
  );
  const facts = [...each.values()];
  for (let at = 0; at < facts.length; at += AT_ONCE)
    await on(database)
      .insertInto('parked_facts')
      .values(facts.slice(at, at + AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns([...KEY]).doUpdateSet(({ ref }) => ({ reason: ref('excluded.reason') })),
      )
      .execute();
}

/** A reader that starts anew leaves nothing set aside. */
export async function unpark(database: AnyDatabase, reader: string): Promise<void> {
  await on(database).deleteFrom('parked_facts').where('reader', '=', reader).execute();
}

/** How many facts each reader has set aside. */
export async function countParked(database: AnyDatabase): Promise<ReadonlyMap<string, number>> {
  const rows = await on(database)
    .selectFrom('parked_facts')
    .select(({ fn }) => ['reader', fn.countAll().as('count')] as const)
    .groupBy('reader')
    .execute();
  return new Map(rows.map(({ reader, count }) => [reader, Number(count)] as const));
}

/** The first facts set aside by one reader, or by all. */
export const listParked = (
  database: AnyDatabase,
  limit: number,
  reader?: string,
): Promise<readonly ParkedFact[]> => {
  const query = on(database)
    .selectFrom('parked_facts')
    .selectAll()
    .orderBy('position')
    .orderBy('reader')
    .orderBy('type')
    .limit(limit);
  return (reader === undefined ? query : query.where('reader', '=', reader)).execute();
};

/** Facts that are tried again. */
export async function unparkFacts(database: AnyDatabase, facts: readonly ParkedFact[]): Promise<void> {
  for (const { reader, position, stream, type } of facts)
    await on(database)
      .deleteFrom('parked_facts')
      .where('reader', '=', reader)
      .where('position', '=', position)
      .where('stream', '=', stream)
      .where('type', '=', type)
      .execute();
}

export const allParked = (database: AnyDatabase): Promise<readonly ParkedFact[]> =>
  on(database).selectFrom('parked_facts').selectAll().orderBy('position').orderBy('reader').execute();
