import { GraphQLObjectType, GraphQLSchema, GraphQLString, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { permitFor } from '../../api/authority.ts';
import { enforce } from '../../api/enforce.ts';
import { connectionPolicy, edgePolicy, fieldPolicy } from '../../api/fieldPolicy.ts';
import {
  commandPolicy,
  publicStreams,
  queryPolicy,
  sealedUntilOpening,
  subscriptionPolicy,
  systemCommands,
} from '../../api/policy.ts';
import { mutationName } from '../../api/schema/mutations.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import { publicViewer } from '../../api/viewer.ts';
import { slices } from '../../app/slices.ts';
import { Role } from '../../domain/kernel/actor.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { viewer } from './ask.ts';
import { AGENCY, INTAKE, OFFICE, OTHER_AGENCY, OTHER_OWNER, OWNER, WATER } from './world.ts';

const schema = makeSchema(slices);
const commands = [...new Set(slices.flatMap((slice) => Object.keys(slice.commands)))];
const users = Object.keys(commandPolicy);

describe('the policy is whole', () => {
  it.each(commands)('says of %s whether users give it or the system', (command) =>
    expect([command in commandPolicy, systemCommands.has(command)].filter(Boolean)).toHaveLength(1),
  );
  it('names no command that no slice has', () =>
    expect(
      [...users, ...systemCommands].filter(
        (command) => !commands.includes(command) && !command.endsWith('Demonstration'),
      ),
    ).toEqual([]));
  it('has a mutation for each command of users, and no other', () =>
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted()).toEqual(
      users.map(mutationName).toSorted(),
    ));
  it('names every query, and no other', () =>
    expect(Object.keys(queryPolicy).toSorted()).toEqual(
      Object.keys(schema.getQueryType()?.getFields() ?? {}).toSorted(),
    ));

  it('names every subscription, each with the query whose policy it has, and no other', () => {
    expect(Object.keys(subscriptionPolicy).toSorted()).toEqual(
      Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).toSorted(),
    );
    expect(Object.values(subscriptionPolicy).filter((query) => !(query in queryPolicy))).toEqual([]);
  });

  const roots = ['Query', 'Mutation', 'Subscription'];
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  it.each(
    objects
      .filter(({ name }) => !name.startsWith('__') && !roots.includes(name))
      .map((type) => [type.name, type] as const),
  )('names every field of %s, and no other', (name, type) => {
    const table = name.endsWith('Connection')
      ? connectionPolicy
      : name.endsWith('Edge')
        ? edgePolicy
        : fieldPolicy[name];
    expect(Object.keys(table ?? {}).toSorted()).toEqual(Object.keys(type.getFields()).toSorted());
  });

  const plain = (name: string, field: string) =>
    new GraphQLObjectType({ name, fields: { [field]: { type: GraphQLString } } });
  it('refuses a schema with a query that it does not name', () =>
    expect(() => enforce(new GraphQLSchema({ query: plain('Query', 'secrets') }))).toThrow(
      'Query secrets has no entry',
    ));
  it('refuses a schema with a field that it does not name', () =>
    expect(() =>
      enforce(new GraphQLSchema({ query: plain('Query', 'viewer'), types: [plain('Project', 'secrets')] })),
    ).toThrow('Field Project.secrets has no entry'));
  it('names streams that exist', () =>
    expect([...publicStreams].filter((name) => !slices.some((slice) => slice.name === name))).toEqual([]));
  it('seals facts that exist', () =>
    expect(
      [...sealedUntilOpening].filter((type) => !tenderSlice.machine.events.map(String).includes(type)),
    ).toEqual([]));
});

