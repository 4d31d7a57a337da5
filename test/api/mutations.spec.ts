import { beforeEach, describe, expect, it } from 'vitest';
import type { AnySlice } from '../../api/offer.ts';
import { offersOf } from '../../api/schema/mutations.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import type { Viewer } from '../../api/viewer.ts';
import { publicViewer } from '../../api/viewer.ts';
import { asker, viewer } from './ask.ts';
import { fakeRuntime } from './fake.ts';
import {
  HOSPITAL,
  INTAKE,
  makeWorld,
  OFFICE,
  OTHER_OWNER,
  OWNER,
  openNode,
  PLANT,
  type World,
} from './world.ts';

const G01 = `matter-${HOSPITAL}-G01`;
const SHA = 'a'.repeat(64);

let world: World;
let ask: ReturnType<typeof asker>;
beforeEach(() => {
  world = makeWorld();
  const runtime = fakeRuntime(world);
  ask = asker(makeSchema(runtime.slices.values()), runtime);
});

interface Result {
  readonly __typename: string;
  readonly [field: string]: unknown;
}
const give = async (command: string, input: object, as: Viewer, commandId: string | null = null) => {
  const name = `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`;
  const { data, errors } = await ask(
    `mutation ($input: ${name}!, $commandId: ID) { answer: ${command}(input: $input, commandId: $commandId) {
      __typename
      ... on Accepted { commandId stream revision position }
      ... on Rejected { code message rule { id text } allowed recordedAt: position }
      ... on Invalid { issues { path message } }
    } }`,
    as,
    { input, commandId },
  );
  return { answer: (data as { answer?: Result } | null)?.answer, errors };
};
const at = { project: HOSPITAL, node: 'G01' };
const materials = [{ key: 'request', sha256: SHA }];
const intake = viewer('intake', INTAKE);

describe('a command', () => {
  beforeEach(() => openNode(world, G01, 'MatterOpened'));

  it('is Accepted, and its actor is the one of the token', async () => {
    expect(await give('receiveMatter', { ...at, materials }, intake, 'mine')).toEqual({
      answer: { __typename: 'Accepted', commandId: 'mine', stream: G01, revision: 1, position: '2' },
      errors: undefined,
    });
    expect(world.requests).toMatchObject([
      {
        slice: 'matter',
        key: at,
        type: 'ReceiveMatter',
        input: { materials },
        actor: { subject: 'intake-1', organization: INTAKE, role: 'intake', onBehalfOf: null },
        commandId: 'mine',
        correlationId: 'test',
      },
    ]);
  });
  it('is Rejected by its stage, which says what the viewer may do instead', async () => {
    const { answer } = await give('acceptMatter', at, intake);
    expect(answer).toMatchObject({ __typename: 'Rejected', code: 'StageForbids', recordedAt: null });
    expect(answer?.['allowed']).toContain('ReceiveMatter');
    expect(answer?.['allowed']).not.toContain('WithdrawMatter');
    expect(answer?.['allowed']).not.toContain('RederiveDeadlines');
  });
  it('is Invalid with every path at once', async () => {
    const { answer } = await give(
      'receiveMatter',
      { project: '2603-532390-04-01-482135', node: 'g01', materials: [{ key: 'request', sha256: 'short' }] },
      intake,
    );
    expect(answer).toMatchObject({ __typename: 'Invalid' });
    expect((answer?.['issues'] as { path: string }[] | undefined)?.map(({ path }) => path)).toEqual([
      'project',
      'node',
      'materials.0.sha256',
    ]);
    expect(world.requests).toEqual([]);
  });
  it('with half a surrogate is Invalid', async () => {
    await give('receiveMatter', { ...at, materials }, intake);
    const { answer } = await give('refuseAcceptance', { ...at, reasons: 'half \ud800' }, intake);
    expect(answer).toMatchObject({ __typename: 'Invalid', issues: [{ path: 'reasons' }] });
  });
  it.each(['', 'x'.repeat(201), 'half \ud800'])('with the id «%s» is Invalid', async (commandId) =>
    expect((await give('acceptMatter', at, intake, commandId)).answer).toMatchObject({
      __typename: 'Invalid',
      issues: [{ path: 'commandId' }],
    }),
  );
  it('takes a null for what may be left out', async () => {
    await give('receiveMatter', { ...at, materials }, intake);
    await give('acceptMatter', at, intake);
    const officer = viewer('officer', OFFICE);
    expect(
      (
        await give(
          'decideMatter',
          { ...at, outcome: 'approved', documentNumber: null, reasons: null },
          officer,
        )
      ).answer,
    ).toMatchObject({ __typename: 'Accepted' });
  });
  it('with an unknown value of an enum is a GraphQL error that names the values', async () => {
    const { errors } = await give('decideMatter', { ...at, outcome: 'maybe' }, viewer('officer', OFFICE));
    expect(errors?.[0]?.message).toContain(
      '"maybe" is no value of DecideMatterOutcome; it has approved, refused.',
    );
  });

  it('with an unknown value written into the document, too', async () => {
    const { errors } = await ask('{ projects(filter: { level: PINK }) { totalCount } }');
    expect(errors?.[0]?.message).toBe('PINK is no value of Level; it has GREEN, AMBER, RED, PURPLE.');
  });

  it.each([
    ['the public', publicViewer],
    ['another role of the same organisation', viewer('officer', INTAKE)],
    ['the right role of another organisation', viewer('intake', OFFICE)],
    ['the right role without an organisation', viewer('intake')],
    ['the owner', viewer('owner', OWNER)],
    ['the system administrator', viewer('system', INTAKE)],
  ] as const)('is Forbidden to %s, who reads who may', async (_, as) => {
    const { answer } = await give('receiveMatter', { ...at, materials }, as);
    expect(answer).toMatchObject({ __typename: 'Rejected', code: 'Forbidden', rule: null, recordedAt: null });
    expect(answer?.['message']).toContain(`intake of the unit whose window receives it 综合窗口 (${INTAKE})`);
    expect(world.requests).toEqual([]);
  });
  it('is Forbidden to another owner, who may do nothing here', async () =>
    expect(
      (await give('withdrawMatter', { ...at, reason: 'mine' }, viewer('owner', OTHER_OWNER))).answer,
    ).toMatchObject({ code: 'Forbidden', allowed: [] }));
  it('shows what the viewer may do in availableCommands', async () => {
    const commands = async (as: Viewer) =>
      (
        (await ask(`{ project(code: "${HOSPITAL}") { nodes { key availableCommands } } }`, as))
          .data as unknown as { project: { nodes: { key: string; availableCommands: string[] }[] } }
      ).project.nodes;
    const [first] = [...fakeRuntime(world).slices.values()];
    const stage = first?.lifecycle.next('unopened', 'MatterOpened');
    world.projects = world.projects.map((project) => ({
      ...project,
      nodes: project.nodes.map((node) => (node.key === 'G01' ? { ...node, stage: stage ?? null } : node)),
    }));
    expect((await commands(intake))[0]?.availableCommands).toContain('ReceiveMatter');
    expect((await commands(viewer('intake', OFFICE)))[0]?.availableCommands).toEqual([]);
    expect((await commands(publicViewer))[0]?.availableCommands).toEqual([]);
    expect((await commands(intake))[1]).toEqual({ key: 'G02', availableCommands: [] });
  });
});

