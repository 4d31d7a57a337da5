import { mkdirSync } from 'node:fs';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { systemClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { createLogger } from '../../app/logger.ts';
import type { Tables } from '../../projections/all.ts';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { somePrefix } from '../../test/store/onServer.ts';
import { someNode } from '../esdb.ts';
import { Fleet, sharedOut } from '../fleet.ts';
import type { Case } from '../harness.ts';
import { raiseAlerts } from '../http/alerts.ts';
import { seenOurs } from '../http/asked.ts';
import { underLoadOf } from '../http/processes.ts';
import { someDatabase, withoutPostgres } from '../postgres.ts';

const ALERTS = 512;

/** Alerts in the log, recorded by a process that keeps its read models to itself. */
async function seed(url: string, prefix: string): Promise<void> {
  const store = new EventStoreDb(url, { prefix });
  const readModel = openReadModel<Tables>(':memory:');
  const runtime = await createRuntime({
    store,
    readModel,
    clock: systemClock,
    logger: createLogger('silent'),
    timers: false,
    roles: new Set(['api', 'projections']),
  });
  await raiseAlerts(runtime, ALERTS);
  await runtime.stop();
  await readModel.close();
  await store.close();
}

/** An installation with a log and a database of its own, and so many processes that run the projections. */
async function installation(folder: string, projections: number) {
  const database = await someDatabase();
  if (database === undefined) return undefined;
  const node = await someNode();
  const prefix = somePrefix();
  await seed(node.url, prefix);
  mkdirSync(folder);
  const issuer = await openDevIssuer(folder, 'development');
  const token = await issuer.issue({ subject: 'supervisor-1', organization: null, roles: ['supervisor'] });
  const roles = ['api', ...Array.from({ length: projections }, () => 'projections')];
  const fleet = await Fleet.of(roles, {
    DATA_DIR: folder,
    EVENT_STORE: node.url,
    EVENT_STORE_PREFIX: prefix,
    READ_MODEL: database.url,
    NODE_ENV: 'development',
    LOG_LEVEL: 'error',
    RATE_LIMIT: 'off',
    DRAIN_SECONDS: '0',
  });
  await sharedOut(database.url, projections);
  return {
    fleet,
    token,
    async end() {
      await fleet.end();
      await node.stop();
      await database.drop();
    },
  };
}

/** P15: the path of a command while one process runs the projections, and while two do. */
export const processesCase: Case = {
  goals: ['P15'],
  async open({ milliseconds }, scratch) {
    const one = await installation(scratch('one'), 1);
    const two = await installation(scratch('two'), 2);
    if (one === undefined || two === undefined)
      return { comparisons: [], left: [withoutPostgres('several processes')], close: async () => {} };
    const loaded = (name: string, { fleet, token }: typeof one) =>
      underLoadOf(name, fleet, {
        port: fleet.port,
        connections: 64,
        milliseconds: milliseconds * 2,
        headers: { authorization: `Bearer ${token}` },
        bodies: seenOurs(ALERTS),
        expect: '"Accepted"',
      });
    const ours = loaded('ours: one api process, two that run the projections', two);
    const limit = loaded('one api process, one that runs the projections', one);
    // Two processes that share the work are warm later than one that does it all.
    for (const contender of [ours, limit, ours, limit]) await contender.run();
    return {
      comparisons: [
        {
          goal: 'P15',
          title: 'Whole command over HTTP on several processes, 64 connections',
          unit: 'commands/s',
          better: 'more',
          ours,
          limit,
          target: { kind: 'share', of: 0.8 },
        },
      ],
      async close() {
        await one.end();
        await two.end();
      },
    };
  },
};
