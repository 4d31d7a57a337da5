import { afterAll, describe, expect, it } from 'vitest';
import type { ProjectFilter, ProjectOrder } from '../../projections/views.ts';
import { handedIn, intakeClerk, officer } from '../matter/facts.ts';
import { OWNER, PROJECT, termsOf } from '../nodeTerms.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { owner, registration, START } from './history.ts';
import { filesIn, firstPage, nodesOf, readModelOf, shift, World } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const newFile = filesIn(folder);
const modelOf = (world: World) => readModelOf(newFile(), world.facts);

const G05 = termsOf('G05');
const matter = { project: PROJECT, node: 'G05' };
const OPENED = '2026-03-02T01:30:00.000Z';
const RECEIVED = '2026-03-02T02:00:00.000Z';
const PAUSED = '2026-03-04T02:00:00.000Z';
const RESUMED = '2026-03-06T02:00:00.000Z';
const DECIDED = '2026-03-10T02:00:00.000Z';

/** G05 from its opening to its decision, with a special procedure between; M-FS is open beside it. */
function running(): World {
  const world = new World();
  world.accept('project', { code: PROJECT }, registration());
  const say = (type: string, data: object, issuedAt: string, actor = officer) =>
    world.accept('matter', matter, { type, data, issuedAt, actor });
  say('OpenMatter', { terms: G05 }, OPENED);
  say('ReceiveAndAcceptMatter', handedIn(G05), RECEIVED, intakeClerk);
  world.accept(
    'project',
    { code: PROJECT },
    { type: 'StartProject', data: { startedAt: RECEIVED }, issuedAt: RECEIVED },
  );
  world.accept(
    'work',
    { project: PROJECT, node: 'M-FS' },
    { type: 'OpenWork', data: { terms: termsOf('M-FS') }, issuedAt: RECEIVED },
  );
  say('StartSpecialProcedure', { reason: G05.pauses[0]!.key, notice: 'Told.' }, PAUSED);
  say('EndSpecialProcedure', {}, RESUMED);
  say('DecideMatter', { outcome: 'approved', documentNumber: '1' }, DECIDED);
  return world;
}

