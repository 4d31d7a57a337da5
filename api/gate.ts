import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Unauthenticated } from './claims.ts';
import { type Identity, IdentityUnavailable } from './identity.ts';
import type { Limits } from './limits.ts';
import type { Held, Load } from './load.ts';
import { type NoAgent, ON_BEHALF_OF } from './onBehalfOf.ts';
import { isForged } from './origin.ts';
import { addressOf, type Rates } from './rates.ts';
import { refuse } from './refuse.ts';
import type { Viewer } from './viewer.ts';

interface Parts {
  readonly identity: Identity;
  readonly rates: Rates;
  readonly load: Load;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly trustedProxies: number;
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
  ({ identity, rates, load, limits, logger, trustedProxies, actingFor }: Parts) =>
  async (
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
  ): Promise<Let | undefined> => {
    const { overloaded } = load;
    if (overloaded !== undefined) {
      logger.warn({ correlationId, overloaded }, 'a request was turned away');
      response.setHeader('retry-after', String(limits.load.retryAfterSeconds));
      refuse(
        response,
        503,
        'OVERLOADED',
        'Too much is under way here; nothing was begun. Try again shortly.',
      );
      return undefined;
    }
    if (request.method === 'POST' && mediaType(request) !== 'application/json') {
      refuse(
        response,
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'A POST to /graphql is application/json and nothing else.',
      );
      return undefined;
    }
    if (isForged(request)) {
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
      viewer = await identity.viewerOf(request.headers.authorization);
    } catch (error) {
      if (await mayGoOn(`@${address}`)) refuseIdentity(response, error, logger, correlationId);
      return undefined;
    }
    const client = `${viewer.subject ?? ''}@${address}`;
    if (!(await mayGoOn(client))) return undefined;
    const principal = request.headers[ON_BEHALF_OF];
    if (principal === undefined) return { viewer, client, held };
    const agent = await actingFor(viewer, String(principal));
    if (!('status' in agent)) return { viewer: agent, client, held };
    refuse(response, agent.status, agent.code, agent.message);
    return undefined;

    async function mayGoOn(asked: string): Promise<boolean> {
      const wait = await rates.wait(asked);
      if (wait === undefined) return true;
      const seconds = Math.ceil(wait / 1000);
      response.setHeader('retry-after', String(seconds));
      refuse(response, 429, 'TOO_MANY_REQUESTS', `Too many requests from you; wait ${seconds} s.`);
      return false;
    }
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
