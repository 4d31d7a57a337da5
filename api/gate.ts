import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Unauthenticated } from './claims.ts';
import { type Identity, IdentityUnavailable } from './identity.ts';
import type { Limits } from './limits.ts';
import type { Held, Load } from './load.ts';
import { type NoAgent, ON_BEHALF_OF } from './onBehalfOf.ts';
import { isForged, isOwn } from './origin.ts';
import { addressOf, type Rates } from './rates.ts';
import { refuse } from './refuse.ts';
import type { Browsers } from './session/browsers.ts';
import type { Viewer } from './viewer.ts';

interface Parts {
  readonly identity: Identity;
  readonly rates: Rates;
  readonly load: Load;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly trustedProxies: number;
  /** Sessions of browsers, where they may log in. */
  readonly browsers: Browsers | undefined;
  /** The viewer as it acts for an organisation, or why it may not. */
  readonly actingFor: (viewer: Viewer, principal: string) => Promise<Viewer | NoAgent>;
}

/** Who is let in, under what name its requests are counted, and what this one takes of the process. */
interface Let {
  readonly viewer: Viewer;
  readonly client: string;
  readonly held: Held;
}

const mediaType = ({ headers }: IncomingMessage) =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase();

/**
 * Everything that is asked of a request before it may cost something, the cheapest first: room for it, its kind, where it
 * comes from, who sends it, how often, and for whom. Whoever is not let in has had its answer.
 */
export const createGate =
  ({ identity, rates, load, limits, logger, trustedProxies, browsers, actingFor }: Parts) =>
  async (
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
  ): Promise<Let | undefined> => {
    if (!hasRoom({ load, limits, logger }, response, correlationId)) return undefined;
    if (request.method === 'POST' && mediaType(request) !== 'application/json') {
      refuse(
        response,
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'A POST to /graphql is application/json and nothing else.',
      );
      return undefined;
    }
    const bySession =
      browsers !== undefined &&
      request.headers.authorization === undefined &&
      browsers.sessions.shows(request);
    const unnamed = bySession && request.method === 'POST' && !isOwn(request, browsers.origin);
    if (unnamed || isForged(request, browsers?.origin)) {
      refuse(response, 403, 'FOREIGN_ORIGIN', 'Another site sent this with your session; nothing was done.');
      return undefined;
    }
    // Counted from here on, or all that come while a token is being verified would pass the same door.
    const held = load.enter();
    response.once('close', held.release);
    if (response.destroyed) held.release();
    const address = addressOf(request, trustedProxies);
    let viewer: Viewer | undefined;
    try {
      viewer = bySession
        ? (await browsers.sessions.viewerOf(request, response)).viewer
        : await identity.viewerOf(request.headers.authorization);
    } catch (error) {
      if (await inTime(rates, `@${address}`, response))
        refuseIdentity(response, error, logger, correlationId);
      return undefined;
    }
    const client = `${viewer.subject ?? ''}@${address}`;
    if (!(await inTime(rates, client, response))) return undefined;
    const principal = request.headers[ON_BEHALF_OF];
    if (principal === undefined) return { viewer, client, held };
    const agent = await actingFor(viewer, String(principal));
    if (!('status' in agent)) return { viewer: agent, client, held };
    refuse(response, agent.status, agent.code, agent.message);
    return undefined;
  };

/** Whether the process takes one more request on; it has had its answer where not. */
function hasRoom(
  { load, limits, logger }: Pick<Parts, 'load' | 'limits' | 'logger'>,
  response: ServerResponse,
  correlationId: string,
): boolean {
  const { overloaded } = load;
  if (overloaded === undefined) return true;
  load.turnedAway((times) => logger.warn({ correlationId, overloaded, times }, 'a request was turned away'));
  response.setHeader('retry-after', String(limits.load.retryAfterSeconds));
  refuse(response, 503, 'OVERLOADED', 'Too much is under way here; nothing was begun. Try again shortly.');
  return false;
}

/** Whether a client may ask once more now; it has had its answer where not. */
async function inTime(rates: Rates, client: string, response: ServerResponse): Promise<boolean> {
  const wait = await rates.wait(client);
  if (wait === undefined) return true;
  const seconds = Math.ceil(wait / 1000);
  response.setHeader('retry-after', String(seconds));
  refuse(response, 429, 'TOO_MANY_REQUESTS', `Too many requests from you; wait ${seconds} s.`);
  return false;
}

/** What is asked of whoever comes to log in or out: that there is room, and that it does not come too often. */
export const createPorch =
  ({ rates, load, limits, logger, trustedProxies }: Omit<Parts, 'identity' | 'actingFor' | 'browsers'>) =>
  async (request: IncomingMessage, response: ServerResponse, correlationId: string): Promise<boolean> => {
    if (!hasRoom({ load, limits, logger }, response, correlationId)) return false;
    const held = load.enter();
    response.once('close', held.release);
    if (response.destroyed) held.release();
    return inTime(rates, `@${addressOf(request, trustedProxies)}`, response);
  };

function refuseIdentity(
  response: ServerResponse,
  error: unknown,
  logger: Logger,
  correlationId: string,
): void {
  if (error instanceof Unauthenticated) {
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    refuse(response, 401, 'UNAUTHENTICATED', error.message);
    return;
  }
  if (!(error instanceof IdentityUnavailable)) throw error;
  logger.error({ err: error, correlationId }, 'the identity provider cannot be asked');
  response.setHeader('retry-after', '5');
  refuse(response, 503, 'IDENTITY_UNAVAILABLE', error.message);
}
