import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity } from '../../api/identity.ts';
import type { ServerOptions } from '../../api/options.ts';
import { createServer } from '../../api/server.ts';
import { virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { Faults } from '../../app/faults.ts';
import { createLogger } from '../../app/logger.ts';
import { Metrics } from '../../app/metrics.ts';
import { watchStore } from '../../app/storeWatch.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import type { AnySaga } from '../../sagas/saga.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import type { OpenDatabase } from '../../store/embedded/openFile.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { temporaryFolder } from '../store/temporary.ts';

/** An answer as it came. */
export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** A saga that never does anything: there must be one. */
const idle: AnySaga = { name: 'idle', version: 1, instancesOf: () => [], evolve: () => undefined };

interface SystemParts {
  /** Files of an earlier system; they are kept. */
  readonly folder?: ReturnType<typeof temporaryFolder>;
  readonly open?: OpenDatabase;
  readonly sagas?: readonly AnySaga[];
  readonly level?: string;
  /** How long it takes to find out who asks, so that requests are under way at the same time. */
  readonly identityMs?: number;
}

/** Everything that a request meets, on real files and behind real HTTP; no saga adds facts of its own. */
export async function realSystem(options: Partial<ServerOptions> = {}, parts: SystemParts = {}) {
  const { folder = temporaryFolder(), sagas = [idle], level = 'warn' } = parts;
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line: string) => void lines.push(line) });
  const clock = virtualClock('2026-03-02T01:00:00.000Z');
  const metrics = new Metrics();
  const faults = new Faults(clock);
  const store = new EmbeddedEventStore(
    folder.file('events.db'),
    parts.open,
    watchStore(logger, faults, metrics.store),
  );
  const readModel = openReadModel<Tables>(folder.file('read.db'));
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger,
    timers: false,
    sagas,
    observer: metrics.commands,
    faults,
  });
  const issuer = await openDevIssuer(folder.file('issuer'), 'test');
  const known = await devIdentity(issuer);
  const identity: typeof known = {
    viewerOf: async (authorization) => {
      if (parts.identityMs !== undefined) await wait(parts.identityMs);
      return known.viewerOf(authorization);
    },
  };
  const server = createServer(runtime, {
    identity,
    ruleOf,
    logger,
    development: true,
    rateLimit: false,
    metrics,
    ...options,
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const agent = new Agent({ keepAlive: true });
  return {
    server,
    url,
    runtime,
    clock,
    metrics,
    folder,
    /** What was logged, as a warning or worse unless it is said otherwise. */
    lines,
    tokenOf: (who: { subject: string; organization: string | null; roles: readonly Role[] }) =>
      issuer.issue({ ...who, roles: [...who.roles] }),
    token: (roles: readonly Role[], organization: string) =>
      issuer.issue({ subject: 'somebody', organization, roles: [...roles] }),
    /** By lines that are kept open: thousands of requests are sent in a test. */
    send: (
      query: string,
      variables: object,
      token?: string,
      more: Readonly<Record<string, string>> = {},
    ): Promise<Answered> =>
      new Promise((resolve, reject) => {
        const headers = {
          'content-type': 'application/json',
          ...more,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        };
        const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              retryAfter: response.headers['retry-after'],
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        });
        sent.once('error', reject);
        sent.end(JSON.stringify({ query, variables }));
      }),
    facts: async () => {
      const all: Recorded[] = [];
      for (let after: bigint | 'start' = 'start'; ; ) {
        const page = await store.readAll(after, 1000);
        const last = page.at(-1);
        if (last === undefined) return all;
        all.push(...page);
        after = last.position;
      }
    },
    async close() {
      agent.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await runtime.stop();
      await readModel.close();
      await store.close();
      if (parts.folder === undefined) folder.remove();
    },
  };
}
export type RealSystem = Awaited<ReturnType<typeof realSystem>>;
