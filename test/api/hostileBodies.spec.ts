import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { OWNER } from './world.ts';

let system: RealSystem;
let token: string;
beforeAll(async () => {
  system = await realSystem();
  token = await system.token(['owner'], OWNER);
});
afterAll(() => system.close());

let serial = 0;
/** A body that registers a project of its own, as a client sends it. */
function registration() {
  serial += 1;
  const digits = `26035323900402${String(serial).padStart(5, '0')}`;
  const code = `2603-532390-04-02-${digits.slice(14)}${projectCheckDigit(digits)}`;
  const query = `mutation ($input: RegisterProjectInput!) {
    registerProject(input: $input) { __typename ... on Accepted { stream } } }`;
  const input = {
    ...{ code, title: '彝川县人民医院', owner: OWNER, ownerName: '医院' },
    ...{ type: 'GOVERNMENT_BUILDING', profile: 'CX-GOV-60' },
  };
  return Buffer.from(JSON.stringify({ query, variables: { input } }), 'utf8');
}

const accepted = new Set<string>();
/** Sends bytes, and holds the answer to what every answer must be. */
async function post(body: Uint8Array): Promise<number> {
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
      // A client that is slow to ask again does not see the server close an idle connection.
      connection: 'close',
    },
    body: Buffer.from(body),
  });
  const text = await response.text();
  const about = `${Buffer.from(body).toString('latin1').slice(0, 300)} -> ${response.status} ${text.slice(0, 300)}`;
  expect(response.status, about).toBeLessThan(500);
  expect(text, about).not.toMatch(/INTERNAL_SERVER_ERROR|\.ts:|node_modules|SQLITE/);
  const { data, errors } = JSON.parse(text) as {
    data?: { registerProject?: { __typename: string; stream?: string } | null } | null;
    errors?: unknown;
  };
  expect(data !== undefined || errors !== undefined, about).toBe(true);
  const told = data?.registerProject;
  if (told?.__typename === 'Accepted') accepted.add(told.stream ?? '');
  return response.status;
}

/** What becomes of a body on its way, or in the hands of somebody who tries. */
const Damage = fc.oneof(
  fc.record({ how: fc.constant('cut' as const), at: fc.nat(), bytes: fc.constant(new Uint8Array()) }),
  fc.record({
    how: fc.constantFrom('put' as const, 'replace' as const),
    at: fc.nat(),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc
        .constantFrom(
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '\\u',
          '\\ud800',
          'null',
          '1e999',
          '-',
          '//',
          '\u0000',
          '\u2028',
          '\ufeff',
        )
        .map((text) => Buffer.from(text, 'utf8')),
    ),
  }),
  fc.record({
    how: fc.constant('drop' as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3 }),
  }),
);

function damaged(body: Buffer, { how, at, bytes }: { how: string; at: number; bytes: Uint8Array }): Buffer {
  const place = at % body.length;
  if (how === 'cut') return body.subarray(0, place);
  const after = how === 'put' ? place : place + bytes.length;
  return Buffer.concat([
    body.subarray(0, place),
    how === 'drop' ? Buffer.alloc(0) : bytes,
    body.subarray(after),
  ]);
}

describe('promise 23: a body that was damaged', () => {
  it('as it is, is accepted', async () => {
    expect(await post(registration())).toBe(200);
    expect(accepted.size).toBe(1);
  });

  it('cut off after any of its bytes is refused', async () => {
    const body = registration();
    const statuses = new Set<number>();
    for (let length = 0; length < body.length; length += 1)
      statuses.add(await post(body.subarray(0, length)));
    expect([...statuses]).toEqual([400]);
    expect(accepted.size).toBe(1);
  }, 60_000);

  it('in one or several places is refused, or is what it says now', async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(Damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const status = await post(damages.reduce(damaged, registration()));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
      { numRuns: 800 },
    );
    expect(statuses.get(400)).toBeGreaterThan(200);
    expect(statuses.get(200)).toBeGreaterThan(10);
  }, 60_000);

  it('that is any other JSON is refused', async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6, stringUnit: 'binary' }), async (text) => {
        statuses.add(await post(Buffer.from(text, 'utf8')));
      }),
      { numRuns: 200 },
    );
    expect([...statuses]).toEqual([400]);
  }, 60_000);

  it('stored nothing that was not asked for and accepted, and left nothing in the log', async () => {
    const streams = new Set((await system.facts()).map(({ stream }) => stream));
    expect([...streams].toSorted()).toEqual([...accepted].toSorted());
    expect(system.lines).toEqual([]);
  });
});
