import path from 'node:path';
import * as z from 'zod';
import { isEsdb, isPostgres, withoutSecrets } from './addresses.ts';
import { isLoopback } from './loopback.ts';
import { EVERY_ROLE, PROCESS_ROLES, type ProcessRole } from './roles.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Over https, or to this machine itself. */
function isSafe(url: string): boolean {
  const at = new URL(url);
  return at.protocol === 'https:' || (at.protocol === 'http:' && isLoopback(at));
}
const isOrigin = (url: string): boolean => new URL(url).href === `${new URL(url).origin}/`;
const ORIGIN_ALONE =
  'must be where browsers find this server, https and without a path, such as https://lianshen.example';

/** Never shown, not even where they are wrong. */
const SECRETS: ReadonlySet<string> = new Set(['AUTH_CLIENT_SECRET', 'SESSION_SECRET']);

const Environment = z.object({
  DATA_DIR: z.string().min(1, { error: 'must name a folder' }).default('./data'),
  EVENT_STORE: z.string().optional(),
  EVENT_STORE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,30}\.$/, {
      error:
        'must be a word of lower-case letters and digits with a full stop behind it, such as «lianshen.»',
    })
    .default('lianshen.'),
  READ_MODEL: z.string().optional(),
  ROLES: z
    .string()
    .default(PROCESS_ROLES.join(','))
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(PROCESS_ROLES)).min(1))
    .transform((roles): ReadonlySet<ProcessRole> => new Set(roles)),
  HOST: z
    .union([z.ipv4(), z.ipv6()], { error: 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0' })
    .default('127.0.0.1'),
  PORT: z
    .string()
    .default('4000')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: 'must be a port number from 0 to 65535',
    })
    .transform(Number),
  LOG_LEVEL: z.enum(levels, { error: `must be one of ${levels.join(', ')}` }).default('warn'),
  NODE_ENV: z
    .enum(['development', 'production', 'test'], { error: 'must be development, production or test' })
    .default('development'),
  RATE_LIMIT: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  DRAIN_SECONDS: z
    .string()
    .default('1')
    .refine((text) => /^\d{1,2}$/.test(text) && Number(text) <= 60, {
      error: 'must be a number of seconds from 0 to 60',
    })
    .transform(Number),
  REQUESTS_AT_ONCE: z
    .string()
    .default('2000')
    .refine((text) => /^[1-9]\d{0,5}$/.test(text), { error: 'must be a number from 1 to 999999' })
    .transform(Number),
  METRICS: z.enum(['local', 'token'], { error: 'must be local or token' }).default('local'),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, { error: 'must be the number of proxies in front, 0 to 9' })
    .default('0')
    .transform(Number),
  PERSISTED_DOCUMENTS: z.string().min(1, { error: 'must name a file' }).optional(),
  AUTH_ISSUER: z
    .url({ error: 'must be the https address of an OpenID issuer', abort: true })
    .refine(isSafe, { error: 'must be the https address of an OpenID issuer' })
    .optional(),
  AUTH_AUDIENCE: z.string().min(1, { error: 'must name this service as tokens do' }).default('lianshen'),
  AUTH_CLIENT_ID: z.string().min(1, { error: 'must be the id of the console at AUTH_ISSUER' }).optional(),
  AUTH_CLIENT_SECRET: z.string().min(1, { error: 'must be the secret of AUTH_CLIENT_ID' }).optional(),
  PUBLIC_URL: z
    .url({ error: ORIGIN_ALONE, abort: true })
    .refine((url) => isSafe(url) && isOrigin(url), { error: ORIGIN_ALONE })
    .optional(),
  SESSION_SECRET: z.string().min(32, { error: 'must have 32 characters or more' }).optional(),
});

/** The configuration of a process, from its environment. */
export interface Config {
  readonly dataDir: string;
  /** File of the embedded store, `:memory:`, or the address of a cluster (`esdb://…`), which may hold a password. */
  readonly eventStore: string;
  /** What every stream of this installation begins with in a cluster. */
  readonly eventStorePrefix: string;
  /** File of the read models, `:memory:`, or the address of a database (`postgres://…`), which may hold a password. */
  readonly readModel: string;
  /** What this process does. */
  readonly roles: ReadonlySet<ProcessRole>;
  /** The address that it listens on. */
  readonly host: string;
  readonly port: number;
  readonly logLevel: (typeof levels)[number];
  readonly environment: 'development' | 'production' | 'test';
  readonly authIssuer: string | undefined;
  /** What tokens call this service. */
  readonly authAudience: string;
  /** How browsers log in; undefined: they do not. */
  readonly console: ConsoleConfig | undefined;
  /** Whether requests of one client are counted; off for benchmarks. */
  readonly rateLimit: boolean;
  /** How long a process that was told to stop says so before its port closes. */
  readonly drainSeconds: number;
  /** Requests that the process takes on before it answers 503. */
  readonly requestsAtOnce: number;
  /** Whether this machine may read the metrics without a token. */
  readonly metricsLocally: boolean;
  /** Proxies of one's own that write X-Forwarded-For. */
  readonly trustedProxies: number;
  /** File of the only documents that are answered; all are where there is none. */
  readonly persistedDocuments: string | undefined;
}

