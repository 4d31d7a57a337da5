import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLog } from '../../store/embedded/readLog.ts';
import { REGISTER, registration } from '../api/registrations.ts';
import { listen } from '../api/sse.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { type Ended, type Running, start, tokensIn } from './process.ts';

const CONNECTIONS = 32;

/** How a connection that sent one command after another came to its end. */
interface Line {
  readonly acknowledged: string[];
  /** What the last answer said of the connection, or why there was none. */
  end: string;
}

/** Sends commands by one connection that is kept open, until the server says that it closes. */
async function sendUntilClosed(address: string, token: string, numberOf: () => number): Promise<Line> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const line: Line = { acknowledged: [], end: '' };
  const send = (serial: number) =>
    new Promise<{ readonly text: string; readonly connection: string | undefined }>((resolve, reject) => {
      const sent = request(
        `${address}/graphql`,
        {
          method: 'POST',
          agent,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.once('error', reject);
          response.once('end', () => resolve({ text, connection: response.headers.connection }));
        },
      );
      sent.once('error', reject);
      sent.end(
        JSON.stringify({
          query: REGISTER,
          variables: { input: registration(serial), commandId: `drain-${serial}` },
        }),
      );
    });
  try {
    for (;;) {
      const serial = numberOf();
      const { text, connection } = await send(serial);
      if (text.includes('"Accepted"')) line.acknowledged.push(`drain-${serial}`);
      // A machine that is busy with other tests may turn some away; that is an answer too.
      else if (!text.includes('"OVERLOADED"')) line.end = text;
      if (connection === 'close') {
        line.end ||= 'told that it closes';
        break;
      }
    }
  } catch (error) {
    line.end = `cut: ${String(error)}`;
  }
  agent.destroy();
  return line;
}

describe('SIGTERM to npm start under load', { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  const data = folder.file('data');
  let lines: readonly Line[];
  let ended: Ended;
  let streamEnd: string | undefined;
  const ready: { readonly status: number; readonly said: string; readonly acknowledged: number }[] = [];
  let server: Running;

  beforeAll(async () => {
    server = await start(data, {
      args: ['--empty'],
      npm: true,
      environment: { RATE_LIMIT: 'off', DRAIN_SECONDS: '3' },
    });
    const token = tokensIn(server.stdout())['owner'] ?? '';
    let serial = 0;
    const acknowledged = () => serial - CONNECTIONS;
    const sending = Array.from({ length: CONNECTIONS }, () =>
      sendUntilClosed(server.address, token, () => {
        serial += 1;
        return serial;
      }),
    );
    while (acknowledged() <= CONNECTIONS) await wait(20);
    const code = registration(1).code;
    const stream = await listen(server.address, `subscription { projectChanged(code: "${code}") { fact } }`);
    const look = async () => {
      const response = await server.get('/readyz');
      const said = (await response.text()).slice(0, 200);
      ready.push({ status: response.status, said, acknowledged: acknowledged() });
    };
    await look();
    server.signal('SIGTERM');
    const looking = (async () => {
      for (;;) {
        try {
          await look();
        } catch {
          return;
        }
        await wait(20);
      }
    })();
    lines = await Promise.all(sending);
    await looking;
    await stream.closed;
    streamEnd = stream.waiting.at(-1)?.event;
    ended = await server.ended;
  }, 60_000);
  afterAll(async () => {
    // npm hands SIGTERM on; SIGKILL would leave the server behind.
    server.signal('SIGTERM');
    await server.ended;
    folder.remove();
  });

  it('turns /readyz red first, while commands are still taken', () => {
    expect(ready[0]?.status).toBe(200);
    const red = ready.filter(({ status }) => status === 503);
    expect(red.length).toBeGreaterThan(0);
    expect(JSON.parse(red[0]?.said ?? '{}')).toEqual({
      status: 'draining',
      reasons: [{ what: 'process', why: 'it is stopping', since: expect.any(String) }],
    });
  });

  it('cuts no connection without an answer: each is told with its last one that it closes', () => {
    expect(lines.map(({ end }) => end)).toEqual(Array.from(lines, () => 'told that it closes'));
  });

  it('ends subscriptions with «complete»', () => expect(streamEnd).toBe('complete'));

  it('exits 0, and has nothing to say of it', () => {
    const said = ended.stderr.split('\n').filter((text) => text !== '' && !text.includes('turned away'));
    expect([ended.status, said]).toEqual([0, []]);
  });

  it('loses no acknowledged command, and has each once, also after the next start', async () => {
    const acknowledged = lines.flatMap((line) => line.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(CONNECTIONS);
    const again = await start(data, { args: ['--empty'] });
    expect((await again.get('/readyz')).status).toBe(200);
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
    expect(acknowledged.filter((id) => registered.get(id) !== 1)).toEqual([]);
    expect((await again.stop()).status).toBe(0);
  });
});
