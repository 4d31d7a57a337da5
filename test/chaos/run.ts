import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { systemClock, virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { differenceOfFolds, foldLog, tablesIn } from '../../app/foldLog.ts';
import { createOperations } from '../../app/operations.ts';
import { signalsOf } from '../../app/processes/signals.ts';
import { readModels } from '../../app/readModels.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../app/simulation/reference.ts';
import { simulate } from '../../app/simulation/simulation.ts';
import { clockFactsIn } from '../../domain/clock/facts.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { sagas } from '../../sagas/sagas.ts';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { postgresUrl } from '../postgres/cluster.ts';
import startPostgres from '../postgres/globalSetup.ts';
import { type Stub, startStub } from '../store/stub/stub.ts';
import { client, projectCode, type Sent } from './clients.ts';
import { cutConnections } from './cutConnections.ts';
import { Fleet } from './fleet.ts';
import { SAFETIES } from './preload.ts';
import { randomFrom } from './random.ts';
import { doubled, wrongAlerts, wrongAnswers } from './verdict.ts';

const USAGE = `Usage: npm run chaos [-- OPTIONS]

  Two processes each of api, projections and sagas on one log and one database, killed, paused and
  started again at random while clients send commands; then it is looked whether anything acknowledged
  is missing, anything is doubled, any alert lacks or came twice, and whether all have caught up.
  On loopback alone. Exit 1 where something is wrong.

  --minutes N       how long, at most 5                       5
  --seed N          of what happens when                      the time
  --store URL       a real server, esdb://…                   a stub of our own
  --read-model URL  a real server, postgres://…               Debian's PostgreSQL, started here
  --without SAFETY  take a safety out of the program, to see it go red: ${SAFETIES.join(', ')}
  --keep            leave the logs of the processes where they are`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    store: { type: 'string' },
    'read-model': { type: 'string' },
    without: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const minutes = Number(values.minutes);
if (
  values.help ||
  !(minutes > 0 && minutes <= 5) ||
  (values.without !== undefined && !SAFETIES.includes(values.without))
) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(values.help ? 0 : 1);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const random = randomFrom(Number(values.seed));
const between = (least: number, most: number) => least + random() * (most - least);
const folder = mkdtempSync(path.join(tmpdir(), 'lianshen-chaos-'));
const prefix = `chaos${Math.floor(Math.random() * 1e9).toString(36)}.`;
const PROJECTS = 24;
/** All limits of the projects that lie run out at this instant, in the middle of the run. */
const RED_AT = Date.parse('2026-03-09T16:00:00.000Z');
const BEFORE = '2026-03-09T15:00:00.000Z';

/** Projects that were accepted a week ago and lie since. */
async function seed(store: EventStore, readModel: ReadModel<Tables>): Promise<void> {
  const scripts = Array.from({ length: PROJECTS }, (_, number) => ({
    ...hospital,
    code: projectCode(number),
    stalled: ['G01'],
  }));
  const clock = virtualClock('2026-03-02T01:00:00.000Z');
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger: pino({ level: 'silent' }),
    timers: false,
    signals: signalsOf(readModel),
  });
  await simulate(
    { runtime, store, clock, players: scripts.map(projectPlayer) },
    scripts.map(registrationOf),
    BEFORE,
  );
  await runtime.stop();
}

async function wholeLog(store: EventStore): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for (let page = await store.readAll('start', 1000); page.length > 0; ) {
    all.push(...page);
    page = await store.readAll((page.at(-1) as Recorded).position, 1000);
  }
  return all;
}

/** Deadlines that are open and red at an instant. */
function lateAt(log: readonly Recorded[], now: string): readonly string[] {
  const open = new Map<string, string | null>();
  for (const { event } of log)
    for (const fact of clockFactsIn(event.data))
      if (fact.op === 'closed') open.delete(fact.id);
      else open.set(fact.id, fact.due.redAt);
  return [...open].flatMap(([id, redAt]) => (redAt !== null && redAt <= now ? [id] : []));
}

