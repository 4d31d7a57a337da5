import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../app/simulation/reference.ts';
import type { ProjectScript } from '../../app/simulation/script.ts';
import { processDefinition } from '../../domain/catalogue/catalogue.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { openWorld, type World } from './world.ts';

const STARTS = '2026-03-02T01:00:00.000Z';
const shifted = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

interface Alerts {
  overdueAlerts: {
    totalCount: number;
    nodes: { id: string; level: string; raisedAt: string; deadline: { id: string; dueAt: string } }[];
  };
}
const QUERY = `query ($project: String!, $asOf: Instant) { overdueAlerts(filter: { project: $project, kind: LATE }, asOf: $asOf, first: 200) {
  totalCount nodes { id level raisedAt deadline { id dueAt } } } }`;
const alertsAt = async (world: World, project: string, asOf: string) =>
  (await world.ask<Alerts>(QUERY, { project, asOf })).overdueAlerts.nodes;
const levelOf = async (world: World, project: string, node: string, asOf: string) =>
  (await alertsAt(world, project, asOf)).find(({ deadline }) => deadline.id === `${project}/${node}`)
    ?.level ?? 'none';

/** Every approval one working day late. */
const allLate = (script: ProjectScript): ProjectScript => ({
  ...script,
  late: Object.fromEntries(
    (processDefinition(script.profile)?.nodes ?? [])
      .filter(({ promised }) => promised !== null)
      .map(({ key }) => [key, 1]),
  ),
});

describe.each([hospital, plant].map((script) => [script.profile, allLate(script)] as const))(
  'K2: every node of %s, decided a day late',
  (_, script) => {
    const folder = temporaryFolder();
    let world: World;
    const nodes =
      processDefinition(script.profile)
        ?.nodes.filter(({ promised }) => promised !== null)
        .map(({ key }) => key) ?? [];
    const due = new Map<string, string>();
    beforeAll(async () => {
      world = await openWorld(folder, STARTS);
      await world.play([projectPlayer(script)], [registrationOf(script)], '2026-09-01T00:00:00.000Z');
      await world.close();
      world = await openWorld(folder, '2026-09-01T00:00:00.000Z');
      const { project } = await world.ask<{ project: { nodes: { key: string; dueAt: string }[] } }>(
        'query ($code: String!) { project(code: $code) { nodes { key dueAt } } }',
        { code: script.code },
      );
      for (const { key, dueAt } of project.nodes) due.set(key, dueAt);
    }, 60_000);
    afterAll(async () => {
      await world.close();
      folder.remove();
    });

    it.each(nodes)('%s is amber up to its due instant, red from it on, also after a restart', async (key) => {
      const dueAt = due.get(key) ?? '';
      const levels = [-1, 0, 1].map((ms) => levelOf(world, script.code, key, shifted(dueAt, ms)));
      expect(await Promise.all(levels)).toEqual(['AMBER', 'RED', 'RED']);
    });

    it('leaves the board with its decision, and the node keeps its colour', async () => {
      expect(await alertsAt(world, script.code, '2026-09-01T00:00:00.000Z')).toEqual([]);
      const { project } = await world.ask<{ project: { nodes: { key: string; level: string }[] } }>(
        'query ($code: String!) { project(code: $code) { nodes { key level } } }',
        { code: script.code },
      );
      expect(
        project.nodes.filter(({ key }) => nodes.includes(key)).every(({ level }) => level === 'RED'),
      ).toBe(true);
    });
  },
);

describe('K2, K3: a node that nobody decides', () => {
  const folder = temporaryFolder();
  const script = { ...hospital, stalled: ['G01'] };
  const AMBER = '2026-03-06T16:00:00.000Z';
  const RED = '2026-03-09T16:00:00.000Z';
  const PURPLE = '2026-03-16T16:00:00.000Z';
  const raised = async (world: World) =>
    (await world.facts())
      .filter(({ event }) => event.type === 'AlertRaised')
      .map(({ event, recordedAt }) => ({
        ...(event.data as { level: string; deadline: string; raisedAt: string }),
        recordedAt,
      }))
      .filter(({ deadline }) => deadline === `${hospital.code}/G01`)
      .map(({ level, raisedAt, recordedAt }) => ({ level, raisedAt, recordedAt }));
  const everyInstant = async (world: World) => {
    const instants = [AMBER, RED, PURPLE].flatMap((instant) => [-1, 0, 1].map((ms) => shifted(instant, ms)));
    return Promise.all(instants.map((instant) => levelOf(world, hospital.code, 'G01', instant)));
  };
  const expected = ['none', 'AMBER', 'AMBER', 'AMBER', 'RED', 'RED', 'RED', 'PURPLE', 'PURPLE'];

  afterAll(() => folder.remove());

  it('is foretold: the levels of instants to come are known before any job has run', async () => {
    const world = await openWorld(folder, STARTS);
    await world.play([projectPlayer(script)], [registrationOf(script)], '2026-03-05T00:00:00.000Z');
    expect(await everyInstant(world)).toEqual(expected);
    expect(await raised(world)).toEqual([]);
    await world.close();
  });

  it('is caught up with after the server was down across all three instants: each once, in order, with its own instant', async () => {
    const awake = '2026-03-20T08:30:00.000Z';
    const world = await openWorld(folder, awake);
    await world.runtime.settled();
    expect(await raised(world)).toEqual([
      { level: 'AMBER', raisedAt: AMBER, recordedAt: awake },
      { level: 'RED', raisedAt: RED, recordedAt: awake },
      { level: 'PURPLE', raisedAt: PURPLE, recordedAt: awake },
    ]);
    expect(await everyInstant(world)).toEqual(expected);
    await world.close();
  });

  it('is not raised again by another restart', async () => {
    const world = await openWorld(folder, '2026-03-21T00:00:00.000Z');
    await world.runtime.settled();
    expect(await raised(world)).toHaveLength(3);
    expect(await everyInstant(world)).toEqual(expected);
    await world.close();
  });

  it('is raised at the instant itself where the server was up', async () => {
    const other = temporaryFolder();
    const world = await openWorld(other, STARTS);
    await world.play([projectPlayer(script)], [registrationOf(script)], '2026-03-20T00:00:00.000Z');
    expect((await raised(world)).map(({ recordedAt }) => recordedAt)).toEqual([AMBER, RED, PURPLE]);
    await world.close();
    other.remove();
  });
});