describe('a chain', () => {
  it('B46: shows every node in the order of its definition, waiting ones included', async () => {
    const world = running();
    const model = await modelOf(world);
    const project = await model.queries.project(PROJECT, START);
    const planned = (world.facts[0]!.event.data as { nodes: { key: string }[] }).nodes.map(({ key }) => key);
    expect(project?.nodes.map(({ key }) => key)).toEqual(planned);
    expect(project?.nodes.find(({ key }) => key === 'G06')).toMatchObject({
      ...{ status: 'WAITING', stage: null, startedAt: null, level: 'GREEN', clock: null, terms: null },
      ...{ slice: 'matter', stream: `matter-${PROJECT}-G06` },
    });
    await model.close();
  });

  it.each([
    ['before its opening', shift(OPENED, -1), { status: 'WAITING', startedAt: null }],
    ['from its opening', OPENED, { status: 'READY', stage: 'ready', startedAt: null, terms: G05 }],
    ['before its acceptance', shift(RECEIVED, -1), { status: 'READY', clock: null, usedDays: null }],
    [
      'from its acceptance',
      RECEIVED,
      { status: 'IN_PROGRESS', stage: 'reviewing', startedAt: RECEIVED, usedDays: 0 },
    ],
    ['before its pause', shift(PAUSED, -1), { status: 'IN_PROGRESS', paused: false }],
    ['while it is paused', PAUSED, { status: 'PAUSED', stage: 'suspended', paused: true }],
    ['when it goes on', RESUMED, { status: 'IN_PROGRESS', paused: false }],
    [
      'before its decision',
      shift(DECIDED, -1),
      { status: 'IN_PROGRESS', decidedAt: null, finishedPosition: null },
    ],
    [
      'from its decision',
      DECIDED,
      { status: 'DONE', stage: 'decided', decidedAt: DECIDED, usedDays: 4, level: 'GREEN' },
    ],
    [
      'long after it',
      '2027-01-01T00:00:00.000Z',
      { status: 'DONE', usedDays: 4, level: 'GREEN', finishedPosition: '9' },
    ],
  ])('shows a matter as it was %s (%s)', async (_, asOf, expected) => {
    const model = await modelOf(running());
    const project = await model.queries.project(PROJECT, asOf);
    expect(project?.nodes.find(({ key }) => key === 'G05')).toMatchObject(expected);
    await model.close();
  });

  it('shows off-clock work from its opening with a clock of its own, that costs no budget', async () => {
    const model = await modelOf(running());
    const before = await model.queries.project(PROJECT, shift(RECEIVED, -1));
    const project = await model.queries.project(PROJECT, DECIDED);
    expect(before?.nodes.find(({ key }) => key === 'M-FS')).toMatchObject({ status: 'WAITING' });
    expect(project?.nodes.find(({ key }) => key === 'M-FS')).toMatchObject({
      ...{ status: 'IN_PROGRESS', startedAt: RECEIVED, promisedDays: null, plannedDays: 12 },
      clock: { id: `${PROJECT}/M-FS`, kind: 'MARKET' },
    });
    expect(project?.criticalPath.map(({ key }) => key).at(-1)).toBe('M-FS');
    expect(project?.budget).toEqual({ target: 60, used: 0, remaining: 60 });
    await model.close();
  });

  it('has a forecast, and says what is waited for', async () => {
    const model = await modelOf(running());
    const project = await model.queries.project(PROJECT, DECIDED);
    expect(project?.forecast.waitingFor).toMatchObject([{ key: 'M-FS' }]);
    expect(project!.forecast.permitOn! < project!.forecast.finishOn!).toBe(true);
    await model.close();
  });

  it('is pinned to the version of its process', async () => {
    const model = await modelOf(running());
    expect(await model.queries.project(PROJECT, START)).toMatchObject({
      ...{
        code: PROJECT,
        profile: 'CX-GOV-60',
        profileVersion: 3,
        owner: OWNER,
        ownerName: '彝川县人民医院',
      },
      ...{ registeredAt: START, stream: `project-${PROJECT}` },
    });
    await model.close();
  });
});

describe('life of a project', () => {
  const END = '2026-04-01T01:00:00.000Z';

  it.each([
    ['is not there before its registration', shift(START, -1), undefined],
    ['is registered', START, { status: 'REGISTERED', startedAt: null, finishedAt: null }],
    ['runs from the first acceptance', RECEIVED, { status: 'RUNNING', startedAt: RECEIVED }],
  ])('%s', async (_, asOf, expected) => {
    const model = await modelOf(running());
    const project = await model.queries.project(PROJECT, asOf);
    if (expected === undefined) expect(project).toBeUndefined();
    else expect(project).toMatchObject(expected);
    await model.close();
  });

  it.each([
    ['CompleteProject', { finishedAt: END }, 'COMPLETED'],
    ['TerminateProject', { reason: 'Given up.' }, 'TERMINATED'],
  ])('%s ends it', async (type, data, status) => {
    const world = running();
    world.accept('project', { code: PROJECT }, { type, data, issuedAt: END, actor: owner });
    const model = await modelOf(world);
    expect(await model.queries.project(PROJECT, shift(END, -1))).toMatchObject({
      status: 'RUNNING',
      finishedAt: null,
    });
    expect(await model.queries.project(PROJECT, END)).toMatchObject({ status, finishedAt: END });
    await model.close();
  });

  it('a terminated project has no forecast', async () => {
    const world = running();
    const data = { reason: 'Given up.' };
    world.accept(
      'project',
      { code: PROJECT },
      { type: 'TerminateProject', data, issuedAt: END, actor: owner },
    );
    const model = await modelOf(world);
    expect((await model.queries.project(PROJECT, END))?.forecast).toEqual({
      ...{ permitOn: null, finishOn: null, provisional: false, waitingFor: [] },
    });
    await model.close();
  });
});

