import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import { readPersistedDocuments } from '../../api/persistedDocuments.ts';
import { type Served, serve, temporary } from './http.ts';
import { askOf, clean, json, knowing, postTo, read } from './probing.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const ask = (query: string, headers?: Record<string, string>, to = served) => askOf(to, query, headers);
const post = (body: BodyInit, headers?: Record<string, string>, to = served) => postTo(to, body, headers);

describe('a body', () => {
  it('of 20 MB is refused with 413', async () => {
    const answer = await post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(20 * 1024 * 1024)}` }));
    expect([answer.status, answer.code]).toEqual([413, 'REQUEST_ENTITY_TOO_LARGE']);
  });
  it('of 20 MB that does not say its length is refused with 413', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(`${served.url}/graphql`, { method: 'POST', headers: json }, (response) =>
        resolve(response.resume().statusCode),
      );
      sent.on('error', reject);
      for (let chunk = 0; chunk < 20; chunk += 1) sent.write(Buffer.alloc(1024 * 1024, 'x'));
      sent.end();
    });
    expect(status).toBe(413);
  });
  it.each([
    ['a broken sequence', [0x22, 0xc3, 0x28, 0x22]],
    ['half a surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a byte that is none', [0xff]],
  ])('that is not UTF-8 is refused: %s', async (_, bytes) => {
    const [before, after] = ['{"query":"{ __typename }","variables":{"x":"', '"}}'].map((part) =>
      Buffer.from(part),
    );
    const answer = await post(Buffer.concat([before as Buffer, Buffer.from(bytes), after as Buffer]));
    clean(answer);
    expect([answer.status, answer.message]).toEqual([400, 'The body is not UTF-8.']);
  });
  it.each([
    '',
    ' ',
    '{',
    '}',
    '[',
    ']',
    'null',
    'true',
    '0',
    '-',
    '1e999',
    '""',
    '"',
    '\u0000',
    '\ufeff{}',
    '{"query":"{ __typename }",}',
    "{'query':'{ __typename }'}",
    '{query:"{ __typename }"}',
    '{"query":"{ __typename }"}{"query":"{ __typename }"}',
    '{"query":"{ __typename }"} x',
    '{"query":"{ __typename }\n"}',
    '{"query":"\\u12"}',
    '{"query":"\\x"}',
    '{"query":NaN}',
    '{"query":undefined}',
    '{"query":{}}',
    '{"query":["{ __typename }"]}',
    '{"query":true}',
    '{"query":""}',
    '{"query":"   "}',
    '{"query":"\\u0000"}',
    '{"query":"\\ud800"}',
    '{"query":"{ __typename }","variables":[]}',
    '{"query":"{ __typename }","variables":7}',
    '{"query":"{ __typename }","variables":"{}"}',
    '{"query":"{ __typename }","extensions":"x"}',
    '{"query":"{ __typename }","operationName":"none"}',
    '{"query":"{ __typename }","operationName":7}',
    '{"query":"{ __typename }","operationName":{}}',
    '{"query":"{ __typename }","unknown":1}',
    '{"query":"{ __typename }","variables":{"a":"\\ud800"}}',
    '{"query":"{ __typename }","variables":{"\\udfff":1}}',
    '{"query":"{ __typename }","variables":{"a":9007199254740993}}',
    '{"query":"{ __typename }","variables":{"a":1e400}}',
    `{"query":"{ __typename }","variables":{"a":${'['.repeat(60)}${']'.repeat(60)}}}`,
    `{"query":"{ __typename }","variables":{"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`,
    `${'['.repeat(100_000)}`,
  ])('of malformed content is refused: %j', async (body) => {
    const answer = await post(body);
    clean(answer);
    expect(answer.status).toBe(400);
    expect(answer.message).not.toBe('');
  });
  it.each([
    '{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}',
    '{"__proto__":{"query":"x"},"query":"{ __typename }"}',
    '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    '{"query":"{ __typename }","query":"{ __typename }"}',
  ])('that is odd and sound is answered: %s', async (body) => {
    const answer = await post(body);
    clean(answer);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect([200, 400]).toContain(answer.status);
  });
});

describe('a mutation from another site', () => {
  const mutation = 'mutation { acceptMatter(input: { project: "x", node: "y" }) { __typename } }';
  it.each([
    ['urlencoded', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(mutation)}`],
    ['as text', 'text/plain', JSON.stringify({ query: mutation })],
    ['as application/graphql', 'application/graphql', mutation],
    ['as application/graphql+json', 'application/graphql+json', JSON.stringify({ query: mutation })],
    [
      'multipart',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: mutation })}\r\n--b--\r\n`,
    ],
  ])('is refused %s', async (_, type, body) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(served.world.requests).toEqual([]);
  });
  it.each(['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'x'])(
    'is refused where it brings a cookie along and comes from %s',
    async (origin) => {
      const answer = await ask('{ __typename }', { cookie: '__Host-session=x', origin });
      expect([answer.status, answer.code]).toEqual([403, 'FOREIGN_ORIGIN']);
    },
  );
  it('is let in with a cookie from its own site, and without a cookie from anywhere', async () => {
    expect((await ask('{ __typename }', { cookie: 'a=b', origin: served.url })).status).toBe(200);
    expect((await ask('{ __typename }', { origin: 'https://agent.example' })).status).toBe(200);
  });
});

