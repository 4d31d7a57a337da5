import { hash } from 'node:crypto';
import { Recent } from './recent.ts';
import type { Viewer } from './viewer.ts';

interface Policy {
  readonly rememberedMs: number;
  readonly bytes: number;
}

interface Seen {
  readonly viewer: Viewer;
  readonly at: number;
  /** Milliseconds since 1970, as the token says it. */
  readonly expires: number;
}

/**
 * Whom a token speaks of, for a while after its signature was found good: to verify one costs as much as to answer a
 * query. It ends with the token at the latest, and what was found bad is never remembered. The tokens themselves are not
 * kept, only their hashes.
 */
export class RememberedTokens {
  #seen: Recent<Seen>;
  #keys: string | undefined;
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#seen = nothingSeen(policy);
  }

  viewerOf(authorization: string): Viewer | undefined {
    const seen = this.#seen.get(nameOf(authorization));
    if (seen === undefined) return undefined;
    // The one clock is never set back, the other is the one that the issuer speaks of.
    const good = performance.now() - seen.at < this.#policy.rememberedMs && Date.now() < seen.expires;
    return good ? seen.viewer : undefined;
  }

  /** Where the issuer has other keys than before, whatever was good by the older ones is looked at again. */
  keep(authorization: string, viewer: Viewer, exp: number | undefined, keys?: string): void {
    if (keys !== this.#keys) this.#seen = nothingSeen(this.#policy);
    this.#keys = keys;
    if (exp === undefined) return;
    this.#seen.set(nameOf(authorization), { viewer, at: performance.now(), expires: exp * 1000 });
  }
}

const BYTES_EACH = 500;
const nothingSeen = ({ bytes }: Policy) => new Recent<Seen>(bytes, () => BYTES_EACH);

const nameOf = (authorization: string) => hash('sha256', authorization, 'base64');
