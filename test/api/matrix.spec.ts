import { type GraphQLSchema, graphql, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectionPolicy, edgePolicy, fieldPolicy, type Guard } from '../../api/fieldPolicy.ts';
import type { AnySlice } from '../../api/offer.ts';
import { commandPolicy, inPerson, queryPolicy, subscriptionPolicy } from '../../api/policy.ts';
import { mutationName } from '../../api/schema/mutations.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import type { Viewer } from '../../api/viewer.ts';
import type { Runtime } from '../../app/runtime.ts';
import { slices } from '../../app/slices.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import { fakeRuntime } from './fake.ts';
import { required } from './inputs.ts';
import {
  type Cell,
  COVERED,
  cells,
  contextOf,
  everyPartIs,
  STREAM,
  stage,
  told,
  viewerOf,
} from './matrixCells.ts';
import { AGENCY, HOSPITAL, NOW, OFFICE, OWNER, type World } from './world.ts';

let schema: GraphQLSchema;
beforeAll(() => {
  schema = makeSchema(everyPartIs(OWNER).values());
});

interface Seen {
  readonly data: Record<string, never> | null;
  readonly code: unknown;
}
async function ask(runtime: Runtime, viewer: Viewer, source: string, variableValues = {}): Promise<Seen> {
  const { data, errors } = await graphql({
    schema,
    source,
    variableValues,
    contextValue: contextOf(runtime, viewer),
  });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as Seen['data'],
    code: errors?.[0]?.extensions['code'] ?? errors?.[0]?.message,
  };
}

describe('mutations', () => {
  const commands = Object.keys(commandPolicy);
  const named = {
    project: HOSPITAL,
    node: 'G01',
    code: HOSPITAL,
    job: 'job-1',
    owner: OWNER,
    buyer: OWNER,
    agency: OWNER,
    unit: OWNER,
    organization: OWNER,
    agentOrganization: AGENCY,
    documentSha256: 'a'.repeat(64),
  };

  /** What no authority covers: to pass it on, and whatever else the letter leaves out. */
  const withheldFromAgents = (command: string, { via }: Cell) => {
    if (via === 'itself') return undefined;
    if (inPerson.has(command)) return 'NoSubdelegation';
    return via === 'narrowAuthority' && command !== COVERED ? 'OutsideMandate' : undefined;
  };
  /** By the one table: a role named for the command, and its organisation where one is asked for. */
  const permitted = (command: string, cell: Cell) =>
    withheldFromAgents(command, cell) === undefined &&
    (commandPolicy[command] ?? []).some(
      ({ role, party }) => role === cell.role && (cell.whose === 'own' || party === 'none'),
    );

  it.each(commands)('%s is given by whom the policy names, and by nobody else', async (command) => {
    for (const cell of cells) {
      const given: string[] = [];
      const whole = everyPartIs(OWNER);
      const runtime: Runtime = {
        ...fakeRuntime(stage(cell)),
        slices: whole,
        stateOf: async (name) => ({ stage: 'begun', data: whole.get(name)?.initialState.data }),
        execute: async ({ actor }) => {
          given.push(actor.role);
          return { kind: 'accepted', commandId: 'x', stream: 'x', revision: 0, position: 1n };
        },
      };
      const field = schema.getMutationType()?.getFields()[mutationName(command)];
      const input = required(field?.args ?? [], named);
      const about = `${command} ${told(cell)}`;
      const { data, code } = await ask(
        runtime,
        viewerOf(cell, OWNER),
        `mutation ($input: ${command}Input!) { ${mutationName(command)}(input: $input) { __typename ... on Rejected { code } ... on Invalid { issues { path message } } } }`,
        input,
      );
      expect(code, about).toBeUndefined();
      const answer = data?.[mutationName(command)] as unknown as { __typename: string; code?: string };
      const expected = permitted(command, cell)
        ? { answer: { __typename: 'Accepted' }, given: [cell.role] }
        : {
            answer: { __typename: 'Rejected', code: withheldFromAgents(command, cell) ?? 'Forbidden' },
            given: [],
          };
      expect({ answer, given }, about).toEqual(expected);
    }
  });
});

