import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import * as z from 'zod';
import { Unauthenticated, viewerIn } from '../claims.ts';
import { IdentityUnavailable } from '../identity.ts';
import { isOwn } from '../origin.ts';
import { refuse } from '../refuse.ts';
import { cookieOf, hostCookie } from './cookies.ts';
import type { SessionPolicy } from './policy.ts';
import type { Provider } from './provider.ts';
import type { Seal } from './seal.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  readonly provider: Provider;
  readonly sessions: Sessions;
  readonly seal: Seal;
  /** Where browsers find this server, such as `https://lianshen.example`. */
  readonly publicUrl: string;
  readonly policy: SessionPolicy;
  readonly now: () => number;
  readonly logger: Logger;
}

const Login = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where the user wanted to go. */
  to: z.string(),
  /** When it is too late to come back. */
  until: z.number(),
});
const PURPOSE = 'login';
export const CALLBACK = '/auth/callback';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The way in and out for browsers: `/auth/login`, `/auth/callback`, `/auth/session` and `/auth/logout`. */
export function createAuthRoutes({ provider, sessions, seal, publicUrl, policy, now, logger }: Parts) {
  const cookie = hostCookie('lianshen-login', publicUrl.startsWith('https:'));

  const login: Handler = async (_, response, url) => {
    const { url: at, pending } = await provider.start();
    const to = localPath(url.searchParams.get('to'), publicUrl);
    const sealed = await seal.seal(PURPOSE, { ...pending, to, until: now() + policy.loginMs });
    response.appendHeader('set-cookie', cookie.give(sealed, policy.loginMs));
    redirect(response, at.href);
  };

  /** The user comes back. What was begun in another browser, or long ago, or twice, ends here. */
  const callback: Handler = async (request, response, url) => {
    response.appendHeader('set-cookie', cookie.take);
    const text = cookieOf(request, cookie.name);
    const begun = text === undefined ? undefined : await seal.open(PURPOSE, text, Login);
    if (begun === undefined || now() >= begun.until)
      throw new Unauthenticated('This browser has begun no login, or too long ago; begin at /auth/login.');
    const claims = await provider.finish(url, begun);
    await sessions.begin(viewerIn(claims), request, response);
    redirect(response, begun.to);
  };

  const session: Handler = async (request, response) => {
    if (!sessions.shows(request)) throw new Unauthenticated('You are not logged in; begin at /auth/login.');
    const { viewer, until } = await sessions.viewerOf(request, response);
    const { subject, organization, roles } = viewer;
    answer(response, { subject, organization, roles, until });
  };

  const logout: Handler = async (request, response) => {
    if (!isOwn(request, publicUrl))
      return refuse(response, 403, 'FOREIGN_ORIGIN', 'Another site sent this; you are still logged in.');
    await sessions.end(request, response);
    // The user is out, whatever the provider says.
    const leaveAt = await provider.leaveAt(`${publicUrl}/`).catch(() => undefined);
    answer(response, { leaveAt: leaveAt ?? null });
  };

  const routes: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    '/auth/login': { GET: login },
    [CALLBACK]: { GET: callback },
    '/auth/session': { GET: session },
    '/auth/logout': { POST: logout },
  };

  return {
    /** Whether this is one of its pages. */
    has: (path: string): boolean => Object.hasOwn(routes, path),
    async handle(request: IncomingMessage, response: ServerResponse, correlationId: string): Promise<void> {
      const url = new URL(request.url ?? '/', publicUrl);
      const methods = routes[url.pathname] ?? {};
      const handler = methods[request.method ?? ''];
      response.setHeader('cache-control', 'no-store');
      if (handler === undefined) {
        const allowed = Object.keys(methods).join(', ');
        response.setHeader('allow', allowed);
        return refuse(response, 405, 'METHOD_NOT_ALLOWED', `${url.pathname} takes ${allowed} alone.`);
      }
      try {
        await handler(request, response, url);
      } catch (error) {
        if (error instanceof Unauthenticated) return refuse(response, 401, 'UNAUTHENTICATED', error.message);
        if (!(error instanceof IdentityUnavailable)) throw error;
        logger.error({ err: error, correlationId }, 'the identity provider cannot be asked');
        response.setHeader('retry-after', '5');
        refuse(response, 503, 'IDENTITY_UNAVAILABLE', error.message);
      }
    },
  };
}
export type AuthRoutes = ReturnType<typeof createAuthRoutes>;

/** A path of this server, or its start page: nobody is sent elsewhere by a link to the login. */
function localPath(to: string | null, publicUrl: string): string {
  if (to === null || !to.startsWith('/') || !URL.canParse(to, publicUrl)) return '/';
  const { origin, pathname, search, hash } = new URL(to, publicUrl);
  return origin === new URL(publicUrl).origin ? `${pathname}${search}${hash}` : '/';
}

const redirect = (response: ServerResponse, location: string) =>
  void response.writeHead(303, { location }).end();

const answer = (response: ServerResponse, body: object) =>
  void response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body));
