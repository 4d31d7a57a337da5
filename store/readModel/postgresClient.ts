import pg from 'pg';
import type { PostgresPlace } from './postgresUrl.ts';

/** What a session may take before the server ends it; milliseconds. */
export interface Limits {
  readonly statement: number;
  readonly lock: number;
  readonly idleInTransaction: number;
}

const BIGINT = 20;
const NUMERIC = 1700;

/** Counts and positions are numbers below 2^53. Of our connections only: the driver keeps text for everybody else. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === BIGINT || oid === NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** The server parses and plans what has a name once for each connection. */
const MOST_NAMES = 500;
const names = new Map<string, string>();

/**
 * Statements with parameters are few and come again and again, so they get names. Those that ask for all columns do not:
 * a table that gets another column would make what was prepared useless.
 */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES || /select \*/i.test(text)) return undefined;
  const name = `s${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** PostgreSQL keeps no NUL in a text. Facts cannot hold one; should one come all the same, it must not stop a reader. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\u0000') ? value.replaceAll('\u0000', '\ufffd') : value;

type Ask = (text: unknown, values?: unknown, callback?: unknown) => Promise<pg.QueryResult>;

/** A connection of the read models. */
class Client extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // One that breaks between two statements of a transaction would end the process; the next statement says it.
    this.on('error', () => undefined);
  }

  override readonly query = ((text: unknown, values?: unknown, callback?: unknown) => {
    const ask = super.query.bind(this) as unknown as Ask;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return ask(text, values, callback);
    const name = nameOf(text);
    const asked = { text, values: values.map(storable), ...(name === undefined ? {} : { name }) };
    return ask(asked, callback).catch((error: unknown) => {
      // Nobody waits for the answer any more, and whoever is given this connection next would.
      if (error instanceof Error && error.message === 'Query read timeout') this.#cut();
      throw error;
    });
  }) as unknown as pg.Client['query'];

  #cut(): void {
    const { connection } = this as unknown as {
      readonly connection: { readonly stream: { destroy(): void } };
    };
    connection.stream.destroy();
  }
}

/** How sessions are set up, as the command line of a server would say it. */
const sessionOf = ({ schema, options }: PostgresPlace, settings: Readonly<Record<string, string>>): string =>
  [
    options,
    ...(schema === undefined ? [] : [`-c search_path=${schema}`]),
    ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`),
  ]
    .filter((part) => part !== '')
    .join(' ');

const CONNECT_WITHIN = 10_000;

export const connectionOf = (
  place: PostgresPlace,
  role: string,
  { statement, lock, idleInTransaction }: Limits,
  settings: Readonly<Record<string, string>> = {},
): pg.ClientConfig => ({
  connectionString: place.connectionString,
  application_name: `lianshen ${role}`,
  connectionTimeoutMillis: CONNECT_WITHIN,
  statement_timeout: statement,
  lock_timeout: lock,
  idle_in_transaction_session_timeout: idleInTransaction,
  // The server answers within its own limit; where nothing comes at all, the network has swallowed it.
  query_timeout: statement + 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  types,
  options: sessionOf(place, settings),
});

/** Connections that are opened when they are needed. One that breaks while nobody uses it is forgotten. */
export function poolOf(config: pg.ClientConfig, max: number): pg.Pool {
  const pool = new pg.Pool({ ...config, max, idleTimeoutMillis: 60_000, Client });
  pool.on('error', () => undefined);
  return pool;
}