describe('who may do what', () => {
  const parties = {
    owner: OWNER,
    authority: OFFICE,
    intake: INTAKE,
    participants: [WATER],
    agencies: [AGENCY],
  };
  const named = { owner: OWNER, buyer: OWNER, agency: AGENCY };
  const mayGive = (command: string, role: Exclude<Role, 'public'>, organization: string | null) =>
    permitFor(command, viewer(role, organization), { parties, named }) !== undefined;

  it.each(users)('the public may not give %s', (command) =>
    expect(permitFor(command, publicViewer, { parties, named })).toBeUndefined(),
  );
  it('the auditor gives no command at all', () =>
    expect(users.filter((command) => mayGive(command, 'audit', OFFICE))).toEqual([]));
  it('the security administrator ends sessions and nothing else', () =>
    expect(users.filter((command) => mayGive(command, 'security', OFFICE))).toEqual(['EndSessions']));
  it('the system administrator loads holiday notices and nothing else', () =>
    expect(users.filter((command) => mayGive(command, 'system', OFFICE))).toEqual(['ImportHolidayNotice']));
  it.each([...systemCommands])('nobody may give %s', (command) =>
    expect(Role.exclude(['public']).options.filter((role) => mayGive(command, role, OWNER))).toEqual([]),
  );

  it.each([
    ['RegisterProject', 'owner', OWNER, OTHER_OWNER],
    ['TerminateProject', 'owner', OWNER, OTHER_OWNER],
    ['SubmitCorrection', 'owner', OWNER, OTHER_OWNER],
    ['ReceiveMatter', 'intake', INTAKE, OFFICE],
    ['AcceptMatter', 'intake', INTAKE, OFFICE],
    ['AcceptTogether', 'intake', INTAKE, OFFICE],
    ['AcceptSurvey', 'intake', OFFICE, WATER],
    ['DecideMatter', 'officer', OFFICE, INTAKE],
    ['ConcludeSurvey', 'lead', OFFICE, WATER],
    ['GiveOpinion', 'officer', WATER, OFFICE],
    ['GiveOpinion', 'intermediary', WATER, AGENCY],
    ['CompleteWork', 'owner', OWNER, OTHER_OWNER],
    ['PublishJob', 'owner', OWNER, OTHER_OWNER],
    ['SignContract', 'owner', OWNER, OTHER_OWNER],
    ['WithdrawBid', 'intermediary', AGENCY, OTHER_AGENCY],
    ['RegisterAgency', 'intermediary', AGENCY, OTHER_AGENCY],
    ['CommitDraw', 'supervisor', WATER, OFFICE],
  ] as const)('%s is for %s of its own organisation only', (command, role, own, other) => {
    expect(mayGive(command, role, own)).toBe(true);
    expect(mayGive(command, role, other)).toBe(false);
    expect(mayGive(command, role, null)).toBe(false);
  });

  it.each([
    ['ReceiveMatter', 'officer', INTAKE],
    ['AcceptMatter', 'officer', INTAKE],
    ['DecideMatter', 'intake', OFFICE],
    ['DecideMatter', 'owner', OFFICE],
    ['DecideMatter', 'supervisor', OFFICE],
    ['PlaceBid', 'owner', AGENCY],
    ['PlaceBid', 'operator', AGENCY],
    ['AnnulJob', 'owner', OWNER],
    ['MarkAlertSeen', 'audit', null],
    ['ImportHolidayNotice', 'supervisor', null],
  ] as const)('%s is not for %s, whatever its organisation', (command, role, organization) =>
    expect(mayGive(command, role, organization)).toBe(false),
  );

  it('nobody both accepts and decides in one role', () => {
    const rolesOf = (command: string) => new Set(commandPolicy[command]?.map(({ role }) => role));
    for (const accept of [
      'AcceptMatter',
      'ReceiveAndAcceptMatter',
      'AcceptSurvey',
      'AcceptReview',
      'AcceptDrawings',
      'AcceptAcceptance',
    ])
      for (const decide of [
        'DecideMatter',
        'ConcludeSurvey',
        'ConcludeReview',
        'ConcludeDrawings',
        'IssueOpinionPaper',
      ])
        expect(
          [...rolesOf(accept)].filter((role) => rolesOf(decide).has(role)),
          `${accept} and ${decide}`,
        ).toEqual([]);
  });
});
