import type { IncomingMessage } from 'node:http';

/**
 * Whether another site sends this with a cookie that the browser adds by itself. Requests without a cookie carry their
 * token on purpose, and may come from anywhere; a browser names the origin of everything that another site may send.
 * `ownOrigin` is where browsers find this server, whatever a proxy in front makes of the Host.
 */
export function isForged(
  { headers: { cookie, origin, host } }: IncomingMessage,
  ownOrigin?: string,
): boolean {
  if (cookie === undefined || origin === undefined || origin === ownOrigin) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}

/**
 * Whether a request that changes something, on the strength of a session cookie alone, comes from the pages of this server:
 * their origin is named, or the browser vouches for it. What names neither was sent by no browser of today, and is refused.
 */
export function isOwn({ headers }: IncomingMessage, ownOrigin: string): boolean {
  const { origin } = headers;
  return origin === undefined ? headers['sec-fetch-site'] === 'same-origin' : origin === ownOrigin;
}
