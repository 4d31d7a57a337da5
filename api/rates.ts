import type { IncomingMessage } from 'node:http';
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limits } from './limits.ts';

/** How often one client may ask. */
export interface Rates {
  /** Milliseconds to wait before asking again; undefined: go ahead. */
  wait(client: string): Promise<number | undefined>;
}

export const noRates: Rates = { wait: async () => undefined };

export function memoryRates({ perSecond, burst, burstWindowSeconds }: Limits['rate']): Rates {
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ keyPrefix: 'second', points: perSecond, duration: 1 }),
    new RateLimiterMemory({ keyPrefix: 'burst', points: burst, duration: burstWindowSeconds }),
  );
  return {
    wait: (client) =>
      limiter.consume(client).then(
        () => undefined,
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
          throw refusal;
        },
      ),
  };
}

/**
 * The address of the client. Behind proxies of one's own it is what the outermost of them has seen; what a client writes
 * into the header itself stands further left and is not believed.
 */
export function addressOf({ socket, headers }: IncomingMessage, trustedProxies: number): string {
  const own = socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return own;
  const forwarded = headers['x-forwarded-for'];
  const hops = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? ''))
    .split(',')
    .map((hop) => hop.trim());
  return hops.at(-trustedProxies) || own;
}
