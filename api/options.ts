import type { Logger } from 'pino';
import type { Metrics } from '../app/metrics.ts';
import type { RuleOf } from './context.ts';
import type { Identity } from './identity.ts';
import type { Limits } from './limits.ts';
import type { Delay } from './load.ts';
import type { BrowserOptions } from './session/browsers.ts';

/** What a server needs beside the runtime. */
export interface ServerOptions {
  readonly identity: Identity;
  readonly ruleOf: RuleOf;
  readonly logger: Logger;
  /** Whether an error passes by itself: a store or a database that does not answer at the moment. None does unless it is said. */
  readonly passes?: ((error: unknown) => boolean) | undefined;
  /** Whether this process answers GraphQL; it does unless it is said otherwise. */
  readonly answers?: boolean | undefined;
  /** Serve GraphiQL and the schema, and tell nobody to insist on https. */
  readonly development: boolean;
  /** Count what each client asks; on unless it is said otherwise. */
  readonly rateLimit?: boolean | undefined;
  /** Proxies of one's own in front of this, which tell the address of the client. */
  readonly trustedProxies?: number | undefined;
  /** Answer these documents only, by their hash. */
  readonly persistedDocuments?: ReadonlyMap<string, string> | undefined;
  /** Let browsers log in at `/auth/login` and keep a session. */
  readonly browsers?: BrowserOptions | undefined;
  readonly limits?: Limits | undefined;
  /** How late the event loop is; measured unless it is given. */
  readonly delay?: Delay | undefined;
  /** Count what is answered, and show it at `/metrics`. */
  readonly metrics?: Metrics | undefined;
  /** Whether this machine may read the metrics without a token; it may unless it is said otherwise. */
  readonly metricsLocally?: boolean | undefined;
}