describe('in production', () => {
  let production: Served;
  beforeAll(async () => {
    production = await serve({ development: false });
  });
  afterAll(() => production.close());

  it('nobody gets the schema', async () => {
    const answer = await ask(getIntrospectionQuery(), knowing, production);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('overdueAlerts');
    expect((await ask('{ __typename }', knowing, production)).status).toBe(200);
  });
  it.each([
    '{ project(code: "x") { titel } }',
    '{ projcts { totalCount } }',
    '{ projects(frst: 1) { totalCount } }',
  ])('nobody is helped to guess: %s', async (query) => {
    expect((await ask(query)).message).toContain('Did you mean');
    const { message } = await ask(query, knowing, production);
    expect(message).not.toBe('');
    expect(message).not.toContain('Did you mean');
  });
  it('nobody is helped to guess by a variable', async () => {
    const query = 'query ($filter: ProjectFilter) { projects(filter: $filter) { totalCount } }';
    const body = JSON.stringify({ query, variables: { filter: { titel: 'x', ownr: 'x' } } });
    expect((await post(body, { ...json, ...knowing }, production)).text).not.toContain('Did you mean');
  });
});

describe('a request that takes too long', () => {
  it('is answered TIMEOUT, and says what became of a command', async () => {
    const slow = await serve({ limits: { ...limits, time: { ...limits.time, answerMs: 50 } } });
    const { promise, resolve } = Promise.withResolvers<void>();
    slow.world.before = () => promise;
    const response = await slow.ask('{ project(code: "2603-532390-04-01-482134") { code } }', knowing);
    const answer = await read(response);
    expect([answer.status, answer.code, answer.headers.get('retry-after')]).toEqual([503, 'TIMEOUT', '5']);
    expect(answer.message).toContain('commandId');
    resolve();
    slow.world.before = async () => undefined;
    expect((await ask('{ project(code: "2603-532390-04-01-482134") { code } }', knowing, slow)).status).toBe(
      200,
    );
    expect(slow.server.load.requests).toBe(0);
    await slow.close();
  });
});

describe('the rate of requests', () => {
  const rate = { perSecond: 5, burst: 5, burstWindowSeconds: 60 };
  it('is counted by subject and address, and says when to come again', async () => {
    const counting = await serve({ rateLimit: true, limits: { ...limits, rate }, trustedProxies: 1 });
    const from = (address: string, headers = {}) =>
      ask('{ __typename }', { 'x-forwarded-for': `spoofed, ${address}`, ...headers }, counting);
    const answers = await Promise.all(Array.from({ length: 12 }, () => from('10.0.0.1')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
    expect(refused[0]?.code).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await from('10.0.0.2')).status).toBe(200);
    const token = await counting.issuer.issue({ subject: 's', organization: null, roles: ['audit'] });
    expect((await from('10.0.0.1', { authorization: `Bearer ${token}` })).status).toBe(200);
    await counting.close();
  });
  it('is counted for wrong tokens as well', async () => {
    const counting = await serve({ rateLimit: true, limits: { ...limits, rate } });
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => ask('{ __typename }', { authorization: 'Bearer a.b.c' }, counting)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    await counting.close();
  });
  it('lets at least 200 a second and 2,000 at once pass by default', () =>
    expect(limits.rate.perSecond >= 200 && limits.rate.burst >= 2000).toBe(true));
});

describe('persisted documents', () => {
  const document = '{ viewer { roles } }';
  const hash = createHash('sha256').update(document).digest('hex');
  const file = join(temporary(), 'documents.json');
  it('are the only ones answered, by their hash', async () => {
    writeFileSync(file, JSON.stringify({ [`sha256:${hash}`]: document }));
    const strict = await serve({ persistedDocuments: readPersistedDocuments(file) });
    const byHash = (sha256Hash: string, more = {}) =>
      post(
        JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } }, ...more }),
        undefined,
        strict,
      );
    expect((await byHash(hash)).text).toBe('{"data":{"viewer":{"roles":["public"]}}}');
    expect((await byHash('0'.repeat(64))).code).toBe('PERSISTED_DOCUMENT_UNKNOWN');
    expect((await byHash(hash, { query: '{ __typename }' })).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
    expect((await ask(document, knowing, strict)).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
    expect((await post('{}', undefined, strict)).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
    await strict.close();
  });
  it.each([
    ['that is not there', undefined, 'cannot be read'],
    ['that is no JSON', 'x', 'cannot be read'],
    ['of another shape', '["x"]', 'must be a JSON object'],
    ['whose hash is another document’s', JSON.stringify({ [hash]: '{ __typename }' }), 'is not the SHA-256'],
  ])('refuse a file %s', (_, content, why) => {
    const path = join(temporary(), 'documents.json');
    if (content !== undefined) writeFileSync(path, content);
    expect(() => readPersistedDocuments(path)).toThrow(why);
  });
});