describe('queries', () => {
  /** What each shows, as a number or a word, and to whom it belongs. */
  const asked: Readonly<
    Record<
      string,
      {
        readonly query: string;
        readonly own: Partial<Record<Role, string>>;
        readonly all: unknown;
        readonly mine: (role: Role) => unknown;
        readonly none: unknown;
        /** Faults of the system, where they are shown alone. */
        readonly faults?: unknown;
      }
    >
  > = {
    viewer: { query: '{ viewer { roles } }', own: {}, all: 'shown', mine: () => 'shown', none: 'shown' },
    calendar: {
      query: '{ calendar { horizon } }',
      own: {},
      all: 'shown',
      mine: () => 'shown',
      none: 'shown',
    },
    project: {
      query: `{ project(code: "${HOSPITAL}") { code } }`,
      own: {},
      all: 'shown',
      mine: () => 'shown',
      none: 'shown',
    },
    job: { query: '{ job(id: "job-1") { id } }', own: {}, all: 'shown', mine: () => 'shown', none: 'shown' },
    agency: {
      query: `{ agency(id: "${AGENCY}") { id } }`,
      own: {},
      all: 'shown',
      mine: () => 'shown',
      none: 'shown',
    },
    jobs: { query: '{ jobs { totalCount } }', own: {}, all: 1, mine: () => 1, none: 0 },
    agencies: { query: '{ agencies { totalCount } }', own: {}, all: 1, mine: () => 1, none: 0 },
    projects: { query: '{ projects { totalCount } }', own: { owner: OWNER }, all: 2, mine: () => 1, none: 0 },
    deadlines: {
      query: '{ deadlines { totalCount } }',
      own: { owner: OWNER },
      all: 3,
      mine: (role) => (role === 'owner' ? 2 : 1),
      none: 0,
    },
    overdueAlerts: {
      query: '{ overdueAlerts { totalCount } }',
      own: { owner: OWNER },
      all: 3,
      mine: (role) => (role === 'owner' ? 2 : 1),
      none: 0,
      faults: 0,
    },
    overdueByDepartment: {
      query: '{ overdueByDepartment { open } }',
      own: {},
      all: 1,
      mine: () => 1,
      none: 0,
    },
    workQueue: {
      query: `{ workQueue(department: "${OFFICE}") { totalCount } }`,
      own: {},
      all: 1,
      mine: () => 1,
      none: 'FORBIDDEN',
    },
    myBids: {
      query: '{ myBids { totalCount } }',
      own: { intermediary: AGENCY },
      all: 1,
      mine: () => 1,
      none: 0,
    },
    projections: {
      query: '{ projections { name } }',
      own: {},
      all: 1,
      mine: () => 1,
      none: 'FORBIDDEN',
    },
    mandates: {
      query: '{ mandates { totalCount } }',
      own: { owner: OWNER, intermediary: AGENCY },
      all: 2,
      mine: () => 1,
      none: 0,
    },
    history: {
      query: `{ history(stream: "${STREAM}") { totalCount } }`,
      own: {},
      all: 1,
      mine: () => 1,
      none: 'FORBIDDEN',
    },
  };

  it('are all in the matrix', () =>
    expect(Object.keys(asked).toSorted()).toEqual(Object.keys(queryPolicy).toSorted()));
  it.each(Object.keys(asked))('%s shows everything, the own or nothing, as the policy says', async (name) => {
    const entry = asked[name];
    for (const cell of cells) {
      const scope = queryPolicy[name]?.who[cell.role];
      const whose = cell.role === 'public' ? 'other' : cell.whose;
      const expected =
        scope === 'all'
          ? entry?.all
          : scope === 'faults'
            ? entry?.faults
            : scope !== undefined && whose === 'own'
              ? entry?.mine(cell.role)
              : entry?.none;
      const viewer = viewerOf(cell, entry?.own[cell.role] ?? OFFICE);
      const { data, code } = await ask(fakeRuntime(stage(cell)), viewer, entry?.query ?? '');
      const shown = data?.[name] as unknown as { totalCount?: number } | unknown[] | undefined;
      const seen = code ?? (Array.isArray(shown) ? shown.length : (shown?.totalCount ?? 'shown'));
      expect(seen, `${name} ${told(cell)}`).toBe(expected);
    }
  });
});

