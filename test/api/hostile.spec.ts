import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandPolicy } from '../../api/policy.ts';
import { mutationName } from '../../api/schema/mutations.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import { slices } from '../../app/slices.ts';
import { Role } from '../../domain/kernel/actor.ts';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import { brokenValues, naughtyTexts, oddTexts } from './hostileTexts.ts';
import { type Path, put, required, textPaths } from './inputs.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { HOSPITAL, OFFICE, OWNER } from './world.ts';

const schema = makeSchema(slices);
type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (type: { getFields(): Record<string, Field> } | null | undefined) =>
  Object.values(type?.getFields() ?? {}).filter(({ args }) => textPaths(args).length > 0);
const queries = fieldsOf(schema.getQueryType());
const mutations = fieldsOf(schema.getMutationType());

/** Administrators are that and nothing else: whoever gives their commands has no other role. */
const administrators = Role.extract(['system', 'security', 'audit']).options;
const everyOtherRole = Role.exclude(['public', ...administrators]).options;
const administratorOf = (mutation: string): Role | undefined =>
  administrators.find((role) =>
    Object.entries(commandPolicy).some(
      ([command, permits]) =>
        mutationName(command) === mutation && permits.some((permit) => permit.role === role),
    ),
  );
let system: RealSystem;
let token: string;
const administratorTokens = new Map<Role | undefined, string>();
beforeAll(async () => {
  system = await realSystem();
  token = await system.token(everyOtherRole, OWNER);
  for (const role of administrators) administratorTokens.set(role, await system.token([role], OWNER));
});
afterAll(() => system.close());

let serial = 0;
/** Each command that may begin a stream gets one of its own. */
const named = () => {
  serial += 1;
  const digits = `26035323900401${String(serial).padStart(5, '0')}`;
  const code = `${digits.slice(0, 4)}-${digits.slice(4, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}-${digits.slice(14)}${projectCheckDigit(digits)}`;
  return {
    code,
    project: HOSPITAL,
    node: 'G01',
    owner: OWNER,
    buyer: OWNER,
    agency: OWNER,
    department: OFFICE,
    unit: OFFICE,
    job: `job-${serial}`,
    type: 'GOVERNMENT_BUILDING',
    profile: 'CX-GOV-60',
    services: ['FS'],
    service: 'FS',
  };
};

interface Body {
  readonly data?: Record<string, { readonly __typename?: string; readonly commandId?: string } | null> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const leafQuery = (field: Field, kind: 'query' | 'mutation') => {
  const variables = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const args = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const body =
    kind === 'mutation'
      ? '{ __typename ... on Accepted { commandId } ... on Rejected { position } }'
      : '{ __typename }';
  return `${kind} (${variables}) { ${field.name}(${args}) ${body} }`;
};

const accepted = new Set<string>();
let asked = 0;

/** Sends it, and holds the answer to what every answer must be. */
async function probe(field: Field, kind: 'query' | 'mutation', path: Path, what: string, value: unknown) {
  const names = named();
  const args = put(field.args, required(field.args, names), path, value, names);
  const commandId = `probe-${serial}`;
  const given = kind === 'mutation' && !path.includes('commandId') ? { ...args, commandId } : args;
  const by = administratorTokens.get(administratorOf(field.name)) ?? token;
  const response = await system.send(leafQuery(field, kind), given, by);
  const { text } = response;
  const about = `${field.name} ${path.join('.')}: ${what} -> ${response.status} ${text.slice(0, 300)}`;
  asked += 1;
  expect(response.status, about).toBeLessThan(500);
  expect(text, about).not.toMatch(/INTERNAL_SERVER_ERROR|\.ts:|node_modules|SQLITE/);
  const { data, errors } = JSON.parse(text) as Body;
  expect(data !== undefined || errors !== undefined, about).toBe(true);
  const answer = data?.[field.name];
  if (answer?.__typename === 'Accepted') accepted.add(answer.commandId ?? '');
  return { answer, args };
}

/** All odd texts at once, so that every argument meets each of them in a time that a suite has. */
const odd = oddTexts.map(([, text]) => text).join(' ');
const corpus: typeof brokenValues = [
  ['everything odd', odd],
  ['odd and short', odd.slice(0, 40)],
  ...brokenValues,
];

/** Of the list that everybody knows, the next few: by the end every argument has met some, and each of them many arguments. */
let turn = 0;
const naughty = () =>
  Array.from({ length: 5 }, () => {
    turn += 1;
    const text = naughtyTexts[turn % naughtyTexts.length] ?? '';
    return [JSON.stringify(text).slice(0, 60), text] as const;
  });

describe('hostile values through every text of', () => {
  const walk = async (field: Field, kind: 'query' | 'mutation') => {
    for (const path of textPaths(field.args))
      for (const [what, value] of [...corpus, ...naughty()]) await probe(field, kind, path, what, value);
  };
  it.each(queries.map((field) => [field.name, field] as const))(
    'query %s',
    (_, field) => walk(field, 'query'),
    60_000,
  );
  it.each(mutations.map((field) => [field.name, field] as const))(
    'mutation %s',
    (_, field) => walk(field, 'mutation'),
    60_000,
  );
  it('were many, and through every query and mutation that takes text', () => {
    expect(mutations.length).toBe(Object.keys(schema.getMutationType()?.getFields() ?? {}).length);
    expect(asked).toBeGreaterThan(5000);
    expect(turn).toBeGreaterThan(2 * naughtyTexts.length);
    expect(accepted.size).toBeGreaterThan(15);
  });
  it('stored nothing that was not asked for and accepted', async () => {
    const facts = await system.facts();
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.filter(({ causationId }) => !accepted.has(causationId))).toEqual([]);
  });
  it('left nothing in the log of the server', () => expect(system.lines).toEqual([]));
});