describe('a command to a node that has not begun', () => {
  it('is Rejected by the stage for whoever has the role', async () =>
    expect(
      (await give('receiveMatter', { ...at, materials }, viewer('intake', OFFICE))).answer,
    ).toMatchObject({
      code: 'StageForbids',
      allowed: [],
    }));
  it('is Forbidden to whoever has not', async () =>
    expect((await give('receiveMatter', { ...at, materials }, viewer('audit'))).answer).toMatchObject({
      code: 'Forbidden',
    }));
  it('never reaches the stream, which may have begun by then', async () => {
    await give('receiveMatter', { ...at, materials }, viewer('intake', OFFICE));
    expect(world.requests).toEqual([]);
  });
});

describe('a command that several kinds of node know', () => {
  beforeEach(() => {
    world.projects = world.projects.filter(({ code }) => code === HOSPITAL);
  });
  const extension = { days: 1, reason: 'more to look at', approver: 'the head' };
  it('goes to the slice that carries the node', async () => {
    openNode(world, `survey-${HOSPITAL}-G02`, 'SurveyOpened', { key: 'G02', kind: 'JOINT_SURVEY' });
    await give('extendLimit', { project: HOSPITAL, node: 'G02', ...extension }, viewer('lead', OFFICE));
    openNode(world, G01, 'MatterOpened');
    await give('extendLimit', { ...at, ...extension }, viewer('officer', OFFICE));
    expect(world.requests.map(({ slice, type }) => [slice, type])).toEqual([
      ['survey', 'ExtendLimit'],
      ['matter', 'ExtendLimit'],
    ]);
  });
  it('is Rejected by the stage of a node that waits', async () =>
    expect(
      (await give('extendLimit', { project: HOSPITAL, node: 'G02', ...extension }, viewer('lead', OFFICE)))
        .answer,
    ).toMatchObject({
      code: 'StageForbids',
      message: expect.stringContaining('begins; it comes after G01'),
    }));
  it('is Rejected where there is no such node', async () =>
    expect(
      (await give('extendLimit', { project: HOSPITAL, node: 'G99', ...extension }, viewer('lead', OFFICE)))
        .answer,
    ).toMatchObject({ code: 'NodeUnknown', message: expect.stringContaining('G99') }));
  it('is Rejected where there is no such project', async () =>
    expect(
      (await give('extendLimit', { project: PLANT, node: 'G01', ...extension }, viewer('lead', OFFICE)))
        .answer,
    ).toMatchObject({ code: 'ProjectUnknown', message: expect.stringContaining(PLANT) }));
  it('is Rejected where the node has no such command', async () =>
    expect(
      (await give('receiveMatter', { project: HOSPITAL, node: 'G02', materials }, intake)).answer,
    ).toMatchObject({ code: 'CommandUnknownHere', message: expect.stringContaining('联合踏勘') }));
  it('is Forbidden without the role, whatever the node', async () =>
    expect(
      (await give('extendLimit', { project: PLANT, node: 'G99', ...extension }, publicViewer)).answer,
    ).toMatchObject({
      code: 'Forbidden',
    }));
  it('is Invalid with a wrong key', async () =>
    expect(
      (await give('extendLimit', { project: 'none', node: 'G01', ...extension }, viewer('lead', OFFICE)))
        .answer,
    ).toMatchObject({ __typename: 'Invalid', issues: [{ path: 'project' }] }));
  it('is no mutation where a slice without nodes has it too', () => {
    const [slice] = [...fakeRuntime(world).slices.values()] as [AnySlice];
    const other = { ...slice, name: 'other', key: slice.key.pick({ project: true }) } as AnySlice;
    expect(() => makeSchema([slice, other])).toThrow('which do not all carry nodes');
  });
  it('is offered once', () => {
    const offers = offersOf(fakeRuntime(world).slices.values()).filter(
      ({ command }) => command === 'ExtendLimit',
    );
    expect(offers).toMatchObject([{ slices: [{ name: 'matter' }, { name: 'survey' }] }]);
  });
});
