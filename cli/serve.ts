import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { IssuerUnavailable, openDevIssuer } from '../api/devIssuer.ts';
import { devIdentity, externalIdentity } from '../api/identity.ts';
import { limits } from '../api/limits.ts';
import { readPersistedDocuments } from '../api/persistedDocuments.ts';
import { createServer } from '../api/server.ts';
import { keptSecret } from '../api/session/seal.ts';
import { systemClock, virtualClock } from '../app/clock.ts';
import { type Config, ConfigError, readConfig } from '../app/config.ts';
import { createRuntime } from '../app/createRuntime.ts';
import { Faults } from '../app/faults.ts';
import { createLogger } from '../app/logger.ts';
import { Metrics } from '../app/metrics.ts';
import { signalsOf } from '../app/processes/signals.ts';
import { EVERY_ROLE } from '../app/roles.ts';
import { watchStore } from '../app/storeWatch.ts';
import { flushSpans } from '../app/tracing.ts';
import { region } from '../domain/catalogue/region/units.v1.ts';
import { ruleOf } from '../domain/catalogue/rules.ts';
import { type EventStore, HistoryChanged } from '../domain/kernel/eventStore.ts';
import type { Tables } from '../projections/all.ts';
import { openReadModelAt } from '../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../store/readModel/readModel.ts';
import { StoreUnavailable } from '../store/storeUnavailable.ts';
import { banner, shortBanner } from './banner.ts';
import { type FrontDoor, openFrontDoor } from './frontDoor.ts';
import { openConfigured } from './openStore.ts';
import { passing } from './passing.ts';
import { progressOn } from './progress.ts';
import { reset } from './reset.ts';
import { inOneSentence } from './usage.ts';

const USAGE = `Usage: npm start [-- --empty | --reset]

  --empty   do not fill an empty store with the demonstration
  --reset   delete what lies under DATA_DIR first

  DATA_DIR     folder of the data                       ./data
  PORT         port to listen on                        4000
  EVENT_STORE  sqlite:FILE or esdb://HOST:PORT          sqlite:DATA_DIR/events.db
  EVENT_STORE_PREFIX  what our streams begin with in a cluster   lianshen.
  READ_MODEL   sqlite:FILE or postgres://HOST/DATABASE  sqlite:DATA_DIR/read.db
  ROLES        some of api, projections, sagas, with commas, where several processes share a store   all
  HOST         address to listen on                     127.0.0.1
  LOG_LEVEL    trace debug info warn error fatal silent warn
  NODE_ENV     development, production or test          development
  AUTH_ISSUER  OpenID issuer; needed in production
  AUTH_AUDIENCE  what its tokens call this service     lianshen
  AUTH_CLIENT_ID, AUTH_CLIENT_SECRET, PUBLIC_URL, SESSION_SECRET: logins of browsers, see docs/how-to/identity.md
  RATE_LIMIT   on or off                                on
  DRAIN_SECONDS  0 to 60: how long /readyz is red before the port closes, after SIGTERM   1
  REQUESTS_AT_ONCE  how many requests the process takes on before it answers 503   2000
  METRICS      local or token: who may read /metrics    local
  TRUSTED_PROXIES      how many proxies in front write X-Forwarded-For   0
  PERSISTED_DOCUMENTS  file of the only documents that are answered
  OTEL_SDK     module of an OpenTelemetry SDK, for traces: docs/how-to/observe.md

  Several processes on one store: docs/how-to/operate.md`;

interface Options {
  readonly empty: boolean;
  readonly reset: boolean;
}

