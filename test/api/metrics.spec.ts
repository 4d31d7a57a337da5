import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '../../app/metrics.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { breakingAt } from '../store/breaking.ts';
import { fact } from '../store/facts.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { serve } from './http.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { REGISTER, registration } from './registrations.ts';
import { OWNER } from './world.ts';

/** The value of one line of the exposition. */
function valueIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
const seriesIn = (text: string, name: string) =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`));

/** Asks as an HTTP client can that chooses every header. */
const get = (url: string, headers: Record<string, string> = {}) =>
  new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
    const sent = request(`${url}/metrics`, { headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.once('error', reject);
    sent.end();
  });

describe('what is counted', () => {
  let system: RealSystem;
  let owner: string;
  beforeAll(async () => {
    system = await realSystem();
    owner = await system.token(['owner'], OWNER);
  });
  afterAll(() => system.close());
  const register = (input: object, commandId: string) => system.send(REGISTER, { input, commandId }, owner);

  it('are commands by slice, type and outcome, refusals by code, and what the store did for them', async () => {
    await Promise.all([1, 2, 3].map((serial) => register(registration(serial), `m-${serial}`)));
    await register(registration(1), 'another id');
    await register({ ...registration(4), title: '' }, 'm-4');
    await register({ ...registration(5), code: 'no code' }, 'm-5');
    await system.send(REGISTER, { input: registration(6), commandId: 'm-6' });
    const { text } = await get(system.url);
    const commands = (outcome: string) =>
      valueIn(
        text,
        `lianshen_commands_total{slice="project",type="RegisterProject",sender="user",outcome="${outcome}"}`,
      );
    expect([commands('accepted'), commands('rejected'), commands('invalid')]).toEqual([3, 2, 2]);
    expect(valueIn(text, 'lianshen_rejections_total{code="Forbidden"}')).toBe(1);
    expect(valueIn(text, 'lianshen_rejections_total{code="StageForbids"}')).toBe(1);
    expect(valueIn(text, 'lianshen_command_seconds_count')).toBe(7);
    expect(valueIn(text, 'lianshen_append_seconds_count')).toBe(3);
    expect(valueIn(text, 'lianshen_append_batch_size_sum')).toBe(3);
    expect(valueIn(text, 'lianshen_commit_seconds_count')).toBeGreaterThan(0);
    expect(valueIn(text, 'lianshen_requests_total{route="/graphql",status="200"}')).toBe(7);
  });

  it('is how far each reader is, what it has set aside, deadlines by level, the loop, the process', async () => {
    const { text } = await get(system.url);
    const readers = [...(await system.runtime.operations.readers()).map(({ reader }) => reader)];
    expect(readers).toContain('projection deadlines');
    for (const reader of readers) {
      expect(valueIn(text, `lianshen_reader_lag_events{reader="${reader}"}`)).toBe(0);
      expect(valueIn(text, `lianshen_reader_lag_seconds{reader="${reader}"}`)).toBe(0);
      expect(valueIn(text, `lianshen_parked_facts{reader="${reader}"}`)).toBe(0);
    }
    for (const level of ['GREEN', 'AMBER', 'RED', 'PURPLE'])
      expect(valueIn(text, `lianshen_open_deadlines{level="${level}"}`)).toBe(0);
    expect(valueIn(text, 'lianshen_streams_open')).toBe(0);
    expect(valueIn(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(valueIn(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('has few series whatever clients send, and nothing that they sent', async () => {
    for (let count = 0; count < 50; count += 1)
      await fetch(`${system.url}/canary-${count}?canary=${count}`, {
        headers: { 'x-correlation-id': `canary-${count}` },
      });
    for (let code = 0; code < 300; code += 1)
      system.metrics.commands.decided({
        slice: 'project',
        type: 'RegisterProject',
        sender: 'user',
        outcome: 'rejected',
        code: `Code${code}`,
        ms: 1,
      });
    const { text } = await get(system.url);
    expect(valueIn(text, 'lianshen_requests_total{route="other",status="404"}')).toBe(50);
    expect(text).not.toContain('canary');
    expect(seriesIn(text, 'lianshen_rejections_total').length).toBeLessThanOrEqual(201);
    expect(valueIn(text, 'lianshen_rejections_total{code="other"}')).toBeGreaterThan(90);
  });
});

describe('the embedded store', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('tells how many appends share a commit, which were conflicts, and that it takes no more facts', async () => {
    const metrics = new Metrics();
    const open = breakingAt({ how: 'eio', what: 'commit', nth: 2 });
    const store = new EmbeddedEventStore(folder.file('events.db'), open, metrics.store);
    const id = (n: number) => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
    await Promise.all(Array.from({ length: 7 }, (_, n) => store.append(`s-${n}`, 'noStream', [fact(id(n))])));
    await store.append('s-1', 'noStream', [fact(id(100))]);
    const before = await metrics.text();
    expect(valueIn(before, 'lianshen_append_batch_size_count')).toBe(1);
    expect(valueIn(before, 'lianshen_append_batch_size_sum')).toBe(7);
    expect(valueIn(before, 'lianshen_appends_total{answer="conflict"}')).toBe(1);
    expect(valueIn(before, 'lianshen_store_read_only')).toBe(0);
    await expect(store.append('s-9', 'noStream', [fact(id(9))])).rejects.toThrow('SQLITE_IOERR_FSYNC');
    const after = await metrics.text();
    expect(valueIn(after, 'lianshen_store_read_only')).toBe(1);
    expect(valueIn(after, 'lianshen_store_failures_total')).toBe(1);
    expect(valueIn(after, 'lianshen_appends_total{answer="failed"}')).toBe(1);
    await store.close();
  });
});

describe('what a scrape asks', () => {
  it('of the database is asked once in a while, and what has no answer is left out and counted', async () => {
    const metrics = new Metrics();
    let asked = 0;
    let broken = false;
    metrics.watch({
      readers: async () => {
        asked += 1;
        if (broken) throw new Error('gone');
        return [];
      },
      departments: async () => {
        throw new Error('gone');
      },
      leases: () => [],
      circuitOpen: () => false,
      streams: () => 3,
      underWay: () => ({ requests: 2, bytes: 1 }),
    });
    await Promise.all(Array.from({ length: 20 }, () => metrics.text()));
    expect(asked).toBe(1);
    broken = true;
    const text = await metrics.text();
    expect(valueIn(text, 'lianshen_streams_open')).toBe(3);
    expect(seriesIn(text, 'lianshen_open_deadlines')).toEqual([]);
    expect(valueIn(text, 'lianshen_scrape_errors_total')).toBeGreaterThan(0);
  });
});

describe('who may read the metrics', () => {
  const served = serve({ metrics: new Metrics() });
  const strict = serve({ metrics: new Metrics(), metricsLocally: false });
  const bare = serve();
  afterAll(async () => {
    for (const each of [served, strict, bare]) await (await each).close();
  });
  const bearer = async (role: 'system' | 'audit') => {
    const { issuer } = await served;
    return `Bearer ${await issuer.issue({ subject: 'x', organization: null, roles: [role] })}`;
  };

  it('this machine may', async () => expect((await get((await served).url)).status).toBe(200));
  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
    ['x-real-ip', '127.0.0.1'],
    ['via', '1.1 proxy'],
    ['host', 'rebound.example'],
    ['authorization', 'Bearer x.y.z'],
  ])('nobody by a proxy or under a foreign name: %s', async (name, value) => {
    const answer = await get((await served).url, { host: 'x.example', [name]: value });
    expect([answer.status, answer.text.includes('lianshen_')]).toEqual([403, false]);
  });
  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'])(
    'a proxy on this machine is not this machine: %s',
    async (name) => expect((await get((await served).url, { [name]: 'x' })).status).toBe(403),
  );
  it('the system administrator may, from everywhere; an auditor may not', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const { url } = await served;
    expect((await get(url, { ...from, authorization: await bearer('system') })).status).toBe(200);
    expect((await get(url, { ...from, authorization: await bearer('audit') })).status).toBe(403);
  });
  it('with METRICS=token, this machine needs one too', async () =>
    expect((await get((await strict).url)).status).toBe(403));
  it('where nothing is counted there is no such page', async () =>
    expect((await get((await bare).url)).status).toBe(404));
});
