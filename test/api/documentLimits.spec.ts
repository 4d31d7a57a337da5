import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import { longestQueries } from './contractQueries.ts';
import { type Served, serve } from './http.ts';
import { askOf, clean, postTo } from './probing.ts';

const contract = buildSchema(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8'));

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const ask = (query: string, headers?: Record<string, string>, to = served) => askOf(to, query, headers);
const post = (body: BodyInit, headers?: Record<string, string>, to = served) => postTo(to, body, headers);

describe('a document', () => {
  const aliased = (count: number) =>
    `{ ${Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ')} }`;
  const nested = (levels: number) =>
    `{ ${'project(code: "x") { '.repeat(levels)}code${' }'.repeat(levels)} }`;
  const deep = (levels: number) =>
    `{ projects { nodes ${'{ ... on Project '.repeat(levels)}{ code }${' }'.repeat(levels)} } }`;

  it('of 10,000 aliases is refused', async () => {
    const answer = await ask(aliased(10_000));
    clean(answer);
    expect(answer.status).toBe(400);
  });
  it(`of ${limits.document.aliases} aliases is answered, of one more refused`, async () => {
    expect((await ask(aliased(limits.document.aliases))).status).toBe(200);
    const answer = await ask(aliased(limits.document.aliases + 1));
    expect([answer.status, answer.code]).toEqual([400, 'DOCUMENT_TOO_LARGE']);
    expect(answer.message).toContain('51 aliases; at most 50');
  });
  it.each([
    ['120 levels of fields', nested(120), '121 levels deep; at most 12'],
    ['100 levels of fragments in place', deep(100), '103 levels deep; at most 12'],
  ])('of %s is refused', async (_, query, why) => {
    const answer = await ask(query);
    clean(answer);
    expect([answer.status, answer.text.includes(why)]).toEqual([400, true]);
  });
  it('200 levels deep is refused before anything is made of it', async () => {
    const answer = await ask(nested(200));
    clean(answer);
    expect(answer.status).toBe(400);
  });
  it('is as deep as its fragments', async () => {
    const levels = (count: number) =>
      `{ ...f0 } ${Array.from({ length: count }, (_, index) => `fragment f${index} on Query { viewer { ...g${index} } ...f${index + 1} } fragment g${index} on Viewer { roles }`).join(' ')} fragment f${count} on Query { __typename }`;
    expect((await ask(levels(20))).status).toBe(200);
    const { message } = await ask(
      '{ __schema { types { fields { type { ...a } } } } } fragment a on __Type { ofType { ofType { ofType { ofType { ...b } } } } } fragment b on __Type { ofType { ofType { ofType { ofType { ...c } } } } } fragment c on __Type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } }',
    );
    expect(message).toContain('levels deep; at most 20');
  });
  it('whose fragments repeat each other is weighed in the time it takes to read it', async () => {
    const doubling = Array.from(
      { length: 40 },
      (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`,
    ).join(' ');
    const answer = await ask(`{ ...f0 } ${doubling} fragment f40 on Query { __typename }`);
    clean(answer);
  });
  it('whose fragments go round in a circle is refused', async () =>
    expect((await ask('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }')).status).toBe(
      400,
    ));
  it('of more than 50 directives is refused', async () => {
    const answer = await ask(`{ __typename ${'@include(if: true) '.repeat(51)} }`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('at most 50');
  });
});

describe('the cost of a query', () => {
  it.each(longestQueries(contract, false))(
    'lets %s pass at first: 200 with all its scalars',
    async (_, query) => {
      const { code, status } = await ask(query);
      expect(code).not.toBe('TOO_COSTLY');
      expect([200, 403]).toContain(status);
    },
  );
  it.each(longestQueries(contract, true))(
    'lets %s pass with the scalars of its lists as well',
    async (_, query) => expect((await ask(query)).code).not.toBe('TOO_COSTLY'),
  );
  it('counts «first» and nesting: lists within lists within lists are refused before anything is asked', async () => {
    const steps = 'nodes { explanation { steps { date reason } } }';
    const answer = await ask(`{ projects(first: 200) { nodes { ${steps} } } }`);
    expect([answer.status, answer.code]).toEqual([400, 'TOO_COSTLY']);
    expect((await ask(`{ projects(first: 20) { nodes { ${steps} } } }`)).status).toBe(200);
  });
  it('counts a «first» in a variable, sent or by default', async () => {
    const query = (variable: string) =>
      `query q(${variable}) { projects(first: $n) { nodes { nodes { explanation { steps { date } } } } } }`;
    const sent = await post(JSON.stringify({ query: query('$n: Int'), variables: { n: 200 } }));
    expect(sent.code).toBe('TOO_COSTLY');
    expect((await post(JSON.stringify({ query: query('$n: Int'), variables: { n: 5 } }))).status).toBe(200);
    expect((await post(JSON.stringify({ query: query('$n: Int = 200') }))).code).toBe('TOO_COSTLY');
  });
  it('counts each alias', async () => {
    const one = (name: string) =>
      `${name}: projects(first: 200) { nodes { nodes { key title status level stream } } }`;
    const many = [...'abcdefghijkl'].map(one).join(' ');
    expect((await ask(`{ ${one('a')} }`)).status).toBe(200);
    expect((await ask(`{ ${many} }`)).code).toBe('TOO_COSTLY');
  });
  it('lets the standard introspection query pass in development without a token', async () => {
    const answer = await ask(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"overdueAlerts"');
  });
});
