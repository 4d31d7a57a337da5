import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, hospitalOffClock } from '../../app/simulation/reference.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { alertOn, alertsAt, deadlinesAt, justBefore, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
/** By the book up to the permit; the other lies with the environmental form. */
const permit = hospital.code;
const form = hospitalOffClock.code;
const housing = { role: 'officer', organization: unit.housing } as const;
const ecology = { role: 'officer', organization: unit.ecology } as const;
/** G14 is accepted on 05-07: its steps end on 05-08, 05-09 (a Saturday that counts) and 05-11. */
const CHECK_DUE = '2026-05-08T16:00:00.000Z';
const CHECKED = '2026-05-09T02:00:00.000Z';
const PERMITTED = '2026-05-11T09:00:00.000Z';
/** G10 is accepted on 03-30: nine of its ten days are over on 04-13, all of them on 04-14. */
const NINETY = '2026-04-13T16:00:00.000Z';
const DUE = '2026-04-14T16:00:00.000Z';
const LATE_BY_ONE = '2026-04-15T09:00:00.000Z';

let world: World;
const answers: string[] = [];
beforeAll(async () => {
  const scripts = [
    { ...hospital, stalled: ['G14'] },
    { ...hospital, code: form, stalled: ['G10'] },
  ];
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  const say = async (name: string, input: object, who: typeof housing | typeof ecology) =>
    answers.push(outcomeOf(await world.mutate(name, input, who)));
  const players = scripts.map(projectPlayer);
  const first = scripts.map(registrationOf);
  await world.play(players, first, LATE_BY_ONE);
  const decision = { project: form, node: 'G10', outcome: 'approved', documentNumber: '彝环审〔2026〕10号' };
  await say('decideMatter', decision, ecology);
  await say('decideMatter', { ...decision, lateness: '技术评估意见迟到一日。' }, ecology);
  await world.play(players, first, CHECKED);
  const node = { project: permit, node: 'G14' };
  const step = (key: string) => say('completeStep', { ...node, step: key }, housing);
  await step('check');
  await step('check');
  await step('review');
  await world.pass(PERMITTED);
  await step('issue');
  await say('decideMatter', { ...node, outcome: 'approved', documentNumber: '彝建施〔2026〕14号' }, housing);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

it('what was said: T15 wants lateness explained, a step is done once', () =>
  expect(answers).toEqual([
    'LatenessUnexplained T15',
    'Accepted',
    'Accepted',
    'StepAlreadyDone',
    'Accepted',
    'Accepted',
    'Accepted',
  ]));

describe('event 12: a step of G14 is late in a case that is not', () => {
  const id = `${permit}/G14/step/check`;
  const filter = { project: permit, kind: 'STEP' };

  it('K5: no alert one millisecond before the step is due', async () =>
    expect(await alertOn(world, id, filter, justBefore(CHECK_DUE))).toBeUndefined());

  it.each([CHECK_DUE, justBefore(CHECKED)])(
    'K5: amber at %s, of kind STEP, charged to housing',
    async (asOf) =>
      expect(await alertOn(world, id, filter, asOf)).toMatchObject({
        kind: 'STEP',
        level: 'AMBER',
        raisedAt: CHECK_DUE,
        department: unit.housing,
        rule: { id: 'K5' },
        deadline: { kind: 'STEP', dueOn: '2026-05-08' },
      }),
  );

  it('K5: leaves the board with the step, and stays amber on the record', async () => {
    expect(await alertOn(world, id, filter, CHECKED)).toBeUndefined();
    const kept = await alertsAt(world, { ...filter, includeClosed: true });
    expect(kept.map(({ level, deadline }) => [level, deadline?.id])).toEqual([['AMBER', id]]);
  });

  it('K5: the steps done in time are green, on their own days', async () => {
    const steps = await deadlinesAt(world, { project: permit, kind: 'STEP', includeClosed: true });
    const ofPermit = steps.filter(({ id: step }) => step.startsWith(`${permit}/G14/`));
    expect(ofPermit.map(({ level, dueOn }) => [level, dueOn])).toEqual([
      ['AMBER', '2026-05-08'],
      ['GREEN', '2026-05-09'],
      ['GREEN', '2026-05-11'],
    ]);
  });

  it('K5: the case itself is green, with all its days', async () =>
    expect(await nodeAt(world, permit, 'G14')).toMatchObject({
      status: 'DONE',
      level: 'GREEN',
      dueOn: '2026-05-11',
      usedDays: 3,
    }));
});

describe('event 12: G10 at 90 % of its time, and then late by one', () => {
  const at = (asOf: string, includeClosed = false) =>
    alertOn(world, `${form}/G10`, { project: form, kind: 'LATE', includeClosed }, asOf);

  it('K2: no alert one millisecond before nine of ten days are over', async () =>
    expect(await at(justBefore(NINETY))).toBeUndefined());

  it.each([
    [NINETY, 'AMBER', NINETY],
    [justBefore(DUE), 'AMBER', NINETY],
    [DUE, 'RED', DUE],
    [justBefore(LATE_BY_ONE), 'RED', DUE],
  ])('K2: at %s it is %s since %s', async (asOf, level, raisedAt) =>
    expect(await at(asOf)).toMatchObject({ level, raisedAt, department: unit.ecology, rule: { id: 'K2' } }),
  );

  it('K2: leaves the board with the decision, and the node stays red', async () => {
    expect(await at(LATE_BY_ONE)).toBeUndefined();
    expect(await at(PERMITTED, true)).toMatchObject({ level: 'RED', raisedAt: DUE });
    expect(await nodeAt(world, form, 'G10')).toMatchObject({
      status: 'DONE',
      level: 'RED',
      decidedAt: LATE_BY_ONE,
      usedDays: 11,
    });
  });
});
