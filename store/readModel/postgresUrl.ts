import { existsSync } from 'node:fs';

/** Whether a place of read models is a PostgreSQL database and no file. */
export const isPostgresUrl = (place: string): boolean => /^postgres(ql)?:\/\//i.test(place);

/** A PostgreSQL database by URL. */
export interface PostgresPlace {
  /** What the driver connects to. */
  readonly connectionString: string;
  /** The schema that holds the tables, where the URL names one; else the server's search path decides. */
  readonly schema: string | undefined;
  /** The URL without its password. */
  readonly shown: string;
  /** Options of the session that the URL brings along, as the server takes them. */
  readonly options: string;
}

/** What the driver or this program takes from a URL; a word misspelt would be read over, and the tables lie elsewhere. */
const KNOWN: ReadonlySet<string> = new Set(
  `schema options host port user password application_name connect_timeout client_encoding
  ssl sslmode sslrootcert sslcert sslkey sslnegotiation uselibpqcompat`.split(/\s+/),
);
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];
const MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Small letters, so that nobody has to know about quoting. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/** Reads a URL: `postgres://user:password@host:5432/database?schema=name&sslmode=verify-full`. */
export function postgresPlace(url: string): PostgresPlace {
  if (!URL.canParse(url)) throw new Error(`${shownPostgresUrl(url)} is no URL of a PostgreSQL database.`);
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? undefined;
  if (schema !== undefined && !SCHEMA.test(schema))
    throw new Error(
      `${shownPostgresUrl(url)}: a schema is named by small letters, digits and underscores, at most 63.`,
    );
  for (const [name, value] of parsed.searchParams) {
    const wrong = !KNOWN.has(name)
      ? `there is no option «${name}».`
      : name === 'sslmode' && !MODES.includes(value)
        ? `sslmode is one of ${MODES.join(', ')}.`
        : FILES.includes(name) && !existsSync(value)
          ? `there is no file ${name === 'sslkey' ? 'of that name' : value} (${name}).`
          : undefined;
    if (wrong !== undefined) throw new Error(`${shownPostgresUrl(url)}: ${wrong}`);
  }
  const options = parsed.searchParams.get('options') ?? '';
  parsed.searchParams.delete('schema');
  parsed.searchParams.delete('options');
  return { connectionString: parsed.href, schema, shown: shownPostgresUrl(url), options };
}

/** A URL as logs and errors may show it: never with a password, wherever that stands. */
export function shownPostgresUrl(url: string): string {
  if (!URL.canParse(url)) return 'postgres://…';
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '***';
  for (const name of [...parsed.searchParams.keys()])
    if (/password|passfile|sslkey/i.test(name)) parsed.searchParams.set(name, '***');
  return parsed.href;
}
