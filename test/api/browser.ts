/** A cookie as a browser keeps it. */
interface Kept {
  readonly value: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * What a browser does that matters to a login: it keeps cookies by the rules of their prefix, sends them to their own site
 * alone, names the origin of what a page posts, and goes where it is sent. `at` is where the site really listens.
 */
export function openBrowser(site: string, at: string) {
  const jar = new Map<string, Kept>();
  const visited: string[] = [];

  function keep(header: string): void {
    const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const attributes = new Map(
      rest.map((part) => {
        const [key = '', said = ''] = part.split('=');
        return [key.toLowerCase(), said] as const;
      }),
    );
    const isHost = attributes.has('secure') && attributes.get('path') === '/' && !attributes.has('domain');
    if (name.startsWith('__Host-') && !isHost) throw new Error(`A browser refuses the cookie ${header}.`);
    if (attributes.get('max-age') === '0') jar.delete(name);
    else jar.set(name, { value, attributes });
  }

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin, pathname, search } = new URL(url, site);
    const own = origin === site;
    const headers = new Headers(init.headers);
    if (own && jar.size > 0)
      headers.set('cookie', [...jar].map(([name, { value }]) => `${name}=${value}`).join('; '));
    const response = await fetch(own ? `${at}${pathname}${search}` : url, {
      ...init,
      headers,
      redirect: 'manual',
    });
    if (own) for (const header of response.headers.getSetCookie()) keep(header);
    return response;
  }

  return {
    jar,
    visited,
    send,
    /** Follow a link and every redirect after it. Stops before an address that begins with `before`. */
    async go(link: string, before?: string): Promise<{ readonly url: string; readonly response?: Response }> {
      let url = new URL(link, site).href;
      for (let hop = 0; hop < 10; hop += 1) {
        if (before !== undefined && url.startsWith(before)) return { url };
        visited.push(url);
        const response = await send(url);
        const location = response.headers.get('location');
        if (location === null) return { url, response };
        await response.body?.cancel();
        url = new URL(location, url).href;
      }
      throw new Error('Sent around in circles.');
    },
    /** What a page of the site posts. */
    post: (path: string, body: object, headers: Record<string, string> = { origin: site }) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}
export type Browser = ReturnType<typeof openBrowser>;
