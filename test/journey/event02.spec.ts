import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospitalOffClock } from '../../app/simulation/reference.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { papersOf } from './papers.ts';
import { alertOn, countedOf, historyOf, justBefore, type NodeSeen, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
const code = hospitalOffClock.code;
const officer = { role: 'officer', organization: unit.developmentAndReform } as const;
const window = { role: 'intake', organization: unit.governmentServices } as const;
const key = { project: code, node: 'G05' };
const OPENED = '2026-04-23T09:00:00.000Z';
const CLOSED = '2026-05-11T09:00:00.000Z';
const DECIDED = '2026-05-18T09:00:00.000Z';
/** Three weeks into the assessment: without the pause the limit would have been over on 04-30. */
const WITHIN = '2026-05-08T01:00:00.000Z';
const NOTICE = '依法委托咨询评估,预计 10 个工作日,不计入办理时限。';

let world: World;
const answers: Record<string, string> = {};
let foretold: NodeSeen;
beforeAll(async () => {
  const script = { ...hospitalOffClock, idle: ['G05'] };
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [registrationOf(script)], OPENED);
  const materials = papersOf(script, 'G05');
  answers['accept'] = outcomeOf(await world.mutate('receiveAndAcceptMatter', { ...key, materials }, window));
  const start = (reason: string, notice: string) =>
    world.mutate('startSpecialProcedure', { ...key, reason, notice }, officer);
  answers['no notice'] = outcomeOf(await start('assessment', ''));
  answers['no reason in law'] = outcomeOf(await start('stocktaking', NOTICE));
  answers['start'] = outcomeOf(await start('assessment', NOTICE));
  await world.pass(WITHIN);
  foretold = await nodeAt(world, code, 'G05');
  answers['decide while paused'] = outcomeOf(
    await world.mutate(
      'decideMatter',
      { ...key, outcome: 'approved', documentNumber: '彝发改〔2026〕5号' },
      officer,
    ),
  );
  await world.pass(CLOSED);
  answers['end'] = outcomeOf(await world.mutate('endSpecialProcedure', key, officer));
  await world.pass(DECIDED);
  answers['decide'] = outcomeOf(
    await world.mutate(
      'decideMatter',
      { ...key, outcome: 'approved', documentNumber: '彝发改〔2026〕5号' },
      officer,
    ),
  );
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('event 2: the assessment of G05 stops its clock', () => {
  it('T10: only for a reason of the catalogue, and with a written notice', () =>
    expect(answers).toEqual({
      accept: 'Accepted',
      'no notice': 'Invalid',
      'no reason in law': 'NoLegalReason T10',
      start: 'Accepted',
      'decide while paused': 'StageForbids',
      end: 'Accepted',
      decide: 'Accepted',
    }));

  it('T10: the fact keeps the notice, the legal basis and its cap', async () => {
    const facts = await historyOf(world, `matter-${code}-G05`);
    expect(facts.find(({ type }) => type === 'SpecialProcedureStarted')?.data).toMatchObject({
      reason: 'assessment',
      title: '咨询评估',
      legalBasis: 'T13',
      notice: NOTICE,
    });
  });

  it('T1, T10, T13: exactly 12, 13, 14, 15 and 18 May are counted, and the pause is shown', async () => {
    const node = await nodeAt(world, code, 'G05');
    expect(countedOf(node)).toEqual([12, 13, 14, 15, 18].map((day) => `2026-05-${day}`));
    expect(node).toMatchObject({
      dueOn: '2026-05-18',
      decidedAt: DECIDED,
      usedDays: 5,
      level: 'GREEN',
      status: 'DONE',
    });
    expect(node.explanation?.pauses).toEqual([
      { reason: '咨询评估', legalBasis: 'T13', from: OPENED, to: CLOSED, cap: 30 },
    ]);
    expect(node.explanation?.rules.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['T1', 'T2', 'T10', 'T13']),
    );
  });

  it('T13: says what the rule says that allows it', async () => {
    const { project } = await world.ask<{
      project: {
        nodes: { key: string; explanation: { pauses: { legalBasis: string; legalBasisText: string }[] } }[];
      };
    }>(`{ project(code: "${code}") { nodes { key explanation { pauses { legalBasis legalBasisText } } } } }`);
    const node = project.nodes.find((candidate) => candidate.key === 'G05');
    expect(node?.explanation.pauses).toEqual([
      { legalBasis: 'T13', legalBasisText: expect.stringContaining('at most 30 working days') },
    ]);
  });

  it('T10: each day of the pause says why it is not counted', async () => {
    const { explanation } = await nodeAt(world, code, 'G05');
    const skipped = (explanation?.steps ?? []).filter(({ date }) => date <= '2026-05-11');
    expect(skipped).toHaveLength(18);
    expect(skipped.every(({ counted, reason }) => !counted && reason === 'paused: 咨询评估 (T13)')).toBe(
      true,
    );
  });

  it.each([
    [OPENED, true],
    ['2026-04-30T16:00:00.000Z', true],
    [WITHIN, true],
    [justBefore(CLOSED), true],
    [CLOSED, false],
    [DECIDED, false],
  ])('T10: at %s paused is %s, and the level is what it was', async (asOf, paused) => {
    const { level, paused: seen } = await nodeAt(world, code, 'G05', asOf);
    expect({ level, seen }).toEqual({ level: 'GREEN', seen: paused });
  });

  it('T13: while it lasted the due day was reckoned to its cap of 30 working days', () =>
    expect(foretold).toMatchObject({
      status: 'PAUSED',
      paused: true,
      level: 'GREEN',
      dueOn: '2026-06-15',
      usedDays: 0,
    }));

  it('K3: amber comes with the fourth counted day, red never', async () => {
    const AMBER = '2026-05-15T16:00:00.000Z';
    const at = (instant: string) => alertOn(world, `${code}/G05`, { project: code }, instant);
    expect(await at(justBefore(AMBER))).toBeUndefined();
    expect(await at(AMBER)).toMatchObject({ level: 'AMBER', raisedAt: AMBER });
    expect(await at(justBefore(DECIDED))).toMatchObject({ level: 'AMBER' });
    expect(await at(DECIDED)).toBeUndefined();
  });
});
