import { afterAll, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { plant } from '../../app/simulation/reference.ts';
import { termsOf } from '../nodeTerms.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { openWorld } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('T16: items under one receipt start with it, and those that wait when the chain comes to them', async () => {
  const script = { ...plant, idle: ['E01', 'E02', 'E04'] };
  const world = await openWorld(folder, script.registeredAt);
  const players = [projectPlayer(script)];
  await world.play(players, [registrationOf(script)], '2026-03-02T02:00:00.000Z');
  const items = ['E01', 'E02', 'E04'].map((node) => ({
    node,
    materials: termsOf(node, 'CX-SOC-42').materials.map(({ key }) => ({ key, sha256: 'c'.repeat(64) })),
  }));
  const receipt = await world.send('intake', '11532390MB0A00106L', {
    slice: 'project',
    key: { code: script.code },
    type: 'AcceptTogether',
    input: { items },
  });
  expect(receipt).toMatchObject({ kind: 'accepted' });
  await world.play(players, [], '2026-03-03T10:00:00.000Z');

  const { project } = await world.ask<{
    project: { nodes: { key: string; startedAt: string; dueOn: string; status: string }[] };
  }>('query ($code: String!) { project(code: $code) { nodes { key startedAt dueOn status } } }', {
    code: script.code,
  });
  const started = project.nodes.filter(({ key }) => ['E01', 'E02', 'E03', 'E04'].includes(key));
  expect(started.map(({ key, startedAt, dueOn }) => [key, startedAt, dueOn])).toEqual([
    // Accepted with the receipt; decided by the players at 17:00 of its last day.
    ['E01', '2026-03-02T02:00:00.000Z', '2026-03-03'],
    ['E02', '2026-03-03T09:00:00.000Z', '2026-03-11'],
    // Not under the receipt: accepted on its own, by the players.
    ['E03', '2026-03-03T09:00:00.000Z', '2026-03-04'],
    ['E04', '2026-03-03T09:00:00.000Z', '2026-03-17'],
  ]);
  await world.close();
});
