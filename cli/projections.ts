import { existsSync } from 'node:fs';
import { isEsdb, isPostgres, withoutSecrets } from '../app/addresses.ts';
import { systemClock } from '../app/clock.ts';
import { type Config, ConfigError, readConfig } from '../app/config.ts';
import { createRuntime } from '../app/createRuntime.ts';
import { createLogger } from '../app/logger.ts';
import { createOperations, MOST_COUNTED, type ReaderState } from '../app/operations.ts';
import { rebuildBeside } from '../app/processes/rebuildBeside.ts';
import { signalsOf } from '../app/processes/signals.ts';
import { readModels } from '../app/readModels.ts';
import { rebuildProjection } from '../app/rebuildProjection.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Tables } from '../projections/all.ts';
import type { ParkedFact } from '../projections/engine/parked.ts';
import { sagas } from '../sagas/sagas.ts';
import { readLog } from '../store/embedded/readLog.ts';
import { openReadModelAt } from '../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../store/readModel/readModel.ts';
import { openConfigured } from './openStore.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';

/** `npm run projections`: how far the readers of the log are, and what to do about what they could not take in. */
const USAGE = `Usage: npm run projections -- list
       npm run projections -- retry [READER …]
       npm run projections -- rebuild NAME …

  list     every projection and saga: version, position, how many facts behind, and the facts
           that it has set aside, with the reason. Runs beside a server.
  retry    show what was set aside again, of the readers named or of all: a projection is
           rebuilt, a saga is shown its facts again. Exit 1 while something is left.
  rebuild  fold a projection anew from the first fact, into tables beside the old ones

  READER is a line of the list, such as «projection deadlines» or «saga deadline-watch».
  retry and rebuild need an embedded store for themselves: stop the server first. Where processes
  share a cluster they go on: a rebuild is put in place beside them, and for a retry the sagas are
  taken from whoever runs them and given back.
  Reads DATA_DIR, EVENT_STORE, EVENT_STORE_PREFIX and READ_MODEL as the server does.`;

/** Facts set aside that are listed of one reader. */
const MOST = 20;

const noneAt = (place: string) =>
  `${withoutSecrets(place)}: there are no read models yet; the server makes them at its start.`;

/** The places of sagas are the last that a first start makes. */
async function areMade({ read }: ReadModel<Tables>): Promise<boolean> {
  const tables = await read.introspection.getTables();
  return tables.some(({ name }) => name === 'saga_positions');
}

async function list(config: Config): Promise<string> {
  const { readModel: place } = config;
  if (!isPostgres(place) && !existsSync(place)) return noneAt(place);
  const { log, close } = await openLog(config);
  const readModel = await openReadModelAt<Tables>(place);
  try {
    if (!(await areMade(readModel))) return noneAt(place);
    const operations = operationsOn(log, readModel);
    const lines: string[] = [];
    for (const state of await operations.readers()) {
      lines.push(lineOf(state));
      const parked = state.parked === 0 ? [] : await operations.parked(MOST, state.reader);
      lines.push(...parked.map(parkedLine));
      if (state.parked > parked.length) lines.push(`    and ${state.parked - parked.length} more`);
    }
    return lines.join('\n');
  } finally {
    await readModel.close();
    await close();
  }
}

/** The log as it is, beside whoever writes it. */
async function openLog(config: Config) {
  if (isEsdb(config.eventStore)) {
    const log = await openConfigured(config);
    return { log, close: () => log.close() };
  }
  const log = readLog(config.eventStore);
  return { log, close: async () => log.close() };
}

const operationsOn = (log: Parameters<typeof createOperations>[0]['log'], { read }: ReadModel<Tables>) =>
  createOperations({ log, database: read, projections: readModels, sagas, clock: systemClock });

const lineOf = ({ reader, version, position, lagEvents, parked, rebuilding }: ReaderState) =>
  `${reader.padEnd(28)} version ${version}  at ${position}  ${lagEvents}${lagEvents === MOST_COUNTED ? ' or more' : ''} behind${parked === 0 ? '' : `  ${parked} set aside`}${rebuilding === null ? '' : `  folded anew: ${Math.floor(rebuilding * 100)} %`}`;

const parkedLine = ({ position, type, revision, stream, reason, since }: ParkedFact) =>
  `    at ${position}, since ${since}: ${type}, revision ${revision} of ${stream}: ${reason}`;

