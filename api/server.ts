import { randomUUID } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Runtime } from '../app/runtime.ts';
import { Aborted, readBody } from './body.ts';
import { ChangeHub } from './changes/hub.ts';
import { createGate, createPorch } from './gate.ts';
import { createGraphql } from './graphql.ts';
import { KnownDocuments } from './knownDocuments.ts';
import { limits as usualLimits } from './limits.ts';
import { eventLoopDelay, Load } from './load.ts';
import { actingFor } from './onBehalfOf.ts';
import type { ServerOptions } from './options.ts';
import { createPages, routeOf } from './pages.ts';
import { protectionBy } from './protection.ts';
import { memoryRates, noRates } from './rates.ts';
import { Readiness } from './readiness.ts';
import { refusalOf, refuse } from './refuse.ts';
import { openBrowsers } from './session/browsers.ts';

/** A server, with what it holds. */
export interface ApiServer extends Server {
  readonly hub: ChangeHub;
  readonly load: Load;
  readonly readiness: Readiness;
  readonly documents: KnownDocuments;
}

const CORRELATION_ID = /^[\w.:-]{1,100}$/;

/** What a client calls its request, or a name of our own where it calls it nothing usable. */
const correlationIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : randomUUID();
};

const pathOf = ({ url = '/' }: IncomingMessage) => url.split('?')[0] ?? '/';

/** Exactly `/graphql`, with or without a query string. */
const isGraphql = (url: string) => url === '/graphql' || url.startsWith('/graphql?');

/** A browser asking for the page: the only thing that may run scripts. */
const wantsPage = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/**
 * The server: GraphQL before express on one node:http server, the same protection in front of both. Only what may cost
 * something passes the gate first.
 */
export function createServer(runtime: Runtime, options: ServerOptions): ApiServer {
  const { identity, logger, development, rateLimit = true, trustedProxies = 0 } = options;
  const limits = options.limits ?? usualLimits;
  const measured = options.delay === undefined ? eventLoopDelay(limits.load) : undefined;
  const load = new Load(limits.load, options.delay ?? measured?.delay ?? (() => 0));
  const hub = new ChangeHub(runtime.changes, limits.streams);
  const rates = rateLimit ? memoryRates(limits.rate) : noRates;
  const browsers =
    options.browsers === undefined ? undefined : openBrowsers(options.browsers, runtime, logger);
  const door = { rates, load, limits, logger, trustedProxies };
  const letIn = createGate({ ...door, identity, browsers, actingFor: actingFor(runtime) });
  const letOntoPorch = createPorch(door);
  const documents = new KnownDocuments(limits);
  const graphql = createGraphql(runtime, options, limits, hub, documents);
  const { metrics, metricsLocally = true } = options;
  const readiness = new Readiness(runtime, limits.ready);
  const pages = createPages({ development, readiness, identity, metrics, metricsLocally });
  metrics?.watch({
    readers: () => runtime.operations.readers(),
    departments: async () =>
      options.answers === false ? [] : runtime.queries.overdueByDepartment(runtime.clock.now()),
    leases: () => runtime.leases(),
    circuitOpen: () => runtime.faults().some(({ what }) => what === 'store'),
    streams: () => hub.size,
    underWay: () => ({ requests: load.requests, bytes: load.bytes }),
  });
  const common = development ? ({ strictTransportSecurity: false } as const) : {};
  const directives = {
    'upgrade-insecure-requests': null,
    'form-action': ["'none'"],
    'style-src': ["'self'", pages.styleHash],
  };
  const protect = protectionBy({ ...common, contentSecurityPolicy: { directives } });
  /** GraphiQL brings its own scripts and workers in the page; it loads nothing from elsewhere. */
  const protectLoosely = protectionBy({ ...common, contentSecurityPolicy: false });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
  ): Promise<void> {
    if (!isGraphql(request.url ?? '/')) {
      if (browsers?.routes.has(pathOf(request)) !== true) return pages.handle(request, response);
      if (await letOntoPorch(request, response, correlationId))
        await browsers.routes.handle(request, response, correlationId);
      return;
    }
    if (options.answers === false)
      return refuse(
        response,
        404,
        'NOT_FOUND',
        'This process answers no questions; ask one that has the role «api».',
      );
    const admitted = await letIn(request, response, correlationId);
    if (admitted === undefined) return;
    const { held } = admitted;
    const body =
      request.method === 'POST' ? await readBody(request, limits.body.bytes, held.hold) : Buffer.alloc(0);
    if (body === undefined)
      return refuse(
        response,
        413,
        'REQUEST_ENTITY_TOO_LARGE',
        `A body has at most ${limits.body.bytes} bytes.`,
      );
    const lastEventId = request.headers['last-event-id'];
    await graphql(request, response, {
      ...admitted,
      correlationId,
      body: request.method === 'POST' ? body : undefined,
      lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
      onClose: (listener) => {
        if (response.destroyed) listener();
        else response.once('close', listener);
      },
    });
  }

  const server = createHttpServer(
    { requestTimeout: limits.time.arrivalMs, headersTimeout: limits.time.headersMs },
    (request, response) => {
      const correlationId = correlationIdOf(request);
      const began = performance.now();
      const route = routeOf(request.url);
      const page = development && isGraphql(request.url ?? '/') && wantsPage(request);
      response.setHeader('x-correlation-id', correlationId);
      response.once('close', () => {
        const { method } = request;
        const status = response.statusCode;
        const ms = performance.now() - began;
        const isStream = String(response.getHeader('content-type')).startsWith('text/event-stream');
        const refused = refusalOf(response);
        metrics?.answered({ route, status, refused, ms: isStream ? undefined : ms });
        logger.debug({ correlationId, method, route, status, refused, ms: Math.round(ms) }, 'request');
      });
      (page ? protectLoosely : protect)(response);
      answer(request, response, correlationId).catch((error: unknown) => {
        if (error instanceof Aborted) return;
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
    },
  );
  server.once('close', () => {
    hub.close();
    measured?.stop();
  });
  return Object.assign(server, { hub, load, readiness, documents });
}
