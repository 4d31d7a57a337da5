import { statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity } from '../../api/identity.ts';
import { createServer } from '../../api/server.ts';
import { virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { createLogger } from '../../app/logger.ts';
import { SagaStore } from '../../app/sagaStore.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Position } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { sagas } from '../../sagas/sagas.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { quantile } from '../numbers.ts';
import { type Question, questionsAbout } from './questions.ts';
import { subjectsIn } from './subjects.ts';

/** A process that starts on the files of a folder, asks what users ask, says how long all of it took, and ends. */
export interface Measured {
  readonly facts: number;
  readonly events: number;
  readonly read: number;
  /** From opening the files until everything can be asked. */
  readonly seconds: number;
  readonly mebibytes: number;
  readonly answers: readonly Asked[];
}

export interface Asked {
  readonly title: string;
  readonly calls: number;
  readonly median: number;
  readonly p99: number;
  readonly total: number | null;
  readonly bytes: number;
}

/** A question is asked so often, and no longer than this. */
const MOST_MS = 10_000;

const [folder = '.', calls = '0', skipSagas] = process.argv.slice(2);
const file = (name: string) => path.join(folder, name);
const began = performance.now();
const store = new EmbeddedEventStore(file('events.db'));
const readModel = openReadModel<Tables>(file('read.db'));
const head = await store.head();
const last = head === 'start' ? undefined : await store.at(head);
if (skipSagas !== undefined) await skip(head);
const logger = createLogger('silent');
// At the instant of the last fact nothing more falls due: what is measured is not written to.
const clock = virtualClock(last?.recordedAt ?? new Date().toISOString());
const runtime = await createRuntime({ store, readModel, clock, logger, timers: false });
await runtime.settled();
const seconds = (performance.now() - began) / 1000;
const mebibytes = process.memoryUsage().rss / 2 ** 20;

const issuer = await openDevIssuer(folder, 'development');
const server = createServer(runtime, {
  identity: await devIdentity(issuer),
  ruleOf,
  logger,
  development: false,
  rateLimit: false,
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const { port } = server.address() as AddressInfo;

/** Says of the sagas that they have seen everything, where they have seen nothing: folding them is another measurement. */
async function skip(position: Position | 'start'): Promise<void> {
  const memory = SagaStore.in(readModel.write);
  const known = await memory.start(sagas);
  if (known.size > 0 || position === 'start') return;
  await memory.commit(
    [],
    sagas.map(({ name, version }) => ({ saga: name, version, position, eventId: last?.eventId ?? '' })),
  );
}

interface Board {
  readonly totalCount?: number;
  readonly pageInfo?: { readonly endCursor: string | null };
}

async function ask(
  { role, organization = null, query }: Question,
  variables: object,
): Promise<[Board, number]> {
  const authorization =
    role === 'public'
      ? {}
      : {
          authorization: `Bearer ${await issuer.issue({ subject: `${role}-1`, organization, roles: [role] })}`,
        };
  const asked = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const took = performance.now() - asked;
  const { data, errors } = JSON.parse(text) as { data?: Record<string, Board | null>; errors?: unknown };
  if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  bytes = text.length;
  return [Object.values(data ?? {})[0] ?? {}, took];
}
let bytes = 0;

async function measure(question: Question): Promise<Asked> {
  const { title, variables, pagesBefore = 0 } = question;
  const turned: object[] = [];
  for (const variable of variables) {
    let after: string | undefined;
    for (let page = 0; page < pagesBefore; page += 1) {
      const [{ pageInfo }] = await ask(question, { ...variable, after });
      after = pageInfo?.endCursor ?? after;
    }
    turned.push({ ...variable, ...(after === undefined ? {} : { after }) });
  }
  const times: number[] = [];
  let total: number | null = null;
  const until = performance.now() + MOST_MS;
  for (let call = -2; call < Number(calls) && performance.now() < until; call += 1) {
    const [board, took] = await ask(question, turned[(call + 2) % turned.length] ?? {});
    total = board.totalCount ?? null;
    if (call >= 0) times.push(took);
  }
  return {
    title,
    calls: times.length,
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    total,
    bytes,
  };
}

const answers: Asked[] = [];
if (Number(calls) > 0)
  for (const question of questionsAbout(await subjectsIn(readModel.read)))
    if (question.variables.length > 0) answers.push(await measure(question));

const measured: Measured = {
  facts: head === 'start' ? 0 : Number(head),
  events: statSync(file('events.db')).size,
  read: statSync(file('read.db')).size,
  seconds,
  mebibytes,
  answers,
};
process.send?.(measured);
server.closeAllConnections();
server.close();
await runtime.stop();
await readModel.close();
await store.close();
process.disconnect?.();
