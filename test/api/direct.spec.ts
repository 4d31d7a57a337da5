import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import type { ServerOptions } from '../../api/options.ts';
import { readPersistedDocuments } from '../../api/persistedDocuments.ts';
import { type Served, serve, temporary } from './http.ts';
import { AGENCY, HOSPITAL, INTAKE, OFFICE, OWNER, openNode, type World } from './world.ts';

/** Two servers over two worlds that are alike: one answers directly what it knows, the other never does. */
async function twins(options: Partial<ServerOptions> = {}) {
  const own = options.limits ?? limits;
  // What remembers nothing sends each request through the whole of yoga.
  const document = { ...own.document, rememberedBytes: 0 };
  const direct = await serve(options);
  const yoga = await serve({ ...options, limits: { ...own, document } });
  return {
    both: [direct, yoga] as const,
    direct,
    close: async () => {
      await direct.close();
      await yoga.close();
    },
  };
}
type Twins = Awaited<ReturnType<typeof twins>>;

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Everything that a client sees of an answer, but for the time of day. */
async function seen({ url }: Served, { path = '/graphql', method = 'POST', headers, body }: Sent) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-correlation-id': 'same', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const shown = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers: shown, body: await response.text() };
}

const TIMES = 3;

/** Sends the same to both, again and again; answers what came, and how often the first did it by what it knew. */
async function same({ both, direct }: Twins, sent: Sent) {
  const before = direct.server.documents.answered;
  let last: Awaited<ReturnType<typeof seen>> | undefined;
  for (let time = 0; time < TIMES; time += 1) {
    const [directly, throughYoga] = [await seen(both[0], sent), await seen(both[1], sent)];
    expect(directly).toEqual(throughYoga);
    last = directly;
  }
  expect(both[1].server.documents.answered).toBe(0);
  return { ...(last as Awaited<ReturnType<typeof seen>>), known: direct.server.documents.answered - before };
}

const ask = (query: string, more: object = {}): Sent => ({ body: JSON.stringify({ query, ...more }) });
/** The first time yoga is asked, from then on nobody. */
const KNOWN = TIMES - 1;

const AGENCY_BY_ID = 'query ($id: ID!) { agency(id: $id) { name services } }';
const LISTS = 'query ($first: Int) { projects(first: $first) { nodes { code nodes { key } } } }';
const RECEIVE = `mutation ($input: ReceiveMatterInput!) { receiveMatter(input: $input, commandId: "mine") {
  __typename ... on Accepted { stream revision } ... on Rejected { code message allowed rule { id } }
  ... on Invalid { issues { path message } } } }`;