/** An embedded store is opened by one process alone; a cluster by all who are let in. */
async function withStores<Result>(
  config: Config,
  act: (store: EventStore, readModel: ReadModel<Tables>) => Promise<Result>,
): Promise<Result> {
  const store = await openConfigured(config);
  const readModel = await openReadModelAt<Tables>(config.readModel);
  try {
    if (!(await areMade(readModel))) throw new ConfigError(noneAt(config.readModel));
    return await act(store, readModel);
  } finally {
    await readModel.close();
    await store.close();
  }
}

function projectionNamed(name: string) {
  const projection = readModels.find((each) => each.name === name);
  if (projection === undefined)
    throw new UsageError(
      `There is no projection «${name}»; there are ${readModels.map((each) => each.name).join(', ')}.`,
    );
  return projection;
}

async function rebuild(config: Config, names: readonly string[]): Promise<string> {
  if (names.length === 0) throw new UsageError('Name a projection.');
  const projections = names.map((name) => projectionNamed(name.replace(/^projection /, '')));
  return withStores(config, async (store, readModel) => {
    // Rows of nothing would take the place of those that others read.
    if ((await store.head()) === 'start')
      throw new ConfigError(
        `${withoutSecrets(config.eventStore)}: there are no facts; ${isEsdb(config.eventStore) ? 'are EVENT_STORE and EVENT_STORE_PREFIX those' : 'is EVENT_STORE that'} of the server?`,
      );
    const lines: string[] = [];
    for (const projection of projections) {
      const facts = await foldAnew(store, readModel, projection.name);
      lines.push(`projection ${projection.name} is folded anew from ${facts.toLocaleString('en')} facts.`);
    }
    return lines.join('\n');
  });
}

async function foldAnew(store: EventStore, readModel: ReadModel<Tables>, name: string): Promise<number> {
  const projection = projectionNamed(name);
  const stamp = Date.now().toString(36);
  const progress = progressOf(`Rebuilding ${name}`);
  const onProgress = (share: number, facts: number) => progress.at(share, facts);
  try {
    return store.shared
      ? await rebuildBeside({ store, readModel, projection, stamp, onProgress })
      : await rebuildProjection({ log: store, readModel, projection, stamp, onProgress });
  } finally {
    progress.clear();
  }
}

async function retry(
  config: Config,
  names: readonly string[],
): Promise<{ readonly line: string; readonly failed: boolean }> {
  return withStores(config, async (store, readModel) => {
    const states = await operationsOn(store, readModel).readers();
    const unknown = names.find((name) => !states.some(({ reader }) => reader === name));
    if (unknown !== undefined) throw new UsageError(`There is no reader «${unknown}»; see «list».`);
    const asked = states.filter(
      ({ reader, parked }) => parked > 0 && (names.length === 0 || names.includes(reader)),
    );
    if (asked.length === 0) return { line: 'Nothing is set aside.', failed: false };

    const lines: string[] = [];
    let failed = false;
    const tell = (line: string, left: boolean) => {
      lines.push(line);
      failed ||= left;
    };
    for (const { name, reader, kind } of asked)
      if (kind === 'PROJECTION')
        await foldAnew(store, readModel, name).then(
          () => tell(`${reader}: folded anew, and nothing is set aside.`, false),
          (error: unknown) => tell(`${reader}: as it was. ${chainOf(error)}`, true),
        );
    const behind = asked.filter(({ kind }) => kind === 'SAGA');
    if (behind.length > 0) {
      const logger = createLogger(config.logLevel);
      const runtime = await createRuntime({
        store,
        readModel,
        clock: systemClock,
        logger,
        timers: false,
        seizesSagas: true,
        signals: signalsOf(readModel),
        ...(store.shared ? { roles: new Set(['sagas'] as const) } : {}),
      });
      try {
        await runtime.settled();
        for (const { name, reader } of behind) {
          const { tried, left } = await runtime.retrySaga(name);
          tell(`${reader}: ${tried - left} of ${tried} taken in, ${left} still set aside.`, left > 0);
        }
        await runtime.settled();
      } finally {
        await runtime.stop();
      }
    }
    return { line: lines.join('\n'), failed };
  });
}

/** What went wrong, and because of what. */
const chainOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.message}${error.cause === undefined ? '' : ` ${chainOf(error.cause)}`}`
    : String(error);

await operate(USAGE, {}, async ([verb, ...names]) => {
  const config = readConfig(process.env);
  switch (verb) {
    case 'list':
      if (names.length > 0) throw new UsageError('«list» takes no names.');
      return { line: await list(config) };
    case 'rebuild':
      return { line: await rebuild(config, names) };
    case 'retry':
      return retry(config, names);
    default:
      throw new UsageError(verb === undefined ? 'Say what to do.' : `«${verb}» is nothing to do.`);
  }
});
