import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { hasPostgres, postgresUrl } from '../test/postgres/cluster.ts';
import startServer from '../test/postgres/globalSetup.ts';

/** A database of its own on the PostgreSQL server of this run. */
export interface SomeDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

let end: (() => Promise<void>) | undefined;

/** The server of READ_MODEL_TEST_URL, or Debian's, started by whoever asks first; undefined where there is none. */
export async function someDatabase(): Promise<SomeDatabase | undefined> {
  if (!hasPostgres()) return undefined;
  end ??= startServer();
  const server = await postgresUrl();
  // Schemas of one database hear each other's notices.
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await tell(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => tell(server, `drop database ${name} with (force)`) };
}

async function tell(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Ends a server that this run has started. */
export async function endPostgres(): Promise<void> {
  await end?.();
}

/** Why something was left out. */
export const withoutPostgres = (what: string): string =>
  `P15, ${what}: PostgreSQL is not installed here, and no server is named by READ_MODEL_TEST_URL`;
