import { randomUUID } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Runtime } from '../app/runtime.ts';
import { createGraphql } from './graphql.ts';
import { IdentityUnavailable, Unauthenticated } from './identity.ts';
import type { ServerOptions } from './options.ts';
import { createPages } from './pages.ts';
import { refuse } from './refuse.ts';
import type { Viewer } from './viewer.ts';

const CORRELATION_ID = /^[\w.:-]{1,100}$/;

/** What a client calls its request, or a name of our own where it calls it nothing usable. */
const correlationIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : randomUUID();
};

/** Exactly `/graphql`, with or without a query string. */
const isGraphql = (url: string) => url === '/graphql' || url.startsWith('/graphql?');

const mediaType = ({ headers }: IncomingMessage) =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase();

/** A browser asking for the page: the only thing that may run scripts. */
const wantsPage = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/**
 * The server: GraphQL before express on one node:http server, the same protection in front of both. Only what may cost
 * something is looked at first: the kind of request, who asks, and how much is sent.
 */
export function createServer(runtime: Runtime, options: ServerOptions): Server {
  const { identity, logger, development } = options;
  const graphql = createGraphql(runtime, options);
  const pages = createPages(runtime, { development });
  const common = development ? ({ strictTransportSecurity: false } as const) : {};
  const directives = {
    'upgrade-insecure-requests': null,
    'form-action': ["'none'"],
    'style-src': ["'self'", pages.styleHash],
  };
  const guarded = helmet({ ...common, contentSecurityPolicy: { directives } });
  /** GraphiQL brings its own scripts and workers in the page; it loads nothing from elsewhere. */
  const guardedLoosely = helmet({ ...common, contentSecurityPolicy: false });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
  ): Promise<void> {
    if (!isGraphql(request.url ?? '/')) return pages.handle(request, response);
    if (request.method === 'POST' && mediaType(request) !== 'application/json')
      return refuse(
        response,
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'A POST to /graphql is application/json and nothing else.',
      );
    let viewer: Viewer;
    try {
      viewer = await identity.viewerOf(request.headers.authorization);
    } catch (error) {
      return refuseIdentity(response, error, logger, correlationId);
    }
    await graphql(request, response, { viewer, correlationId });
  }

  return createHttpServer((request, response) => {
    const correlationId = correlationIdOf(request);
    const began = performance.now();
    const path = (request.url ?? '/').split('?')[0];
    const page = development && isGraphql(request.url ?? '/') && wantsPage(request);
    response.setHeader('x-correlation-id', correlationId);
    response.once('close', () =>
      logger.debug(
        {
          correlationId,
          method: request.method,
          path,
          status: response.statusCode,
          ms: Math.round(performance.now() - began),
        },
        'request',
      ),
    );
    (page ? guardedLoosely : guarded)(request, response, () => {
      answer(request, response, correlationId).catch((error: unknown) => {
        logger.error({ err: error, correlationId }, 'a request failed');
        if (response.headersSent) response.destroy();
        else
          refuse(
            response,
            500,
            'INTERNAL_SERVER_ERROR',
            `Something went wrong here; ask for ${correlationId}.`,
          );
      });
    });
  });
}

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
