import type { IncomingMessage } from 'node:http';

/**
 * Whether another site sends this with a cookie that the browser adds by itself. Requests without a cookie carry their
 * token on purpose, and may come from anywhere; a browser names the origin of everything that another site may send.
 */
export function isForged({ headers: { cookie, origin, host } }: IncomingMessage): boolean {
  if (cookie === undefined || origin === undefined) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}
