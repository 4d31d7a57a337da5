import { setTimeout as after } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { unavailablePostgres } from './faults.ts';
import { connectionOf, type Limits, poolOf } from './postgresClient.ts';
import { GATE, ReadModelDialect } from './postgresDialect.ts';
import { type PostgresPlace, postgresPlace } from './postgresUrl.ts';
import type { AnyDatabase, ReadModel } from './readModel.ts';

/** Questions of readers are answered side by side. */
const READERS = 8;
/** Facts, sagas and whatever processes tell each other are written side by side. */
const WRITERS = 4;

const SECOND = 1_000;
const READING: Limits = { statement: 10 * SECOND, lock: 30 * SECOND, idleInTransaction: 10 * SECOND };
/** Longer than any reader takes, so that a swap of tables wins in the end. */
const WRITING: Limits = { statement: 120 * SECOND, lock: 30 * SECOND, idleInTransaction: 10 * SECOND };

/**
 * Questions are short, many at a time, and of rows that are in memory: helpers for one of them and machine code made for it
 * take longer than the answer, and an index is no dearer than its table.
 */
const QUESTIONS = {
  default_transaction_read_only: 'on',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  random_page_cost: '1.1',
};

const OLDEST = 15;

/**
 * Open the read-model database on a PostgreSQL server, and its schema where the URL names one. It can be rebuilt from the
 * facts at any time, so no commit waits for the disk; rows never part from their position all the same.
 */
export async function openPostgresReadModel<Tables>(url: string): Promise<ReadModel<Tables>> {
  const place = placeOf(url);
  const writers = poolOf(connectionOf(place, 'writer', WRITING, { synchronous_commit: 'off' }), WRITERS);
  const readers = poolOf(connectionOf(place, 'reader', READING, QUESTIONS), READERS);
  const write = new Kysely<Tables>({ dialect: new ReadModelDialect(writers, 'writer') });
  const read = new Kysely<Tables>({ dialect: new ReadModelDialect(readers, 'reader') });
  const close = async () => {
    await read.destroy();
    await write.destroy();
  };
  try {
    await prepare(write, place);
  } catch (error) {
    await close();
    throw unavailablePostgres(place.shown, error);
  }
  return {
    write,
    read,
    shared: true,
    async notify(transaction: AnyDatabase, channel, payload) {
      await sql`select pg_notify(${channel}, ${payload})`.execute(transaction as Kysely<never>);
    },
    listen: (channel, heard, signal) => void listen(place, channel, heard, signal),
    close,
  };
}

function placeOf(url: string): PostgresPlace {
  try {
    return postgresPlace(url);
  } catch (error) {
    throw new StoreUnavailable('READ_MODEL', error instanceof Error ? error.message : String(error));
  }
}

/** Any number, as long as it is always this one: of several processes that start, one makes what is missing. */
const MAKING = 7_091_506;

async function prepare<Tables>(write: Kysely<Tables>, { schema, shown }: PostgresPlace): Promise<void> {
  const { rows } = await sql<{ version: string; encoding: string }>`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`.execute(
    write,
  );
  const [server] = rows;
  const version = Math.floor(Number(server?.version) / 10_000);
  if (version < OLDEST)
    throw new StoreUnavailable(shown, `this is PostgreSQL ${version}; read models need ${OLDEST} or later.`);
  if (server?.encoding !== 'UTF8')
    throw new StoreUnavailable(
      shown,
      `the database keeps its texts as ${server?.encoding}; make one with encoding UTF8.`,
    );
  await write.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(MAKING)})`.execute(transaction);
    if (schema !== undefined) await createSchema(transaction, schema);
    const { rows: paths } = await sql<{ own: string | null }>`select current_schema() as own`.execute(
      transaction,
    );
    if (paths[0]?.own == null)
      throw new StoreUnavailable(shown, 'none of the schemas of the search path is there.');
    await transaction.schema.createTable(GATE).ifNotExists().execute();
  });
}

/** Not «if not exists» alone: that asks for a right which nobody needs for a schema that is there. */
async function createSchema<Tables>(transaction: Kysely<Tables>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_catalog.pg_namespace where nspname = ${schema}`.execute(
    transaction,
  );
  if (rows.length === 0) await transaction.schema.createSchema(schema).execute();
}

const LISTENING: Limits = { statement: 10 * SECOND, lock: 10 * SECOND, idleInTransaction: 10 * SECOND };
/** A connection that has died without a word is found out by asking. */
const ASK_EVERY = 10 * SECOND;
const LONGEST_PAUSE = 5 * SECOND;

/** One connection after the other, for as long as somebody wants to hear. */
async function listen(
  place: PostgresPlace,
  channel: string,
  heard: (payload: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = 50; !signal.aborted; ) {
    const began = performance.now();
    await listenOnce(place, channel, heard, signal).catch(() => undefined);
    pause = performance.now() - began > LONGEST_PAUSE ? 50 : Math.min(pause * 2, LONGEST_PAUSE);
    await after(pause * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function listenOnce(
  place: PostgresPlace,
  channel: string,
  heard: (payload: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client(connectionOf(place, 'listener', LISTENING));
  const over = new AbortController();
  const end = () => over.abort();
  client.on('error', end);
  client.on('end', end);
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (over.signal.aborted) return;
    heard(undefined);
    for (;;) {
      await after(ASK_EVERY, undefined, { signal: over.signal, ref: false });
      await client.query('select 1');
    }
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => undefined);
  }
}