describe('subscriptions', () => {
  const args: Readonly<Record<string, object>> = {
    projectChanged: { code: HOSPITAL },
    jobChanged: { id: 'job-1' },
    alertRaised: {},
  };
  it.each(Object.entries(subscriptionPolicy))('%s is open to whom %s is', async (name, query) => {
    const field = schema.getSubscriptionType()?.getFields()[name];
    for (const cell of cells) {
      const context = contextOf(fakeRuntime(stage(cell)), viewerOf(cell, OFFICE));
      const open = async () => field?.subscribe?.(undefined, args[name] ?? {}, context, undefined as never);
      const outcome = await Promise.resolve()
        .then(open)
        .then(
          () => 'open',
          (error: { extensions?: { code?: string } }) => error.extensions?.code,
        );
      const scope = queryPolicy[query]?.who[cell.role];
      const expected = scope === undefined || scope === 'faults' ? 'FORBIDDEN' : 'open';
      expect(outcome, `${name} ${told(cell)}`).toBe(expected);
      context.changes.hub.close();
    }
  });
});

describe('fields', () => {
  /** What a guard should come to, said once more in other words than its own. */
  const visible: Readonly<Record<Exclude<Guard, 'open'>, (cell: Cell) => boolean>> = {
    afterOpening: ({ when }) => when === 'after',
    factAfterOpening: ({ when }) => when === 'after',
    ownOrAfterOpening: ({ when, whose, role }) => when === 'after' || (whose === 'own' && role !== 'public'),
    ownOrSupervision: ({ whose, role }) =>
      role === 'supervisor' || role === 'audit' || (whose === 'own' && role !== 'public'),
  };
  const guarded = Object.entries(fieldPolicy).flatMap(([type, fields]) =>
    Object.entries(fields).flatMap(([field, guard]) =>
      guard === 'open' ? [] : [[type, field, guard] as const],
    ),
  );
  const objects = (world: World): Readonly<Record<string, object | undefined>> => ({
    Viewer: { subject: 'x', organization: AGENCY, roles: ['intermediary'], onBehalfOf: AGENCY },
    Job: { ...world.job, asOf: world.now },
    Bid: world.job.bids[0] && { ...world.job.bids[0], asOf: world.now },
    JobChange: { position: 1n, at: NOW, fact: 'BidPlaced', stream: 'job-job-1', id: 'job-1', data: {} },
  });

  it.each(guarded)('%s.%s is %s', async (type, name, guard) => {
    const object = schema.getType(type);
    const field = isObjectType(object) ? object.getFields()[name] : undefined;
    for (const cell of cells) {
      const world = stage(cell);
      const context = contextOf(fakeRuntime(world), viewerOf(cell, AGENCY));
      const shown = await field?.resolve?.(objects(world)[type], {}, context, {
        fieldName: name,
      } as never);
      const seen = Array.isArray(shown) ? shown.length > 0 : shown !== null && shown !== undefined;
      expect(seen, `${type}.${name} ${told(cell)}`).toBe(visible[guard](cell));
    }
  });
});

describe('the matrix', () => {
  const whole = makeSchema(slices as readonly AnySlice[]);
  const roots = new Map<string, Readonly<Record<string, unknown>>>([
    ['Query', queryPolicy],
    [
      'Mutation',
      Object.fromEntries(
        Object.entries(commandPolicy).map(([name, permits]) => [mutationName(name), permits]),
      ),
    ],
    ['Subscription', subscriptionPolicy],
  ]);
  const ruleFor = (type: string, field: string): unknown => {
    const table =
      roots.get(type) ??
      (type.endsWith('Connection')
        ? connectionPolicy
        : type.endsWith('Edge')
          ? edgePolicy
          : fieldPolicy[type]);
    return table?.[field];
  };
  const fields = Object.values(whole.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => [type.name, field] as const));
  const unruled = fields.filter(([type, field]) => ruleFor(type, field) === undefined);

  it(`has ${fields.length} fields × ${cells.length} = ${fields.length * cells.length} cells, ${unruled.length} of them without a rule`, () =>
    expect(unruled).toEqual([]));
  it('would be short of a rule for a field that nobody has ruled on', () =>
    expect(ruleFor('Project', 'secrets')).toBeUndefined());
});
