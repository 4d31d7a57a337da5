import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { limits } from '../api/limits.ts';
import { ConfigError } from '../app/config.ts';

/** The port of the process: it answers from the first moment, and says so while nothing else can be answered yet. */
export interface FrontDoor {
  readonly address: string;
  /** From now on requests go here. */
  open(handler: RequestListener): void;
  /** Take no new requests, let those under way finish, and close. */
  close(): Promise<void>;
}

const GRACE_MS = 5_000;

/** Listens on 127.0.0.1. A port in use is one clear line. */
export async function openFrontDoor(port: number): Promise<FrontDoor> {
  let handler: RequestListener = starting;
  const server = createServer(
    { requestTimeout: limits.time.arrivalMs, headersTimeout: limits.time.headersMs },
    (request, response) => handler(request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    address: `http://localhost:${actual}`,
    open: (next) => {
      handler = next;
    },
    close: () => drain(server),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(
      `PORT=${port}: another process listens there; stop it, or set PORT to a free one.`,
    );
  if (error.code === 'EACCES') return new ConfigError(`PORT=${port}: this user may not listen there.`);
  return error;
}

/** While the store is opened and filled: alive, and not ready. */
const starting: RequestListener = (request, response) => {
  if (request.url === '/healthz') return answer(response, 200, { status: 'ok' });
  response.setHeader('retry-after', '2');
  answer(response, 503, {
    status: 'starting',
    message: 'The store is being opened and its read models filled.',
  });
};

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** Idle connections end at once, requests under way get their answer, and what hangs on is cut after a grace period. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(grace);
}
