import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSchema } from '../../api/schema/schema.ts';
import { createLogger } from '../../app/logger.ts';
import { slices } from '../../app/slices.ts';
import { Role } from '../../domain/kernel/actor.ts';
import { type AnySaga, asAnySaga, type Saga } from '../../sagas/saga.ts';
import { sagas } from '../../sagas/sagas.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { put, required, textPaths } from './inputs.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { REGISTER, registration } from './registrations.ts';
import { HOSPITAL, OFFICE, OWNER } from './world.ts';

/** Whatever is sent says this, so that it can be looked for. */
const CANARY = 'canary';

/** A saga that fails at every fact, with words of the fact in its error. */
const clumsy: Saga<object> = {
  name: 'clumsy',
  version: 1,
  instancesOf: ({ stream }) => [stream],
  evolve: (_, { event }) => {
    throw new Error(`cannot take ${JSON.stringify(event.data)}\n    at ${CANARY}.ts:1:1`);
  },
};

let system: RealSystem;
let token: string;
beforeAll(async () => {
  const all: readonly AnySaga[] = [...sagas, asAnySaga(clumsy)];
  system = await realSystem({}, { level: 'trace', sagas: all });
  const everyRole = Role.exclude(['public', 'system', 'security', 'audit']).options;
  token = await system.token(everyRole, OWNER);
});
afterAll(() => system.close());

interface Line {
  readonly msg: string;
  readonly level: number;
  readonly correlationId?: string;
  readonly [field: string]: unknown;
}
const logged = (): readonly Line[] => system.lines.map((line) => JSON.parse(line) as Line);
const post = (body: BodyInit, headers: Record<string, string> = {}, path = '/graphql') =>
  fetch(`${system.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const answered = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('what anybody sends is in no line of the log, at any level', () => {
  const schema = makeSchema(slices);
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}) as GraphQLField<
    unknown,
    unknown
  >[];
  const named = { project: HOSPITAL, node: 'G01', code: HOSPITAL, owner: OWNER, buyer: OWNER, unit: OFFICE };

  it.each(mutations.map((field) => [field.name, field] as const))('nothing of %s', async (name, field) => {
    const before = system.lines.length;
    const type = String(field.args.find((arg) => arg.name === 'input')?.type);
    for (const [at, path] of textPaths(field.args).entries()) {
      const args = put(field.args, required(field.args, named), path, `${CANARY}-${name}-${at}`, named);
      const query = `mutation ($input: ${type}, $commandId: ID) { ${name}(input: $input, commandId: $commandId) { __typename } }`;
      await system.send(query, args, token);
    }
    await answered();
    expect(system.lines.length).toBeGreaterThan(before);
    expect(system.lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });

  it('nothing of a command that is accepted, of what its facts hold, or of the error of whoever cannot take them', async () => {
    const input = { ...registration(1), title: `${CANARY} title`, ownerName: `${CANARY} name` };
    const { text } = await system.send(REGISTER, { input, commandId: `${CANARY}-id` }, token);
    expect(text).toContain('Accepted');
    await system.runtime.settled();
    const parked = logged().filter(({ reader }) => reader === 'saga clumsy');
    expect(parked).toContainEqual(
      expect.objectContaining({ level: 50, slice: 'project', fact: 'ProjectRegistered', position: 1 }),
    );
    expect(system.lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });

  it.each([
    ['a token', { authorization: `Bearer ${CANARY}.${CANARY}.${CANARY}` }],
    ['what is no token', { authorization: `Basic ${CANARY}` }],
    ['a cookie', { cookie: `session=${CANARY}`, origin: `https://${CANARY}.example` }],
    ['a header', { 'x-anything': CANARY, 'user-agent': CANARY, 'last-event-id': CANARY }],
    ['a correlation id that is none', { 'x-correlation-id': `${CANARY} with a blank` }],
  ])('nothing of %s', async (_, headers) => {
    await post(JSON.stringify({ query: '{ __typename }' }), headers);
    await answered();
    expect(system.lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });

  it('nothing of a broken body, of variables, of a document, of a path or of its question', async () => {
    await post(`{"query": ${CANARY}`);
    await post(JSON.stringify({ query: `{ ${CANARY} }` }));
    await post(JSON.stringify({ query: '{ __typename }', variables: { [CANARY]: CANARY } }));
    await post(
      JSON.stringify({
        query: `{ jobs(filter: {service: "${CANARY}"}) { totalCount } }`,
        operationName: CANARY,
      }),
    );
    await post('{}', {}, `/${CANARY}?${CANARY}=${CANARY}`);
    await fetch(`${system.url}/${CANARY}?${CANARY}`);
    await answered();
    expect(system.lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });
});

