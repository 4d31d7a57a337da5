import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './http.ts';
import { HOSPITAL, NOW } from './world.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

/** Clients that know the specification get a status that says it; to others a wrong document is a 200 with errors. */
const knowing = { accept: 'application/graphql-response+json' };

const errorsOf = async (response: Response) =>
  ((await response.json()) as { errors: { message: string; extensions: Record<string, unknown> }[] }).errors;

describe('GraphQL over HTTP', () => {
  it('answers a POST', async () => {
    const response = await served.ask('{ viewer { roles subject } }');
    expect([response.status, await response.json()]).toEqual([
      200,
      { data: { viewer: { roles: ['public'], subject: null } } },
    ]);
  });
  it('answers a GET', async () => {
    const response = await fetch(`${served.url}/graphql?query=${encodeURIComponent('{ viewer { roles } }')}`);
    expect([response.status, await response.json()]).toEqual([
      200,
      { data: { viewer: { roles: ['public'] } } },
    ]);
  });
  it('runs no mutation by GET', async () => {
    const query = 'mutation { acceptMatter(input: { project: "x", node: "y" }) { __typename } }';
    const response = await fetch(`${served.url}/graphql?query=${encodeURIComponent(query)}`);
    expect(response.status).toBe(405);
    expect(served.world.requests).toEqual([]);
  });
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    undefined,
  ])('refuses a POST of %s with 415', async (type) => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: type === undefined ? {} : { 'content-type': type },
      body: new TextEncoder().encode('{"query":"{ viewer { roles } }"}'),
    });
    expect(response.status).toBe(415);
    expect((await errorsOf(response))[0]?.extensions['code']).toBe('UNSUPPORTED_MEDIA_TYPE');
  });
  it.each([
    '{"query":',
    '',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"query":1}',
    '{"query":"{ viewer"}',
    '{"query":"{ nothing }"}',
    '{"query":"{ viewer { roles } }","variables":"x"}',
  ])('refuses the body %s with 400', async (body) => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...knowing },
      body,
    });
    expect(response.status).toBe(400);
    expect(await errorsOf(response)).not.toEqual([]);
  });
  it('refuses a body above 1 MB with 413, whether its length is announced or not', async () => {
    const body = JSON.stringify({ query: `{ viewer { roles } } #${'x'.repeat(1024 * 1024)}` });
    const announced = await served.ask(`{ viewer { roles } } #${'x'.repeat(1024 * 1024)}`);
    expect(announced.status).toBe(413);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const chunked = request(
        `${served.url}/graphql`,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => resolve(response.resume().statusCode),
      );
      chunked.on('error', reject);
      chunked.write(body.slice(0, 1000));
      chunked.end(body.slice(1000));
    });
    expect(status).toBe(413);
  });
  it('refuses a document of more than 1,000 tokens', async () => {
    const response = await served.ask(`{ ${'viewer { roles } '.repeat(300)} }`, knowing);
    expect(response.status).toBe(400);
    expect((await errorsOf(response))[0]?.message).toContain('1000');
  });
  it('takes no batches', async () => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ viewer { roles } }' }]),
    });
    expect(response.status).toBe(400);
  });
  it('lets no other origin in', async () => {
    const response = await served.ask('{ viewer { roles } }', { origin: 'https://evil.example' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(`${served.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
  it.each([
    '{ calendar { addWorkingDays(from: "2026-02-30", days: 1) { dueOn } } }',
    '{ project(code: "x", asOf: "2026-03-02") { code } }',
  ])('refuses a scalar that is none: %s', async (query) => {
    const response = await served.ask(query, knowing);
    expect(response.status).toBe(400);
    expect((await errorsOf(response))[0]?.message).toMatch(/cannot be "/);
  });
  it('is protected like everything else', async () => {
    const { headers } = await served.ask('{ viewer { roles } }');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('a database that does not answer at the moment', () => {
  it('is told from a bug: with a code to ask again by, nothing of itself, and no line for each question', async () => {
    const down = await serve({ passes: (error) => String(error).includes('secret: the disk') });
    down.world.broken = true;
    const text = await (await down.ask(`{ project(code: "${HOSPITAL}") { code } }`)).text();
    await down.close();
    expect(JSON.parse(text)).toMatchObject({
      data: { project: null },
      errors: [{ path: ['project'], extensions: { code: 'UNAVAILABLE' } }],
    });
    expect(text).not.toMatch(/secret|stack|\.ts/);
    expect(down.lines.filter((line) => /"level":[4-6]0/.test(line))).toEqual([]);
  });
});

describe('a bug', () => {
  it('shows a number to ask for and nothing else, and is logged under it', async () => {
    served.world.broken = true;
    const response = await served.ask(`{ project(code: "${HOSPITAL}") { code } }`, {
      'x-correlation-id': 'ask-me',
    });
    served.world.broken = false;
    expect(response.status).toBe(200);
    expect(response.headers.get('x-correlation-id')).toBe('ask-me');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      data: { project: null },
      errors: [{ path: ['project'], extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'ask-me' } }],
    });
    expect(text).not.toMatch(/secret|stack|\.ts/);
    expect(served.lines.find((line) => line.includes('secret: the disk'))).toContain(
      '"correlationId":"ask-me"',
    );
  });
  it.each(['', 'a b', 'x'.repeat(101)])('gets a name of ours where the client calls it «%s»', async (id) => {
    const response = await served.ask('{ viewer { roles } }', { 'x-correlation-id': id });
    expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('who asks', () => {
  const bearer = async (claims: Parameters<Served['issuer']['issue']>[0]) => ({
    authorization: `Bearer ${await served.issuer.issue(claims)}`,
  });
  it('is the user of the token', async () => {
    const headers = await bearer({ subject: 's-1', organization: '12532390MB0B00201A', roles: ['owner'] });
    expect(await (await served.ask('{ viewer { subject organization roles } }', headers)).json()).toEqual({
      data: { viewer: { subject: 's-1', organization: '12532390MB0B00201A', roles: ['owner'] } },
    });
  });
  it.each(['Bearer nonsense', 'Bearer a.b.c', 'Basic dXNlcjpwYXNz', 'Bearer', 'x'])(
    'is nobody with the header %s: 401',
    async (authorization) => {
      const response = await served.ask('{ viewer { roles } }', { authorization });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect((await errorsOf(response))[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    },
  );
  it('appears in no log line', async () => {
    const headers = await bearer({ subject: 's-1', organization: null, roles: ['audit'] });
    await served.ask('{ viewer { roles } }', headers);
    expect(served.lines.length).toBeGreaterThan(0);
    expect(served.lines.join('')).not.toContain(headers.authorization.split('.')[1]);
  });
});

describe('pages', () => {
  it('has one that says what this is, with no resource of others', async () => {
    const response = await fetch(`${served.url}/`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('联审 Lianshen');
    expect(page).not.toMatch(/https?:\/\/|<script|src=/);
    expect(response.headers.get('content-security-policy')).toMatch(/style-src 'self' 'sha256-/);
  });
  it('says that it lives, and whether it is ready', async () => {
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    served.world.faults = [{ what: 'sagas', why: 'they have stopped', since: NOW }];
    expect((await fetch(`${served.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    served.world.faults = [];
  });
  it.each(['/graphql/', '/Graphql', '/graphqlx', '/nothing', '/healthz/'])(
    'has nothing at %s: 404 in JSON',
    async (path) => {
      const response = await fetch(`${served.url}${path}`, { method: 'POST' });
      expect(response.status).toBe(404);
      expect((await errorsOf(response))[0]?.extensions['code']).toBe('NOT_FOUND');
    },
  );
  it('has GraphiQL in development, which loads nothing from elsewhere', async () => {
    const response = await fetch(`${served.url}/graphql`, { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('联审 Lianshen');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });
  it('has none in production', async () => {
    const production = await serve({ development: false });
    const response = await fetch(`${production.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('GraphiQL');
    expect(response.headers.get('strict-transport-security')).not.toBeNull();
    await production.close();
  });
});
