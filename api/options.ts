import type { Logger } from 'pino';
import type { RuleOf } from './context.ts';
import type { Identity } from './identity.ts';

/** What a server needs beside the runtime. */
export interface ServerOptions {
  readonly identity: Identity;
  readonly ruleOf: RuleOf;
  readonly logger: Logger;
  /** Serve GraphiQL, and tell nobody to insist on https. */
  readonly development: boolean;
}