/** The console's registration at the identity provider, and where browsers find this server. */
export interface ConsoleConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly publicUrl: string;
  /** What cookies are sealed with; undefined: a secret kept under `dataDir`. */
  readonly sessionSecret: string | undefined;
}

/** A setting that cannot be used: one line that names it and says what it may be. */
export class ConfigError extends Error {}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    const why =
      name === 'ROLES'
        ? `must be some of ${PROCESS_ROLES.join(', ')}, with commas`
        : (issue?.message ?? 'is wrong');
    throw new ConfigError(`${name}=${shown(name, environment[name])}: ${why}.`);
  }
  const { DATA_DIR, EVENT_STORE, READ_MODEL, PORT, LOG_LEVEL, NODE_ENV, AUTH_ISSUER } = parsed.data;
  const dataDir = path.resolve(DATA_DIR);
  const eventStore = addressOf(
    'EVENT_STORE',
    EVENT_STORE ?? `sqlite:${path.join(dataDir, 'events.db')}`,
    isEsdb,
    'esdb://HOST:PORT',
  );
  const readModel = addressOf(
    'READ_MODEL',
    READ_MODEL ?? `sqlite:${path.join(dataDir, 'read.db')}`,
    isPostgres,
    'postgres://HOST/DATABASE',
  );
  const { ROLES: roles } = parsed.data;
  assertTogether(roles, eventStore, readModel);
  return {
    dataDir,
    eventStore,
    eventStorePrefix: parsed.data.EVENT_STORE_PREFIX,
    readModel,
    roles,
    host: parsed.data.HOST,
    port: PORT,
    logLevel: LOG_LEVEL,
    environment: NODE_ENV,
    authIssuer: AUTH_ISSUER,
    authAudience: parsed.data.AUTH_AUDIENCE,
    console: consoleOf(parsed.data),
    rateLimit: parsed.data.RATE_LIMIT === 'on',
    drainSeconds: parsed.data.DRAIN_SECONDS,
    requestsAtOnce: parsed.data.REQUESTS_AT_ONCE,
    metricsLocally: parsed.data.METRICS === 'local',
    trustedProxies: parsed.data.TRUSTED_PROXIES,
    persistedDocuments: parsed.data.PERSISTED_DOCUMENTS,
  };
}

const shown = (name: string, value: string | undefined) =>
  value === undefined || value === '' || !SECRETS.has(name) ? (value ?? '') : '***';

/** All of it or nothing: half a login would be found out by the first user. */
function consoleOf({
  AUTH_ISSUER,
  AUTH_CLIENT_ID,
  AUTH_CLIENT_SECRET,
  PUBLIC_URL,
  SESSION_SECRET,
}: z.infer<typeof Environment>): ConsoleConfig | undefined {
  if (AUTH_CLIENT_ID === undefined) {
    if (AUTH_CLIENT_SECRET === undefined) return undefined;
    throw new ConfigError('AUTH_CLIENT_SECRET=***: needs AUTH_CLIENT_ID beside it.');
  }
  if (AUTH_ISSUER === undefined)
    throw new ConfigError(`AUTH_CLIENT_ID=${AUTH_CLIENT_ID}: needs AUTH_ISSUER, where users log in.`);
  if (PUBLIC_URL === undefined)
    throw new ConfigError(`AUTH_CLIENT_ID=${AUTH_CLIENT_ID}: needs PUBLIC_URL, where users come back to.`);
  return {
    issuer: AUTH_ISSUER,
    clientId: AUTH_CLIENT_ID,
    clientSecret: AUTH_CLIENT_SECRET,
    publicUrl: new URL(PUBLIC_URL).origin,
    sessionSecret: SESSION_SECRET,
  };
}

/** A file by its path, or the address of a server as it is. */
function addressOf(
  name: string,
  url: string,
  isRemote: (address: string) => boolean,
  remote: string,
): string {
  if (isRemote(url)) return url;
  if (url.startsWith('sqlite:') && url.length > 'sqlite:'.length) {
    const file = url.slice('sqlite:'.length);
    return file === ':memory:' ? file : path.resolve(file);
  }
  throw new ConfigError(`${name}=${withoutSecrets(url)}: must be sqlite:FILE or ${remote}.`);
}

/** Several processes need a store and read models that all of them reach. */
function assertTogether(roles: ReadonlySet<ProcessRole>, eventStore: string, readModel: string): void {
  if (roles.size === EVERY_ROLE.size) return;
  const said = `ROLES=${[...roles].join(',')}`;
  if (!isEsdb(eventStore))
    throw new ConfigError(
      `${said}: the embedded store serves one process, which does everything; leave ROLES out, or share a store with EVENT_STORE=esdb://….`,
    );
  if (readModel === ':memory:')
    throw new ConfigError(`${said}: read models in memory are seen by one process alone; name a READ_MODEL.`);
}
