import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity } from '../../api/identity.ts';
import type { ServerOptions } from '../../api/options.ts';
import { createServer } from '../../api/server.ts';
import { fakeRuntime } from './fake.ts';
import { makeWorld } from './world.ts';

export const temporary = () => mkdtempSync(join(tmpdir(), 'lianshen-api-'));

/** A server on a free port over a world in memory, with what it has logged. */
export async function serve({ development = true, identity, ...options }: Partial<ServerOptions> = {}) {
  const world = makeWorld();
  const issuer = await openDevIssuer(temporary(), 'test');
  const lines: string[] = [];
  const server = createServer(fakeRuntime(world), {
    identity: identity ?? (await devIdentity(issuer)),
    ruleOf: (id) => ({ id, text: id }),
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    development,
    rateLimit: false,
    ...options,
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    world,
    issuer,
    lines,
    url,
    server,
    ask: (query: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Served = Awaited<ReturnType<typeof serve>>;