describe('a correlation id', () => {
  it('is on every line of a request, of its command and of what sagas do because of it', async () => {
    const before = system.lines.length;
    const body = JSON.stringify({
      query: REGISTER,
      variables: { input: registration(77), commandId: 'case-77' },
    });
    await post(body, { authorization: `Bearer ${token}`, 'x-correlation-id': 'case-77' });
    await system.runtime.settled();
    await answered();
    const lines = logged().slice(before);
    const about = lines.filter(({ correlationId }) => correlationId === 'case-77');
    expect(about.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['request', 'command']));
    const commands = about.filter(({ msg }) => msg === 'command');
    expect(commands).toContainEqual(
      expect.objectContaining({ level: 30, command: 'RegisterProject', sender: 'user', outcome: 'accepted' }),
    );
    expect(commands.filter(({ sender }) => sender === 'saga').length).toBeGreaterThan(0);
    expect(about.filter(({ reader }) => reader === 'saga clumsy').length).toBeGreaterThan(0);
    expect(lines.filter(({ correlationId }) => correlationId === undefined)).toEqual([]);
  });

  it('stands beside nothing of a command but its kind, who sent it, and how it ended', () => {
    const words = 'level time correlationId slice command sender outcome code position ms msg'.split(' ');
    for (const line of logged().filter(({ msg }) => msg === 'command'))
      expect(Object.keys(line).filter((field) => !words.includes(field))).toEqual([]);
  });
});

describe('an error in the log', () => {
  const lineOf = (err: unknown, level = 'trace'): Line => {
    const lines: string[] = [];
    createLogger(level, { write: (line: string) => void lines.push(line) }).error({ err }, 'a bug');
    return JSON.parse(lines[0] ?? '{}') as Line;
  };

  it('tells its kind, its code, where it was thrown and because of what, and none of its words', () => {
    const cause = Object.assign(new RangeError(`${CANARY}\n    at ${CANARY} (x.ts:1:1)`), {
      code: 'SQLITE_BUSY',
    });
    const line = lineOf(Object.assign(new TypeError(CANARY, { cause }), { input: CANARY, code: CANARY }));
    expect(line['err']).toMatchObject({
      type: 'TypeError',
      at: expect.arrayContaining([expect.stringMatching(/test\/api\/logs\.spec\.ts:\d+:\d+/)]),
      cause: { type: 'RangeError', code: 'SQLITE_BUSY' },
    });
    expect(JSON.stringify(line)).not.toContain(CANARY);
  });
  it('of the store says which file and what to do', () =>
    expect(lineOf(new StoreUnavailable('events.db', 'it is full.'))['err']).toMatchObject({
      message: 'events.db: it is full.',
    }));
  it.each([CANARY, 7, null, { message: CANARY }])('that is none is not told: %j', (thrown) =>
    expect(JSON.stringify(lineOf(thrown))).not.toContain(CANARY),
  );
  it('and tokens that somebody logs by mistake are withheld', () => {
    const lines: string[] = [];
    const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
    logger.info({ token: CANARY, headers: { authorization: CANARY, cookie: CANARY } }, 'x');
    logger.info({ request: { headers: { authorization: CANARY, cookie: CANARY } } }, 'x');
    expect(lines.join()).not.toContain(CANARY);
  });
});
