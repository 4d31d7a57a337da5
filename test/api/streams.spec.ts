import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { type Served, serve } from './http.ts';
import { type Listening, listen } from './sse.ts';
import { HOSPITAL, record, tell } from './world.ts';

let served: Served;
let open: Listening[] = [];
beforeEach(async () => {
  served = await serve();
});
afterEach(async () => {
  for (const listening of open) listening.drop();
  open = [];
  await served.close();
});

const follow = async (query: string, headers: Record<string, string> = {}, to = served) => {
  const listening = await listen(to.url, `subscription { ${query} }`, headers);
  open.push(listening);
  return listening;
};
const node = () =>
  tell(served.world, [record(`matter-${HOSPITAL}-G01`, 0, { type: 'MatterDecided', data: {} })]);
/** Whatever was on its way has arrived. */
const quiet = () => wait(60);

describe('streams are bounded', () => {
  const query = `projectChanged(code: "${HOSPITAL}") { fact }`;
  it('in total and per client, and say when to come again', async () => {
    const few = await serve({
      limits: { ...limits, streams: { ...limits.streams, total: 3, perClient: 2 } },
    });
    const headers = {
      authorization: `Bearer ${await few.issuer.issue({ subject: 's', organization: null, roles: ['audit'] })}`,
    };
    const statusOf = async (of: Record<string, string> = {}) => (await follow(query, of, few)).status;
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 503]);
    expect([await statusOf(headers), await statusOf(headers)]).toEqual([200, 503]);
    expect(few.server.hub.size).toBe(3);
    await few.close();
  });
  it('for a client that does not read: it is cut off with TOO_SLOW, and the others go on', async () => {
    const small = await serve({ limits: { ...limits, streams: { ...limits.streams, queue: 10 } } });
    const slow = await follow(query, {}, small);
    const quick = await follow(query, {}, small);
    slow.pause();
    const fact = (): Recorded => record(`project-${HOSPITAL}`, 0, { type: 'X'.repeat(50_000), data: {} });
    for (let count = 0; count < 400; count += 1) {
      tell(small.world, [fact()]);
      await quick.next();
    }
    expect(small.server.hub.size).toBe(1);
    await small.close();
  });
  it('in time: a stream ends, and is asked for anew', async () => {
    const short = await serve({ limits: { ...limits, streams: { ...limits.streams, lifetimeMs: 50 } } });
    const listening = await follow(query, {}, short);
    expect((await listening.next()).event).toBe('complete');
    await listening.closed;
    expect(short.server.hub.size).toBe(0);
    await short.close();
  });
  it('and none is left by a client that is gone before its stream begins', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    served.world.before = () => promise;
    const gone = request(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    });
    gone.on('error', () => undefined);
    gone.end(JSON.stringify({ query: `subscription { ${query} }` }));
    await expect.poll(() => served.server.load.requests).toBe(1);
    gone.destroy();
    await expect.poll(() => served.server.load.requests).toBe(0);
    resolve();
    await quiet();
    expect([served.server.hub.size, served.world.listeners.size]).toEqual([0, 0]);
  });
  it('and are no requests under way: many listeners leave room for all requests', async () => {
    const one = await serve({ limits: { ...limits, load: { ...limits.load, requests: 1 } } });
    for (let count = 0; count < 5; count += 1) expect((await follow(query, {}, one)).status).toBe(200);
    expect((await one.ask('{ __typename }')).status).toBe(200);
    await one.close();
  });
});

describe('a thousand clients that come and go', () => {
  const collect = () => {
    setFlagsFromString('--expose_gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  };
  const round = async (size: number) => {
    const all = await Promise.all(
      Array.from({ length: size }, () =>
        listen(served.url, `subscription { projectChanged(code: "${HOSPITAL}") { fact } }`),
      ),
    );
    expect(served.server.hub.size).toBe(size);
    node();
    await Promise.all(all.map((listening) => listening.next()));
    for (const listening of all) listening.drop();
    await expect.poll(() => served.server.hub.size).toBe(0);
  };
  it('leave listeners and memory where they were', async () => {
    for (let warm = 0; warm < 3; warm += 1) await round(100);
    await quiet();
    const before = collect();
    for (let count = 0; count < 10; count += 1) await round(100);
    await quiet();
    const grown = collect() - before;
    expect(served.world.listeners.size).toBe(0);
    expect(served.server.load.requests).toBe(0);
    expect(grown).toBeLessThan(3_000_000);
  }, 60_000);
  it('are all told at once', async () => {
    await round(1000);
    expect(served.world.listeners.size).toBe(0);
  }, 60_000);
});
