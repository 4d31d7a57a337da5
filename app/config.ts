import path from 'node:path';
import * as z from 'zod';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const Environment = z.object({
  DATA_DIR: z.string().min(1, { error: 'must name a folder' }).default('./data'),
  EVENT_STORE: z.string().optional(),
  READ_MODEL: z.string().optional(),
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
  METRICS: z.enum(['local', 'token'], { error: 'must be local or token' }).default('local'),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, { error: 'must be the number of proxies in front, 0 to 9' })
    .default('0')
    .transform(Number),
  PERSISTED_DOCUMENTS: z.string().min(1, { error: 'must name a file' }).optional(),
  AUTH_ISSUER: z.url({ error: 'must be the https address of an OpenID issuer' }).optional(),
});

/** The configuration of a process, from its environment. */
export interface Config {
  readonly dataDir: string;
  /** File of the embedded store, or `:memory:`. */
  readonly eventStore: string;
  /** File of the read models, or `:memory:`. */
  readonly readModel: string;
  readonly port: number;
  readonly logLevel: (typeof levels)[number];
  readonly environment: 'development' | 'production' | 'test';
  readonly authIssuer: string | undefined;
  /** Whether requests of one client are counted; off for benchmarks. */
  readonly rateLimit: boolean;
  /** Whether this machine may read the metrics without a token. */
  readonly metricsLocally: boolean;
  /** Proxies of one's own that write X-Forwarded-For. */
  readonly trustedProxies: number;
  /** File of the only documents that are answered; all are where there is none. */
  readonly persistedDocuments: string | undefined;
}

/** A setting that cannot be used: one line that names it and says what it may be. */
export class ConfigError extends Error {}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw new ConfigError(`${name}=${environment[name] ?? ''}: ${issue?.message ?? 'is wrong'}.`);
  }
  const { DATA_DIR, EVENT_STORE, READ_MODEL, PORT, LOG_LEVEL, NODE_ENV, AUTH_ISSUER } = parsed.data;
  const dataDir = path.resolve(DATA_DIR);
  return {
    dataDir,
    eventStore: sqliteFile('EVENT_STORE', EVENT_STORE ?? `sqlite:${path.join(dataDir, 'events.db')}`),
    readModel: sqliteFile('READ_MODEL', READ_MODEL ?? `sqlite:${path.join(dataDir, 'read.db')}`),
    port: PORT,
    logLevel: LOG_LEVEL,
    environment: NODE_ENV,
    authIssuer: AUTH_ISSUER,
    rateLimit: parsed.data.RATE_LIMIT === 'on',
    metricsLocally: parsed.data.METRICS === 'local',
    trustedProxies: parsed.data.TRUSTED_PROXIES,
    persistedDocuments: parsed.data.PERSISTED_DOCUMENTS,
  };
}

function sqliteFile(name: string, url: string): string {
  if (url.startsWith('sqlite:') && url.length > 'sqlite:'.length) {
    const file = url.slice('sqlite:'.length);
    return file === ':memory:' ? file : path.resolve(file);
  }
  throw new ConfigError(
    `${name}=${withoutSecrets(url)}: must be sqlite:FILE; this version has the embedded store only.`,
  );
}

/** A connection string may hold a password: it is never shown. */
const withoutSecrets = (url: string) => url.replace(/\/\/[^@/]*@/, '//***@');
