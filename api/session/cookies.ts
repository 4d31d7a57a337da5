import type { IncomingMessage } from 'node:http';

/** A cookie of this server. */
export interface Cookie {
  readonly name: string;
  /** The header that gives it a value, or that takes it away. */
  give(value: string, maxAgeMs: number): string;
  readonly take: string;
}

/**
 * A cookie that belongs to this one host alone: over https under the prefix `__Host-`, with which a browser takes it from
 * nobody else. Over http, which is for localhost in development alone, a browser does not keep such a cookie reliably, so
 * there it has neither the prefix nor «Secure».
 */
export function hostCookie(name: string, secure: boolean): Cookie {
  const full = secure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    name: full,
    give: (value, maxAgeMs) => `${full}=${value}; Max-Age=${Math.floor(maxAgeMs / 1000)}; ${attributes}`,
    take: `${full}=; Max-Age=0; ${attributes}`,
  };
}

/** The value that a browser sends under a name. Of two under one name neither is believed: one of them is not ours. */
export function cookieOf({ headers: { cookie } }: IncomingMessage, name: string): string | undefined {
  if (cookie === undefined) return undefined;
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}
