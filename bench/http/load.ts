import { connect, type Socket } from 'node:net';
import { counter, quantile } from '../numbers.ts';

/**
 * The load, in a process of its own: so many connections, each of which asks, waits for the answer and asks again. It
 * speaks just enough HTTP by hand that it costs less than what it measures.
 */
export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Taken in turn. */
  readonly bodies: readonly string[];
  /** What every right answer contains. */
  readonly expect: string;
}

export interface Loaded {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Where an answer ends, or -1 while it is not whole. */
function endOf(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const body = head + 4;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head));
  if (length !== null) return text.length >= body + Number(length[1]) ? body + Number(length[1]) : -1;
  const end = text.indexOf('0\r\n\r\n', body);
  return end < 0 ? -1 : end + 5;
}

function requestsOf({ headers, bodies }: Load): readonly Buffer[] {
  const lines = Object.entries({ host: '127.0.0.1', 'content-type': 'application/json', ...headers });
  return bodies.map((body) =>
    Buffer.from(
      `POST /graphql HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
}

async function run(load: Load): Promise<Loaded> {
  const requests = requestsOf(load);
  const waits: number[] = [];
  const next = counter();
  const began = performance.now();
  const until = began + load.milliseconds;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect(load.port, '127.0.0.1');
      socket.setNoDelay(true);
      let text = '';
      let asked = 0;
      const ask = () => {
        asked = performance.now();
        socket.write(requests[next() % requests.length] as Buffer);
      };
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        // The body is compared byte for byte with ASCII alone, so one character for each byte keeps the lengths right.
        text += chunk.toString('latin1');
        const end = endOf(text);
        if (end < 0) return;
        if (!text.startsWith('HTTP/1.1 200') || !text.includes(load.expect)) {
          socket.destroy();
          reject(new Error(`A wrong answer: ${text.slice(0, 2000)}`));
          return;
        }
        text = text.slice(end);
        const now = performance.now();
        waits.push(now - asked);
        if (now < until) ask();
        else {
          socket.destroy();
          resolve();
        }
      });
    });
  await Promise.all(Array.from({ length: load.connections }, one));
  const seconds = (performance.now() - began) / 1000;
  return {
    answers: waits.length,
    perSecond: waits.length / seconds,
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
  };
}

process.on('message', (load: Load) => {
  run(load).then(
    (loaded) => process.send?.({ loaded }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