describe('a list of projects', () => {
  const SECOND = '2603-532390-04-01-482159';
  const THIRD = '2603-532390-04-01-517421';
  const RED = '2026-03-09T16:00:00.000Z';
  const PURPLE = '2026-03-16T16:00:00.000Z';

  /** The second has a matter open since 2026-03-02 of which nobody takes notice; the third never starts. */
  function three(): World {
    const world = running();
    world.accept('project', { code: SECOND }, registration(SECOND, START, { title: '医院 100%_二期' }));
    world.accept(
      'project',
      { code: THIRD },
      registration(THIRD, START, { ownerName: 'Plant', title: 'Works' }),
    );
    const key = { project: SECOND, node: 'G05' };
    const terms = { ...G05, project: SECOND };
    world.accept('matter', key, { type: 'OpenMatter', data: { terms }, issuedAt: OPENED });
    const accept = {
      type: 'ReceiveAndAcceptMatter',
      data: handedIn(terms),
      issuedAt: RECEIVED,
      actor: intakeClerk,
    };
    world.accept('matter', key, accept);
    const startedAt = shift(RECEIVED, 1);
    world.accept(
      'project',
      { code: SECOND },
      { type: 'StartProject', data: { startedAt }, issuedAt: startedAt },
    );
    return world;
  }
  const codes = async (filter: ProjectFilter, order: ProjectOrder = 'CODE_ASC', asOf = RED) => {
    const model = await modelOf(three());
    const found = nodesOf(await model.queries.projects(filter, order, asOf, firstPage)).map(
      ({ code }) => code,
    );
    await model.close();
    return found;
  };

  it.each([
    ['everything', {}, [PROJECT, SECOND, THIRD]],
    ['its profile', { profile: 'CX-GOV-60' }, [PROJECT, SECOND, THIRD]],
    ['another profile', { profile: 'CX-SOC-42' }, []],
    ['its status', { status: 'RUNNING' }, [PROJECT, SECOND]],
    ['its owner', { owner: OWNER }, [PROJECT, SECOND, THIRD]],
    ['a part of its title', { search: '二期' }, [SECOND]],
    ['a part of its code', { search: '517421' }, [THIRD]],
    ['its owner’s name in any case', { search: 'pLANT' }, [THIRD]],
    ['signs that a search could take for wildcards', { search: '%_' }, [SECOND]],
    ['a wildcard that stands for nothing', { search: '1__' }, []],
    ['nothing that there is', { search: '\\' }, []],
    ['a text that no fact can have', { search: 'a\u0000' }, []],
    ['an owner that no fact can have', { owner: 'a\u0000' }, []],
    ['its worst open deadline being red', { level: 'RED' }, [SECOND]],
    ['not amber where something is red', { level: 'AMBER' }, []],
    ['green where all that is late is closed', { level: 'GREEN' }, [PROJECT, THIRD]],
  ] as const)('finds them by %s', async (_, filter, found) => expect(await codes(filter)).toEqual(found));

  it('K2: goes by the level at the very instant', async () => {
    expect(await codes({ level: 'AMBER' }, 'CODE_ASC', shift(RED, -1))).toContain(SECOND);
    expect(await codes({ level: 'PURPLE' }, 'CODE_ASC', PURPLE)).toEqual([SECOND]);
    expect(await codes({ level: 'PURPLE' }, 'CODE_ASC', shift(PURPLE, -1))).toEqual([]);
  });

  it.each([
    ['CODE_ASC', [PROJECT, SECOND, THIRD]],
    ['STARTED_AT_ASC', [PROJECT, SECOND, THIRD]],
    ['STARTED_AT_DESC', [SECOND, PROJECT, THIRD]],
    ['REMAINING_ASC', [SECOND, PROJECT, THIRD]],
  ] as const)('comes in the order %s, those without a start last', async (order, expected) =>
    expect(await codes({}, order)).toEqual(expected),
  );
});