/** What happens to the processes, and how often it did. */
async function torment(
  fleet: Fleet,
  stubOf: () => Stub | undefined,
  restartStub: () => Promise<void>,
  url: string,
  until: number,
) {
  const done = { killed: 0, paused: 0, connectionsCut: 0, storeKilled: 0 };
  const later: Promise<void>[] = [];
  const afterwards = (milliseconds: number, act: () => void | Promise<void>) =>
    later.push(after(milliseconds).then(act));
  // Where the fence of the projections is out, it is their sleep that shows it.
  const sleepers =
    values.without === 'fencing' ? fleet.members.filter(({ roles }) => roles === 'projections') : undefined;
  const shortest = sleepers === undefined ? 500 : 4500;
  while (performance.now() < until) {
    await after(between(1200, 3500));
    const among = sleepers ?? fleet.members;
    const member = among[Math.floor(random() * among.length)];
    const what = sleepers === undefined ? random() : 0.5;
    if (member === undefined || (sleepers !== undefined && member.isPaused)) continue;
    if (what < 0.45 && member.child !== undefined && !member.isPaused) {
      fleet.kill(member);
      done.killed += 1;
      afterwards(between(0, 2500), () => fleet.start(member));
    } else if (what < 0.8 && member.child !== undefined && !member.isPaused) {
      fleet.pause(member);
      done.paused += 1;
      afterwards(between(shortest, 8000), () => {
        if (member.isPaused) fleet.resume(member);
      });
    } else if (what < 0.9) {
      done.connectionsCut += await cutConnections(url);
    } else if (stubOf() !== undefined) {
      done.storeKilled += 1;
      await stubOf()?.kill();
      await after(between(200, 1500));
      await restartStub();
    }
  }
  await Promise.all(later);
  return done;
}

async function caughtUp(store: EventStore, { read }: ReadModel<Tables>): Promise<readonly string[]> {
  const operations = createOperations({
    log: store,
    database: read,
    projections: readModels,
    sagas,
    clock: systemClock,
  });
  for (let tries = 0; ; tries += 1) {
    const behind = (await operations.readers()).filter(
      ({ lagEvents, parked }) => lagEvents > 0 || parked > 0,
    );
    if (behind.length === 0 || tries === 120)
      return behind.map(
        ({ reader, lagEvents, parked }) => `${reader} is ${lagEvents} facts behind, ${parked} set aside.`,
      );
    await after(500);
  }
}