function readOptions(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        empty: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      process.exit(0);
    }
    return values;
  } catch (error) {
    throw new ConfigError(`${inOneSentence(error)} Known: --empty, --reset, --help.`);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new ConfigError(
      `DATA_DIR=${folder}: the folder cannot be made (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
    );
  }
}

/** Whether the store has no demonstration, an interrupted one, or a whole one: one small stream tells. */
async function demonstrationOf(store: EventStore): Promise<'none' | 'interrupted' | 'whole'> {
  const facts = await store.read(`demonstration-${region.code}`);
  return facts.length === 0 ? 'none' : facts.length === 1 ? 'interrupted' : 'whole';
}

/** Fills an empty store, or goes on where an earlier start was interrupted. Answers whether there is a demonstration. */
async function fill(
  store: EventStore,
  readModel: ReadModel<Tables>,
  config: Config,
  { empty }: Options,
): Promise<boolean> {
  // Of several processes none is the one to do it.
  if (config.roles.size < EVERY_ROLE.size) return false;
  const found = await demonstrationOf(store);
  if (found === 'whole') return true;
  const head = await store.head();
  if (found === 'none' && (empty || head !== 'start')) return false;

  const { fillDemonstration, STORY_BEGINS } = await import('../app/simulation/demonstration.ts');
  const last = head === 'start' ? undefined : await store.at(head);
  const clock = virtualClock(last?.recordedAt ?? STORY_BEGINS);
  const logger = createLogger(config.logLevel);
  const isTransient = passing(store);
  const signals = signalsOf(readModel);
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger,
    timers: false,
    isTransient,
    signals,
  });
  const progress = progressOn(process.stderr, 'Filling the fictional region');
  try {
    await fillDemonstration({ runtime, store, clock, onProgress: progress.at }, systemClock.now());
  } finally {
    await runtime.stop();
  }
  progress.done(
    'The fictional region is filled: three finished reference projects, and live ones dated from today.',
  );
  return true;
}

/** How a process stops: so long it says that it will, and goes on answering. */
type Stop = (leadSeconds: number) => Promise<void>;

async function serve(config: Config, options: Options, door: FrontDoor): Promise<Stop> {
  const logger = createLogger(config.logLevel);
  const issuer =
    config.authIssuer === undefined ? await openDevIssuer(config.dataDir, config.environment) : undefined;
  const identity =
    config.authIssuer === undefined && issuer !== undefined
      ? await devIdentity(issuer)
      : externalIdentity(config.authIssuer ?? '', config.authAudience);
  if (options.reset) reset(config);
  const metrics = new Metrics();
  const faults = new Faults(systemClock);
  const store = await openConfigured(config, watchStore(logger, faults, metrics.store));
  const readModel = await openReadModelAt<Tables>(config.readModel);
  const demonstration = await fill(store, readModel, config, options);
  const runtime = await createRuntime({
    store,
    readModel,
    clock: systemClock,
    logger,
    timers: true,
    roles: config.roles,
    isTransient: passing(store),
    signals: signalsOf(readModel),
    observer: metrics.commands,
    faults,
  });
  const server = createServer(runtime, {
    identity,
    passes: passing(store),
    answers: config.roles.has('api'),
    ruleOf,
    logger,
    development: config.environment !== 'production',
    limits: { ...limits, load: { ...limits.load, requests: config.requestsAtOnce } },
    rateLimit: config.rateLimit,
    metrics,
    metricsLocally: config.metricsLocally,
    trustedProxies: config.trustedProxies,
    browsers: config.console && {
      ...config.console,
      secret: config.console.sessionSecret ?? keptSecret(config.dataDir),
    },
    persistedDocuments:
      config.persistedDocuments === undefined ? undefined : readPersistedDocuments(config.persistedDocuments),
  });
  door.open((request, response) => server.emit('request', request, response));
  process.stdout.write(
    config.roles.has('api')
      ? await banner(door.address, issuer, demonstration)
      : shortBanner(door.address, config.roles),
  );
  return async (leadSeconds) => {
    server.readiness.drain();
    door.announce();
    await wait(leadSeconds * 1000);
    server.hub.close();
    await door.close();
    await runtime.stop();
    await readModel.close();
    await store.close();
    await flushSpans();
  };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const config = readConfig(process.env);
  makeFolder(config.dataDir);
  const door = await openFrontDoor(config.port, config.host);
  let stopping = false;
  let close: Stop = () => door.close();
  const stop = (leadSeconds: number) => () => {
    if (stopping) process.exit(1);
    stopping = true;
    close(leadSeconds).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  // Ctrl-C is a person who waits; SIGTERM comes from what also has to send its requests elsewhere first.
  process.on('SIGINT', stop(0));
  process.on('SIGTERM', stop(config.drainSeconds));
  close = await serve(config, options, door);
}

main().catch((error: unknown) => {
  const known = [ConfigError, StoreUnavailable, IssuerUnavailable, HistoryChanged].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(
    known ? `${(error as Error).message}\n` : `${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
});