const at = { project: HOSPITAL, node: 'G01' };
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('an answer by what is known', () => {
  let worlds: Twins;
  beforeAll(async () => {
    worlds = await twins();
    for (const { world } of worlds.both) openNode(world, `matter-${HOSPITAL}-G01`, 'MatterOpened');
  });
  afterAll(() => worlds.close());

  it.each<[string, string, object?]>([
    ['a query', '{ viewer { roles subject } }'],
    ['with variables', AGENCY_BY_ID, { variables: { id: AGENCY } }],
    ['of nothing', AGENCY_BY_ID, { variables: { id: 'none' } }],
    [
      'with more variables than it takes',
      AGENCY_BY_ID,
      { variables: { id: AGENCY, more: [1, { a: null }] } },
    ],
    ['with a default', 'query ($id: ID! = "x") { agency(id: $id) { name } }'],
    [
      'of two by name',
      'query A { viewer { roles } } query B { calendar { horizon } }',
      { operationName: 'B' },
    ],
    ['of one by name', 'query A { viewer { roles } }', { operationName: 'A' }],
    [
      'with null for everything',
      '{ viewer { roles } }',
      { variables: null, operationName: null, extensions: null },
    ],
    ['with extensions', '{ viewer { roles } }', { extensions: { of: 'somebody' } }],
    ['with a null that is no parameter', '{ viewer { roles } }', { unknown: null }],
    [
      'with fragments',
      'query { ...F } fragment F on Query { viewer { ...V } } fragment V on Viewer { roles }',
    ],
    ['with aliases and meta fields', '{ a: __typename b: viewer { __typename r: roles } }'],
    [
      'that skips',
      'query ($no: Boolean = false) { viewer { roles @include(if: $no) subject @skip(if: true) } }',
    ],
    ['of a page', LISTS, { variables: { first: 1 } }],
    ['of the schema', '{ __schema { queryType { name } } __type(name: "Fen") { kind description } }'],
    ['that a bug spoils', `{ project(code: "${HOSPITAL}") { code } viewer { roles } }`],
    ['that is refused in a part', `{ workQueue(department: "${OFFICE}") { totalCount } viewer { roles } }`],
    ['that is refused as a whole', `{ workQueue(department: "${OFFICE}") { totalCount } }`],
    ['of an instant too far', `{ jobs(asOf: "2095-01-01T00:00:00.000Z") { totalCount } }`],
    ['of a cursor that is none', '{ jobs(after: "x") { totalCount } }'],
    ['of a page too long', LISTS, { variables: { first: 201 } }],
  ])('is yoga’s: %s', async (name, query, more) => {
    const broken = name === 'that a bug spoils';
    for (const { world } of worlds.both) world.broken = broken;
    const { known } = await same(worlds, ask(query, more));
    for (const { world } of worlds.both) world.broken = false;
    expect(known).toBeGreaterThanOrEqual(KNOWN);
  });

  it.each([
    '',
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json',
    'application/json, application/graphql-response+json',
    'application/json;q=0.1,application/graphql-response+json;q=0.9',
    'APPLICATION/JSON; charset=UTF-8',
    'application/json;charset=utf-8, */*;q=0.1',
    'application/*',
    'text/html, application/json',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'text/event-stream, application/json',
    'image/png, */*',
    '*/json',
  ])('has the media type that yoga chooses for %s', async (accept) => {
    const refused = `{ workQueue(department: "${OFFICE}") { totalCount } }`;
    for (const query of ['{ viewer { roles } }', refused])
      expect((await same(worlds, { ...ask(query), headers: { accept } })).known).toBeGreaterThanOrEqual(
        KNOWN,
      );
  });

  it.each<[string, Sent]>([
    ['no media type of ours', { ...ask('{ viewer { roles } }'), headers: { accept: 'text/html' } }],
    [
      'another charset',
      { ...ask('{ viewer { roles } }'), headers: { accept: 'application/json;charset=gbk' } },
    ],
    ['events', { ...ask('{ viewer { roles } }'), headers: { accept: 'text/event-stream' } }],
    ['a document that is none', ask('{ viewer {')],
    ['a document that asks for nothing there is', ask('{ viewer { rolls } }')],
    ['no query', { body: '{}' }],
    ['no body', {}],
    ['a query that is no text', { body: '{"query":1}' }],
    ['variables that are a list', ask('{ viewer { roles } }', { variables: [] })],
    ['extensions that are a text', ask('{ viewer { roles } }', { extensions: 'x' })],
    ['an operation that is not in it', ask('query A { viewer { roles } }', { operationName: 'B' })],
    ['an operation without a name by an empty one', ask('{ viewer { roles } }', { operationName: '' })],
    ['two operations and no name', ask('query A { viewer { roles } } query B { viewer { roles } }')],
    ['an operation name that is no text', ask('{ viewer { roles } }', { operationName: 7 })],
    ['a parameter there is not', ask('{ viewer { roles } }', { unknown: 1 })],
    ['half a surrogate pair', ask(AGENCY_BY_ID, { variables: { id: '\ud800' } })],
    [
      'a number beyond 2^53',
      { body: `{"query":${JSON.stringify(AGENCY_BY_ID)},"variables":{"id":9007199254740993}}` },
    ],
    [
      'variables too deep',
      { body: `{"query":${JSON.stringify(AGENCY_BY_ID)},"variables":{"id":${deep(60)}}}` },
    ],
    ['a batch', { body: '[{"query":"{ viewer { roles } }"}]' }],
    ['a body that is no JSON', { body: '{"query"' }],
    [
      'a subscription',
      {
        ...ask(`subscription { projectChanged(code: "${HOSPITAL}") { fact } }`),
        headers: { accept: 'application/json' },
      },
    ],
    ['a GET', { method: 'GET', path: `/graphql?query=${encodeURIComponent('{ viewer { roles } }')}` }],
    ['a mutation by GET', { method: 'GET', path: `/graphql?query=${encodeURIComponent(RECEIVE)}` }],
    ['another method', { method: 'PUT', body: '{}' }],
  ])('is left to yoga for %s', async (_, sent) => {
    await same(worlds, ask('{ viewer { roles } }'));
    await same(worlds, ask(AGENCY_BY_ID, { variables: { id: AGENCY } }));
    expect((await same(worlds, sent)).known).toBe(0);
  });

  it.each<[string, object]>([
    ['is missing', {}],
    ['is null', { id: null }],
    ['is of another kind', { id: { a: 1 } }],
  ])('is left to yoga where a variable %s, though the document is known', async (_, variables) => {
    expect((await same(worlds, ask(AGENCY_BY_ID, { variables: { id: AGENCY } }))).known).toBeGreaterThan(0);
    const { known, status } = await same(worlds, ask(AGENCY_BY_ID, { variables }));
    expect([known, status]).toEqual([0, 400]);
  });

  it('is left to yoga where its variables make it too costly, though the document is known', async () => {
    const costly = `query ($first: Int) { projects(first: $first) { nodes { nodes { explanation { steps { date reason counted amount } } } } } }`;
    expect(await same(worlds, ask(costly, { variables: { first: 1 } }))).toMatchObject({
      known: KNOWN,
      status: 200,
    });
    const refused = await same(worlds, ask(costly, { variables: { first: 200 } }));
    expect(refused).toMatchObject({ known: 0, status: 400 });
    expect(refused.body).toContain('TOO_COSTLY');
  });

  it('knows who asks each time', async () => {
    const query = '{ viewer { roles organization } }';
    for (const role of ['owner', 'intake'] as const) {
      const answers = await Promise.all(
        worlds.both.map(async (served) => {
          const token = await served.issuer.issue({ subject: 's', organization: OWNER, roles: [role] });
          return seen(served, { ...ask(query), headers: { authorization: `Bearer ${token}` } });
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]?.body).toContain(role);
    }
  });

  it.each<[string, object]>([
    [
      'accepted, then forbidden by its stage',
      { ...at, materials: [{ key: 'request', sha256: 'a'.repeat(64) }] },
    ],
    ['of the wrong shape', { ...at, materials: [{ key: 'request', sha256: 'x' }] }],
    ['of no node', { ...at, node: 'G99', materials: [] }],
  ])('is yoga’s for a command: %s', async (_, input) => {
    const bearers = await Promise.all(
      worlds.both.map(({ issuer }) =>
        issuer.issue({ subject: 's', organization: INTAKE, roles: ['intake'] }),
      ),
    );
    const before = worlds.direct.server.documents.answered;
    for (let time = 0; time < TIMES; time += 1) {
      const answers = await Promise.all(
        worlds.both.map((served, index) =>
          seen(served, {
            ...ask(RECEIVE, { variables: { input } }),
            headers: { authorization: `Bearer ${bearers[index]}` },
          }),
        ),
      );
      expect(answers[0]).toEqual(answers[1]);
    }
    expect(worlds.direct.server.documents.answered - before).toBeGreaterThanOrEqual(KNOWN);
    const given = (world: World) =>
      world.requests.map(({ type, input: said, actor }) => ({ type, said, actor }));
    expect(given(worlds.both[0].world)).toEqual(given(worlds.both[1].world));
  });
});

describe('an answer by what is known, in production', () => {
  it('shows no more than yoga does', async () => {
    const worlds = await twins({ development: false });
    for (const { world } of worlds.both) world.broken = true;
    const bug = await same(worlds, ask(`{ project(code: "${HOSPITAL}") { code } }`));
    expect(bug.known).toBe(KNOWN);
    expect(bug.body).not.toContain('secret');
    expect((await same(worlds, ask('{ __schema { queryType { name } } }'))).known).toBe(0);
    for (const served of worlds.both)
      expect(served.lines.filter((line) => line.includes('secret'))).toHaveLength(TIMES);
    await worlds.close();
  });
});

describe('an answer by what is known that takes too long', () => {
  it('is yoga’s: 503 with Retry-After, and nothing is asked twice', async () => {
    const worlds = await twins({ limits: { ...limits, time: { ...limits.time, answerMs: 30 } } });
    const query = ask(`{ project(code: "${HOSPITAL}") { code } }`);
    await same(worlds, query);
    let asked = 0;
    for (const { world } of worlds.both)
      world.before = () => {
        asked += 1;
        return new Promise(() => undefined);
      };
    const late = await same(worlds, query);
    expect(late).toMatchObject({ status: 503, known: TIMES });
    expect(late.headers).toMatchObject({ 'retry-after': '5' });
    expect(asked).toBe(2 * TIMES);
    await worlds.close();
  });
});

describe('persisted documents', () => {
  const document = AGENCY_BY_ID;
  const hash = createHash('sha256').update(document).digest('hex');
  const byHash = (persistedQuery: object, more: object = {}): Sent => ({
    body: JSON.stringify({ extensions: { persistedQuery }, variables: { id: AGENCY }, ...more }),
  });
  let worlds: Twins;
  beforeAll(async () => {
    const file = join(temporary(), 'documents.json');
    writeFileSync(file, JSON.stringify({ [hash]: document }));
    worlds = await twins({ persistedDocuments: readPersistedDocuments(file) });
  });
  afterAll(() => worlds.close());

  it.each([hash, `sha256:${hash}`])('are answered by what is known: %s', async (sha256Hash) => {
    expect((await same(worlds, byHash({ version: 1, sha256Hash }))).known).toBeGreaterThanOrEqual(KNOWN);
  });
  it.each<[string, Sent]>([
    ['another hash', byHash({ version: 1, sha256Hash: '0'.repeat(64) })],
    ['another version', byHash({ version: 2, sha256Hash: hash })],
    ['no hash', byHash({ version: 1 })],
    ['a hash that is no text', byHash({ version: 1, sha256Hash: [hash] })],
    ['a document beside it', byHash({ version: 1, sha256Hash: hash }, { query: document })],
    ['the document in its place', ask(document, { variables: { id: AGENCY } })],
    ['nothing', { body: '{}' }],
  ])('are left to yoga with %s', async (_, sent) => {
    await same(worlds, byHash({ version: 1, sha256Hash: hash }));
    expect((await same(worlds, sent)).known).toBe(0);
  });
});

describe('what is known of documents', () => {
  it('is bounded in bytes, whatever strangers send', async () => {
    const rememberedBytes = 4 * 1024 * 1024;
    const small = await serve({ limits: { ...limits, document: { ...limits.document, rememberedBytes } } });
    for (let index = 0; index < 20; index += 1) {
      await small.ask(`{ viewer { roles } } # ${index} ${'x'.repeat(400_000)}`);
      await small.ask(`{ viewer { ${'x'.repeat(400_000)}${index} `);
      expect(small.server.documents.parsed.weight).toBeLessThanOrEqual(rememberedBytes);
    }
    expect(small.server.documents.parsed.weight).toBeGreaterThan(rememberedBytes / 2);
    await small.close();
  });
});