async function main(): Promise<readonly string[]> {
  const file = path.join(folder, 'esdb.log');
  let stub = values.store === undefined ? await startStub({ file, foreign: 200 }) : undefined;
  const storeUrl = values.store ?? stub?.url ?? '';
  const port = stub?.port ?? 0;
  const restartStub = async () => {
    stub = await startStub({ file, port });
  };
  const database = new URL(values['read-model'] ?? (await postgresUrl()));
  database.searchParams.set('schema', prefix.slice(0, -1));
  const store = new EventStoreDb(storeUrl, { prefix });
  const readModel = await openReadModelAt<Tables>(database.href);
  const began = performance.now();
  await seed(store, readModel);
  say(
    `seed ${values.seed}; ${PROJECTS} projects lie since a week, made in ${seconds(performance.now() - began)} s.`,
  );

  // Their limits run out when two fifths of the run are over.
  const shift = RED_AT - 0.4 * minutes * 60_000 - Date.now();
  const fleet = await Fleet.of(['api', 'api', 'projections', 'projections', 'sagas', 'sagas'], {
    folder,
    environment: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: `--import=${new URL('preload.ts', import.meta.url).href}`,
      CHAOS_CLOCK_SHIFT: String(shift),
      CHAOS_WITHOUT: values.without ?? '',
      DATA_DIR: folder,
      EVENT_STORE: storeUrl,
      EVENT_STORE_PREFIX: prefix,
      READ_MODEL: database.href,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'info',
    },
  });
  const stopping = new AbortController();
  try {
    fleet.mend();
    const slow = await fleet.allReady(120_000);
    if (slow.length > 0) return slow;
    say('six processes are ready; clients begin.');

    const issuer = await openDevIssuer(folder, 'test');
    const token = await issuer.issue({ subject: 'owner-1', organization: plant.owner, roles: ['owner'] });
    const sent: Sent[] = [];
    const addresses = fleet.members
      .filter(({ roles }) => roles === 'api')
      .map((api) => `http://127.0.0.1:${api.port}`);
    const clients = ['one', 'two', 'three', 'four'].map((name) =>
      client(name, { addresses, token, random, sent, signal: stopping.signal, firstProject: PROJECTS }),
    );
    const done = await torment(
      fleet,
      () => stub,
      restartStub,
      database.href,
      performance.now() + minutes * 60_000,
    );
    fleet.mend();
    const mended = performance.now();
    const unready = await fleet.allReady(120_000);
    say(`all ready again after ${seconds(performance.now() - mended)} s.`);
    stopping.abort();
    await Promise.all(clients);
    const behind = await caughtUp(store, readModel);

    const log = await wholeLog(store);
    // What falls due by itself has had its seconds.
    const now = new Date(Date.now() + shift - 5000).toISOString();
    const late = lateAt(log, now);
    const answered = sent.filter(({ answer }) => answer !== 'none');
    const again = sent.filter(({ tries }) => tries > 1).length;
    say(
      `${done.killed} kills, ${done.paused} pauses, ${done.connectionsCut} connections to the database cut, the store killed ${done.storeKilled} times.`,
    );
    say(
      `${sent.length} commands sent, ${answered.length} answered (${sent.filter(({ answer }) => answer === 'accepted').length} accepted), ${again} of them sent more than once; ${log.length} facts, ${late.length} deadlines late.`,
    );
    const wrong = [
      ...unready,
      ...behind,
      ...wrongAnswers(sent, log),
      ...doubled(log),
      ...wrongAlerts(log, late),
      ...(late.length < PROJECTS
        ? [`Only ${late.length} deadlines became late: the run has shown nothing of alerts.`]
        : []),
      ...(answered.length < 50 * minutes
        ? [`Only ${answered.length} commands were answered: the run has shown little.`]
        : []),
      ...fatalIn(fleet),
    ];
    if (behind.length === 0) wrong.push(...(await differenceOfRows(store, readModel)));
    return wrong;
  } finally {
    stopping.abort();
    fleet.stop();
    await readModel.close();
    await store.close();
    await stub?.stop();
  }
}

/** The rows that are read, and those to which the log folds from its first fact. */
async function differenceOfRows(store: EventStore, readModel: ReadModel<Tables>): Promise<readonly string[]> {
  const folded = await foldLog(store, undefined, undefined, 'own');
  const live = await tablesIn(readModel, folded.facts);
  const difference = await differenceOfFolds(folded, live);
  await folded.close();
  if (difference === undefined)
    say(`${folded.rows} rows are those to which ${folded.facts} facts fold from the first.`);
  return difference === undefined ? [] : [`The read models are not what the log folds to: ${difference}`];
}

/** What a process said when it gave up. */
const fatalIn = (fleet: Fleet): readonly string[] =>
  fleet.members.flatMap(({ name }) =>
    readFileSync(path.join(folder, `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"level":60'))
      .map((line) => `${name} gave up: ${line.slice(0, 300)}`),
  );

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);

const stopPostgres = values['read-model'] === undefined ? startPostgres() : undefined;
let wrong: readonly string[];
try {
  wrong = await main();
} finally {
  await stopPostgres?.();
  if (values.keep) say(`The logs of the processes lie in ${folder}.`);
  else rmSync(folder, { recursive: true, force: true });
}
for (const line of wrong.slice(0, 20)) say(`  ${line}`);
say(
  wrong.length === 0
    ? 'GREEN: nothing acknowledged is missing, nothing is doubled, every alert is there once, and all have caught up.'
    : `RED: ${wrong.length} findings${values.without === undefined ? '' : `, without ${values.without}`}.`,
);
process.exit(wrong.length === 0 ? 0 : 1);
