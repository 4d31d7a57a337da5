import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import { eventLoopDelay, Load } from '../../api/load.ts';
import { type Served, serve } from './http.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { REGISTER, registration } from './registrations.ts';
import { OWNER } from './world.ts';

describe('what a process takes on', () => {
  const few = { ...limits.load, requests: 2, bodyBytes: 100, delayMs: 50 };
  let delay = 0;
  const load = () => new Load(few, () => delay);

  it('is bounded in requests', () => {
    const it = load();
    const first = it.enter();
    expect(it.overloaded).toBeUndefined();
    it.enter();
    expect(it.overloaded).toBe('2 requests are under way');
    first.release();
    expect(it.overloaded).toBeUndefined();
  });
  it('is bounded in bytes', () => {
    const it = load();
    const held = it.enter();
    held.hold(99);
    expect(it.overloaded).toBeUndefined();
    held.hold(1);
    expect(it.overloaded).toBe('100 bytes are waiting to be answered');
    held.release();
    expect([it.bytes, it.requests, it.overloaded]).toEqual([0, 0, undefined]);
  });
  it('is bounded in delay: at the bound it refuses, just below it does not', () => {
    const it = load();
    it.enter();
    delay = 49.9;
    expect(it.overloaded).toBeUndefined();
    delay = 50;
    expect(it.overloaded).toBe('answers are 50 ms behind');
  });
  it('is taken on by an idle process, however late it was a moment ago', () => {
    delay = 1000;
    expect(load().overloaded).toBeUndefined();
    delay = 0;
  });
  it('is released once, however often it is said', () => {
    const it = load();
    const held = it.enter();
    held.release();
    held.release();
    held.hold(5);
    expect([it.requests, it.bytes]).toEqual([0, 0]);
  });
});

describe('the delay of the event loop', () => {
  it('is seen once somebody holds the loop up', async () => {
    const measured = eventLoopDelay({ ...limits.load, sampleMs: 100 });
    const hold = () => {
      for (const until = performance.now() + 150; performance.now() < until; );
    };
    await expect
      .poll(() => {
        hold();
        return measured.delay();
      })
      .toBeGreaterThan(20);
    measured.stop();
  });
});

describe('a server whose loop is late', () => {
  let served: Served;
  let delay = 0;
  beforeAll(async () => {
    served = await serve({ delay: () => delay });
  });
  afterAll(() => served.close());

  it('turns requests away with 503 and Retry-After, answers those it has taken on, and says that it lives', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    served.world.before = () => promise;
    const taken = served.ask('{ project(code: "2603-532390-04-01-482134") { code } }');
    await expect.poll(() => served.server.load.requests).toBe(1);
    delay = limits.load.delayMs;
    const turnedAway = await served.ask('{ __typename }');
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await turnedAway.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    resolve();
    expect((await taken).status).toBe(200);
    await expect.poll(() => served.server.load.requests).toBe(0);
    expect((await served.ask('{ __typename }')).status).toBe(200);
  });
});

describe('twice as much as is taken on', () => {
  const CAPACITY = 8;
  let system: RealSystem;
  let token: string;
  beforeAll(async () => {
    system = await realSystem(
      { limits: { ...limits, load: { ...limits.load, requests: CAPACITY } } },
      { identityMs: 50 },
    );
    token = await system.token(['owner'], OWNER);
  });
  afterAll(() => system.close());

  it('keeps all that was acknowledged, records nothing of what was turned away, and holds what it holds', async () => {
    const outcome = { accepted: new Set<string>(), turnedAway: new Set<string>() };
    let most = 0;
    let serial = 0;
    const client = async () => {
      for (let round = 0; round < 20; round += 1) {
        serial += 1;
        const commandId = `load-${serial}`;
        const response = await system.send(REGISTER, { input: registration(serial), commandId }, token);
        most = Math.max(most, system.server.load.requests);
        if (response.status === 503) {
          expect(response.retryAfter).toBe('2');
          outcome.turnedAway.add(commandId);
          continue;
        }
        expect(JSON.parse(response.text)).toMatchObject({
          data: { registerProject: { __typename: 'Accepted' } },
        });
        outcome.accepted.add(commandId);
      }
    };
    const before = process.memoryUsage().rss;
    await Promise.all(Array.from({ length: CAPACITY * 2 }, client));
    const grown = process.memoryUsage().rss - before;

    const recorded = new Set((await system.facts()).map(({ causationId }) => causationId));
    expect(outcome.turnedAway.size).toBeGreaterThan(0);
    expect([...outcome.accepted].filter((id) => !recorded.has(id))).toEqual([]);
    expect([...outcome.turnedAway].filter((id) => recorded.has(id))).toEqual([]);
    expect(recorded.size).toBe(outcome.accepted.size);
    expect(most).toBeLessThanOrEqual(CAPACITY);
    expect(system.server.load).toMatchObject({ requests: 0, bytes: 0 });
    expect(grown).toBeLessThan(200 * 1024 * 1024);
    expect(system.lines.filter((line) => !line.includes('turned away'))).toEqual([]);
  }, 60_000);
});
