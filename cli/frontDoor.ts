import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { limits } from '../api/limits.ts';
import { ConfigError } from '../app/config.ts';

/** The port of the process: it answers from the first moment, and says so while nothing else can be answered yet. */
export interface FrontDoor {
  readonly address: string;
  /** From now on requests go here. */
  open(handler: RequestListener): void;
  /** From now on every answer says that its connection ends with it; what comes is still answered. */
  announce(): void;
  /** Take no new connections, let what is under way finish, and close. */
  close(): Promise<void>;
}

/** How often a closing door looks for connections that have had their answer. */
const LOOK_MS = 50;

/** Listens on one address. A port in use is one clear line. */
export async function openFrontDoor(port: number, host = '127.0.0.1'): Promise<FrontDoor> {
  let handler: RequestListener = starting(new Date().toISOString());
  let announced = false;
  const underWay = new Set<ServerResponse>();
  const server = createServer(
    { requestTimeout: limits.time.arrivalMs, headersTimeout: limits.time.headersMs },
    (request, response) => {
      response.shouldKeepAlive &&= !announced;
      underWay.add(response);
      response.once('close', () => underWay.delete(response));
      handler(request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)));
    server.listen({ port, host, backlog: limits.load.waiting }, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    address: `http://localhost:${actual}`,
    open: (next) => {
      handler = next;
    },
    announce: () => {
      announced = true;
      for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
    },
    close: () => drain(server),
  };
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(
      `PORT=${port}: another process listens there; stop it, or set PORT to a free one.`,
    );
  if (error.code === 'EACCES') return new ConfigError(`PORT=${port}: this user may not listen there.`);
  if (error.code === 'EADDRNOTAVAIL')
    return new ConfigError(`HOST=${host}: this machine has no such address.`);
  return error;
}

/** While the store is opened and filled: alive, and not ready. */
const starting =
  (since: string): RequestListener =>
  (request, response) => {
    if (request.url === '/healthz') return answer(response, 200, { status: 'ok' });
    const why = 'the store is being opened and its read models filled';
    response.setHeader('retry-after', '2');
    answer(response, 503, { status: 'starting', reasons: [{ what: 'process', why, since }] });
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
  const look = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const grace = setTimeout(() => server.closeAllConnections(), limits.drain.graceMs);
  await closed;
  clearInterval(look);
  clearTimeout(grace);
}
