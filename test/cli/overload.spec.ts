import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLog } from '../../store/embedded/readLog.ts';
import { REGISTER, registration } from '../api/registrations.ts';
import { type Listening, listen } from '../api/sse.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { type Running, start, tokensIn } from './process.ts';

/**
 * What the process is told to take on at once, and eight times as many that ask: as each waits for its answer, and they share
 * one process, fewer are under way at a time than there are connections, and more than twice what it takes on.
 */
const AT_ONCE = 50;
const CONNECTIONS = 8 * AT_ONCE;
const LISTENERS = 1000;
const LOAD_MS = 3000;
/** What V8 may hold, so that a process that gathers without bound dies of it. */
const HEAP_MB = 256;
const PATIENCE = 120_000;

/** A connection that stays open. What it is answered comes as it is; a cut is an answer that says so. */
function openLine(port: number) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let told: (text: string) => void = () => undefined;
  const whole = () => {
    const body = text.indexOf('\r\n\r\n') + 4;
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
    return (
      body >= 4 && (length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= body + Number(length))
    );
  };
  socket.setNoDelay(true);
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    if (whole()) told(text);
  });
  socket.on('error', (error) => told(`cut: ${String(error)}`));
  socket.on('close', () => told(`cut after ${text}`));
  return new Promise<{ ask(token: string, body: string): Promise<string>; close(): void }>(
    (resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () =>
        resolve({
          ask: (token, body) =>
            new Promise((answered) => {
              text = '';
              told = answered;
              socket.write(
                `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
              );
            }),
          close: () => void socket.destroy(),
        }),
      );
    },
  );
}

describe('promise 15: twice what a process carries, and a thousand listeners', { timeout: PATIENCE }, () => {
  const folder = temporaryFolder();
  const data = folder.file('data');
  let server: Running;
  let token: string;
  let listening: readonly Listening[] = [];
  const acknowledged = new Set<string>();
  const turnedAway = new Map<string, string | undefined>();
  const others: string[] = [];
  const alive: number[] = [];

  const payload = (serial: number): string =>
    JSON.stringify({
      query: REGISTER,
      variables: { input: registration(serial), commandId: `over-${serial}` },
    });
  /** One command by a connection of its own. */
  const send = async (serial: number): Promise<string> => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      connection: 'close',
    };
    const body = payload(serial);
    return (await fetch(`${server.address}/graphql`, { method: 'POST', headers, body })).text();
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await server.get('/metrics')).text();
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  };

  beforeAll(async () => {
    server = await start(data, {
      args: ['--empty'],
      environment: {
        RATE_LIMIT: 'off',
        LOG_LEVEL: 'error',
        REQUESTS_AT_ONCE: String(AT_ONCE),
        NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
      },
    });
    token = tokensIn(server.stdout())['owner'] ?? '';
    expect(await send(0)).toContain('Accepted');
    listening = await Promise.all(
      Array.from({ length: LISTENERS }, () =>
        listen(server.address, `subscription { projectChanged(code: "${registration(0).code}") { fact } }`),
      ),
    );

    const port = Number(new URL(server.address).port);
    let serial = 0;
    let over = false;
    /** Asks, waits for the answer and asks again. By hand, so that it costs less than what it asks for. */
    const client = async () => {
      const line = await openLine(port);
      while (!over) {
        serial += 1;
        const id = `over-${serial}`;
        const text = await line.ask(token, payload(serial));
        if (text.includes('"Accepted"')) acknowledged.add(id);
        else if (text.startsWith('HTTP/1.1 503') && text.includes('"OVERLOADED"'))
          turnedAway.set(id, /\r\nretry-after: (.*)\r/i.exec(text)?.[1]);
        else others.push(text);
      }
      line.close();
    };
    const looking = (async () => {
      while (!over) {
        alive.push((await server.get('/healthz')).status);
        await wait(50);
      }
    })();
    const clients = Array.from({ length: CONNECTIONS }, client);
    await wait(LOAD_MS);
    over = true;
    await Promise.all([...clients, looking]);
  }, PATIENCE);
  afterAll(async () => {
    for (const each of listening) each.drop();
    server.signal('SIGKILL');
    await server.ended;
    folder.remove();
  }, PATIENCE);

  it('turns away what is too much with 503 and Retry-After, and cuts nobody', () => {
    expect(others).toEqual([]);
    expect(turnedAway.size).toBeGreaterThan(0);
    expect(acknowledged.size).toBeGreaterThan(0);
    expect([...turnedAway.values()].filter((after) => after !== '2')).toEqual([]);
  });

  it('answers /healthz all along', () => {
    expect(alive.length).toBeGreaterThan(1);
    expect(alive.filter((status) => status !== 200)).toEqual([]);
  });

  it('recovers: nothing is held, a command is taken, and it is ready', async () => {
    await expect.poll(() => metric('lianshen_requests_under_way'), { timeout: 20_000 }).toBe(0);
    expect(await metric('lianshen_request_bytes_held')).toBe(0);
    await expect.poll(async () => send(99_999), { timeout: 20_000 }).toContain('Accepted');
    await expect.poll(async () => (await server.get('/readyz')).status, { timeout: 20_000 }).toBe(200);
  });

  it('kept every listener, tells each what happens, and lets go of them when they go', async () => {
    expect(await metric('lianshen_streams_open')).toBe(LISTENERS);
    const told = listening.map((each) => each.next());
    const { code } = registration(0);
    await server.ask<object>(
      `mutation { terminateProject(input: {code: "${code}", reason: "x"}) { __typename } }`,
      token,
    );
    for (const event of await Promise.all(told)) expect(event.event).toBe('next');
    for (const each of listening) each.drop();
    await expect.poll(() => metric('lianshen_streams_open'), { timeout: 20_000 }).toBe(0);
  });

  it('has recorded all that it acknowledged, once, and nothing of what it turned away', async () => {
    expect((await server.stop()).status).toBe(0);
    const log = readLog(`${data}/events.db`);
    const registered = new Map<string, number>();
    for (let after: bigint | 'start' = 'start'; ; ) {
      const page = await log.readAll(after, 1000);
      const last = page.at(-1);
      if (last === undefined) break;
      for (const { event, causationId } of page)
        if (event.type === 'ProjectRegistered')
          registered.set(causationId, (registered.get(causationId) ?? 0) + 1);
      after = last.position;
    }
    log.close();
    expect([...acknowledged].filter((id) => registered.get(id) !== 1)).toEqual([]);
    expect([...turnedAway.keys()].filter((id) => registered.has(id))).toEqual([]);
  });
});
