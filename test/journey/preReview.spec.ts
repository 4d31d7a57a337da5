import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { plant } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { termsOf } from '../nodeTerms.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { deadlinesAt, historyOf, type NodeSeen, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
/** E02 waits for E01, which is decided at noon of its last day. */
const DECIDED = '2026-03-03T04:00:00.000Z';
/** While E02 waits. */
const EARLIER = '2026-03-02T04:00:00.000Z';
const E02 = termsOf('E02', 'CX-SOC-42');
const materials = E02.materials.map(({ key }) => ({ key, sha256: documentOf(key) }));
const intake = { role: 'intake', organization: unit.governmentServices } as const;
const officerOf = (organization: string) => ({ role: 'officer', organization }) as const;

let world: World;
let waiting: NodeSeen;
let offered: readonly string[];
let accepted: NodeSeen;
const answers: Record<string, Told> = {};
beforeAll(async () => {
  const script = { ...plant, stalled: ['E01'], idle: ['E02'] };
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [registrationOf(script)], '2026-03-02T03:00:00.000Z');
  const receive = (node: string) =>
    world.mutate(
      'receiveInAdvance',
      { code: plant.code, node, materials: node === 'E02' ? materials : [] },
      intake,
    );
  const review = (organization: string) =>
    world.mutate(
      'givePreReview',
      { project: plant.code, node: 'E02', outcome: 'ready', findings: '材料齐全,待备案证。' },
      officerOf(organization),
    );
  answers['review of nothing'] = await review(E02.authority);
  answers['receive'] = await receive('E02');
  answers['twice'] = await receive('E02');
  answers['open already'] = await receive('E01');
  answers['of another unit'] = await review(unit.ecology);
  const { project } = await world.ask<{ project: { nodes: { key: string; availableCommands: string[] }[] } }>(
    `{ project(code: "${plant.code}") { nodes { key availableCommands } } }`,
    {},
    officerOf(E02.authority),
  );
  offered = project.nodes.find(({ key }) => key === 'E02')?.availableCommands ?? [];
  answers['review'] = await review(E02.authority);
  answers['too early'] = await world.mutate(
    'decideMatter',
    { project: plant.code, node: 'E02', outcome: 'approved' },
    officerOf(E02.authority),
  );
  waiting = await nodeAt(world, plant.code, 'E02');
  await world.pass(DECIDED);
  const decide = (node: string, organization: string) =>
    world.mutate('decideMatter', { project: plant.code, node, outcome: 'approved' }, officerOf(organization));
  answers['earlier'] = await decide('E01', unit.developmentAndReform);
  accepted = await nodeAt(world, plant.code, 'E02');
  answers['later'] = await decide('E02', E02.authority);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);

describe('T17: E02 is reviewed while E01 is not decided', () => {
  it('is received at the window once, and only where the chain has not come to it', () =>
    expect(['receive', 'twice', 'open already'].map(outcome)).toEqual([
      'Accepted',
      'AlreadyHandedIn T17',
      'AlreadyOpened T17',
    ]));
  it('is reviewed by its own department, once it was received', () => {
    expect(outcome('review of nothing')).toBe('StageForbids');
    expect(offered).toContain('GivePreReview');
    expect(outcome('of another unit')).toBe('Forbidden');
    expect(outcome('review')).toBe('Accepted');
  });
  it('waits all the same, with no limit running and no decision allowed', async () => {
    expect(waiting).toMatchObject({ status: 'WAITING', startedAt: null, dueOn: null });
    expect(outcome('too early')).toBe('StageForbids');
    const seen = await deadlinesAt(world, { project: plant.code, includeClosed: true }, EARLIER);
    const ids = seen.map(({ id }) => id);
    expect(ids.filter((id) => id.includes('/E02'))).toEqual([]);
    expect(ids).toContain(`${plant.code}/E01`);
  });
  it('is accepted the moment E01 is decided, and decided together with it', async () => {
    expect(accepted).toMatchObject({ status: 'IN_PROGRESS', startedAt: DECIDED, dueOn: '2026-03-11' });
    expect(['earlier', 'later'].map(outcome)).toEqual(['Accepted', 'Accepted']);
    expect(await nodeAt(world, plant.code, 'E02')).toMatchObject({
      status: 'DONE',
      decidedAt: DECIDED,
      usedDays: 0,
    });
  });
  it('keeps every step on the record', async () => {
    const facts = await historyOf(world, `matter-${plant.code}-E02`);
    expect(facts.map(({ type }) => type)).toEqual([
      'MatterOpenedInAdvance',
      'PreReviewGiven',
      'MatterOpened',
      'MatterReceived',
      'MatterAccepted',
      'MatterDecided',
    ]);
  });
});
