import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { Metrics } from '../app/metrics.ts';
import type { Identity } from './identity.ts';
import { isLocal } from './local.ts';
import type { Readiness } from './readiness.ts';
import { refuse } from './refuse.ts';
import { startPage, startStyle } from './startPage.ts';

export interface PagesParts {
  readonly development: boolean;
  readonly readiness: Readiness;
  readonly identity: Identity;
  readonly metrics: Metrics | undefined;
  /** Whether this machine may read the metrics without a token. */
  readonly metricsLocally: boolean;
}

const routes = [
  '/',
  '/graphql',
  '/healthz',
  '/readyz',
  '/metrics',
  '/auth/login',
  '/auth/callback',
  '/auth/session',
  '/auth/logout',
];

/** The path as it may be counted and logged: one of ours, or «other», since a path may hold anything. */
export const routeOf = (url: string | undefined): string => {
  const [path = '/'] = (url ?? '/').split('?');
  return routes.includes(path) ? path : 'other';
};

/** Everything that is not GraphQL: the start page, and what a supervisor of processes asks. */
export function createPages({ development, readiness, identity, metrics, metricsLocally }: PagesParts) {
  const app = express();
  app.disable('x-powered-by');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  const page = startPage(development);
  app.get('/', (_, response) => void response.type('html').send(page));
  app.get('/healthz', (_, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_, response) => {
    const state = await readiness.state();
    response.status(state.status === 'ready' ? 200 : 503).json(state);
  });
  if (metrics !== undefined)
    app.get('/metrics', async (request, response) => {
      if (!((metricsLocally && isLocal(request)) || (await isSystem(request)))) {
        refuse(response, 403, 'FORBIDDEN', 'Metrics are for the system administrator, by token.');
        return;
      }
      response.setHeader('content-type', metrics.contentType);
      response.end(await metrics.text());
    });
  app.use((request, response) =>
    refuse(
      response,
      404,
      'NOT_FOUND',
      `There is no ${request.path} here; see /, /graphql, /healthz and /readyz.`,
    ),
  );

  async function isSystem({ headers }: IncomingMessage): Promise<boolean> {
    try {
      return (await identity.viewerOf(headers.authorization)).roles.includes('system');
    } catch {
      return false;
    }
  }

  return {
    handle: (request: IncomingMessage, response: ServerResponse): void => void app(request, response),
    /** Lets the page's own style through the content security policy, and no other. */
    styleHash: `'sha256-${createHash('sha256').update(startStyle).digest('base64')}'`,
  };
}
