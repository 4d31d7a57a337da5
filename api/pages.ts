import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { Runtime } from '../app/runtime.ts';
import { refuse } from './refuse.ts';
import { startPage, startStyle } from './startPage.ts';

/** Everything that is not GraphQL: the start page, and what a supervisor of processes asks. */
export function createPages(runtime: Runtime, { development }: { readonly development: boolean }) {
  const app = express();
  app.disable('x-powered-by');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  const page = startPage(development);
  app.get('/', (_, response) => void response.type('html').send(page));
  app.get('/healthz', (_, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', (_, response) => {
    const ready = runtime.ready();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'starting' });
  });
  app.use((request, response) =>
    refuse(
      response,
      404,
      'NOT_FOUND',
      `There is no ${request.path} here; see /, /graphql, /healthz and /readyz.`,
    ),
  );
  return {
    handle: (request: IncomingMessage, response: ServerResponse): void => void app(request, response),
    /** Lets the page's own style through the content security policy, and no other. */
    styleHash: `'sha256-${createHash('sha256').update(startStyle).digest('base64')}'`,
  };
}
