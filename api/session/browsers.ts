import type { Logger } from 'pino';
import type { Runtime } from '../../app/runtime.ts';
import { type SessionPolicy, sessionPolicy } from './policy.ts';
import { openProvider } from './provider.ts';
import { type AuthRoutes, CALLBACK, createAuthRoutes } from './routes.ts';
import { sealBy } from './seal.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** What is needed to let browsers in. */
export interface BrowserOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly publicUrl: string;
  /** What cookies are sealed with. */
  readonly secret: string;
  readonly policy?: SessionPolicy | undefined;
}

/** Logins of browsers, and the sessions that come of them. */
export interface Browsers {
  readonly sessions: Sessions;
  readonly routes: AuthRoutes;
  /** The origin of the pages that may change something with a session. */
  readonly origin: string;
}

export function openBrowsers(options: BrowserOptions, runtime: Runtime, logger: Logger): Browsers {
  const { issuer, clientId, clientSecret, secret, policy = sessionPolicy } = options;
  const { origin } = new URL(options.publicUrl);
  const seal = sealBy(secret);
  const redirectUri = `${origin}${CALLBACK}`;
  const provider = openProvider({ issuer, id: clientId, secret: clientSecret, redirectUri }, policy);
  const sessions = createSessions({ runtime, seal, secure: origin.startsWith('https:'), policy });
  const now = () => Date.parse(runtime.clock.now());
  return {
    sessions,
    origin,
    routes: createAuthRoutes({ provider, sessions, seal, publicUrl: origin, policy, now, logger }),
  };
}