describe('what is stored comes back byte for byte', () => {
  it.each(oddTexts)('%s', async (_, text) => {
    const { code } = named();
    const query = `mutation ($input: RegisterProjectInput!) { registerProject(input: $input) { ... on Accepted { stream } } }`;
    const input = {
      code,
      title: text,
      owner: OWNER,
      ownerName: text,
      type: 'GOVERNMENT_BUILDING',
      profile: 'CX-GOV-60',
    };
    const told = JSON.parse((await system.send(query, { input }, token)).text) as {
      data: { registerProject: { stream: string } };
    };
    const read = `query ($code: String!, $stream: String!, $search: String!) {
      project(code: $code) { title ownerName }
      projects(filter: { search: $search }) { nodes { code } }
      history(stream: $stream) { nodes { data } } }`;
    const variables = { code, search: text, stream: told.data.registerProject.stream };
    const { data } = JSON.parse((await system.send(read, variables, token)).text) as {
      data: {
        project: { title: string; ownerName: string };
        projects: { nodes: { code: string }[] };
        history: { nodes: { data: { title: string } }[] };
      };
    };
    const bytes = (value: string | undefined) => Buffer.from(value ?? '').toString('hex');
    expect(bytes(data.project.title)).toBe(bytes(text));
    expect(bytes(data.project.ownerName)).toBe(bytes(text));
    expect(bytes(data.history.nodes[0]?.data.title)).toBe(bytes(text));
    expect(data.projects.nodes.map((node) => node.code)).toContain(code);
  });
  it('every one of the naughty strings that is text, in the title of a project and of its history', async () => {
    const refused: string[] = [];
    for (const text of naughtyTexts) {
      const { code } = named();
      const input = {
        code,
        title: text,
        owner: OWNER,
        ownerName: '医院',
        type: 'INDUSTRIAL',
        profile: 'CX-SOC-42',
      };
      const told = await system.send(
        'mutation ($input: RegisterProjectInput!) { told: registerProject(input: $input) { __typename } }',
        { input },
        token,
      );
      const { data } = JSON.parse(told.text) as { data: { told: { __typename: string } } };
      if (data.told.__typename !== 'Accepted') {
        refused.push(text);
        continue;
      }
      const read = await system.send(
        'query ($code: String!) { project(code: $code) { title } }',
        { code },
        token,
      );
      const { title } = (JSON.parse(read.text) as { data: { project: { title: string } } }).data.project;
      expect(Buffer.from(title, 'utf8').toString('hex')).toBe(
        Buffer.from(text.trim(), 'utf8').toString('hex'),
      );
    }
    // Nothing was refused but what is empty, too long for a title, or no text.
    expect(
      refused.filter((text) => text.trim() !== '' && text.length <= 200 && !text.includes('\u0000')),
    ).toEqual([]);
    expect(naughtyTexts.length - refused.length).toBeGreaterThan(300);
  }, 60_000);
  it('and a text written into the query itself like one in a variable', async () => {
    for (const [, text] of oddTexts) {
      const response = await system.send(`{ project(code: ${JSON.stringify(text)}) { code } }`, {});
      expect(response.status).toBeLessThan(500);
    }
  });
  it('and a search takes wildcards for letters', async () => {
    const search = async (text: string): Promise<unknown> =>
      JSON.parse(
        (
          await system.send(
            'query ($search: String!) { projects(filter: { search: $search }) { totalCount } }',
            { search: text },
            token,
          )
        ).text,
      );
    expect(await search('%_\\%[a-z]*?')).toEqual({ data: { projects: { totalCount: 1 } } });
    expect(await search('%_%_%')).toEqual({ data: { projects: { totalCount: 0 } } });
  });
});
