import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../app/simulation/reference.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { alertOn, deadlinesAt, historyOf, justBefore, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
/** Corrections are asked for on 2026-03-02, with the receipt; fifteen working days later is 2026-03-23. */
const LAPSE = '2026-03-23T16:00:00.000Z';
/** Decided on 2026-03-02; ten working days later is 2026-03-16. */
const DELIVER = '2026-03-16T16:00:00.000Z';
const supplement = `${hospital.code}/G01/supplement`;
const delivery = `${plant.code}/E01/delivery`;
const officer = { role: 'officer', organization: unit.developmentAndReform } as const;
const intake = { role: 'intake', organization: unit.governmentServices } as const;

let world: World;
const answers: Record<string, Told> = {};
beforeAll(async () => {
  const scripts = [
    { ...hospital, correcting: ['G01'] },
    { ...plant, stalled: ['E01'] },
  ];
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play(scripts.map(projectPlayer), scripts.map(registrationOf), '2026-03-02T02:00:00.000Z');
  const E01 = { project: plant.code, node: 'E01' };
  const extend = (days: number) =>
    world.mutate(
      'extendLimit',
      { ...E01, days, reason: '情况复杂,已告知申请人。', approver: '局长' },
      officer,
    );
  answers['too far'] = await extend(11);
  answers['within'] = await extend(10);
  answers['again'] = await extend(1);
  answers['decide'] = await world.mutate('decideMatter', { ...E01, outcome: 'approved' }, officer);
  await world.pass(justBefore(LAPSE));
  answers['deliver'] = await world.mutate('deliverMatter', { ...E01, channel: 'post' }, intake);
  await world.pass('2026-03-25T02:00:00.000Z');
  answers['too late'] = await world.mutate(
    'submitCorrection',
    { project: hospital.code, node: 'G01', materials: [] },
    { role: 'owner', organization: hospital.owner },
  );
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);

describe('T5: a correction that is never made', () => {
  it('runs against the owner, and it sees until when', async () => {
    const { deadlines } = await world.ask<{ deadlines: { nodes: { id: string; dueOn: string }[] } }>(
      `{ deadlines(filter: { kind: CORRECTION }, asOf: "${justBefore(LAPSE)}") { nodes { id dueOn } } }`,
      {},
      { role: 'owner', organization: hospital.owner },
    );
    expect(deadlines.nodes).toEqual([{ id: supplement, dueOn: '2026-03-23' }]);
    expect(await deadlinesAt(world, { department: hospital.owner }, justBefore(LAPSE))).toMatchObject([
      { id: supplement, kind: 'CORRECTION', level: 'AMBER', department: hospital.owner, dueAt: LAPSE },
    ]);
  });
  it('is told apart from what departments have to do', async () => {
    const { overdueByDepartment } = await world.ask<{
      overdueByDepartment: { department: string; kind: string }[];
    }>(`{ overdueByDepartment(asOf: "${DELIVER}") { department kind } }`);
    const kindOf = (code: string) => overdueByDepartment.find(({ department }) => department === code)?.kind;
    expect(kindOf(hospital.owner)).toBe('OWNER');
    expect(kindOf(unit.governmentServices)).toBe('DEPARTMENT');
  });
  it('leaves the node ready until its last moment, and withdraws it at 24:00', async () => {
    expect(await nodeAt(world, hospital.code, 'G01', justBefore(LAPSE))).toMatchObject({
      status: 'READY',
      decidedAt: null,
    });
    expect(await nodeAt(world, hospital.code, 'G01', LAPSE)).toMatchObject({
      status: 'WITHDRAWN',
      decidedAt: LAPSE,
    });
  });
  it('is a fact of its own, dated to its last day', async () => {
    const facts = await historyOf(world, `matter-${hospital.code}-G01`);
    expect(facts.at(-1)).toMatchObject({
      type: 'MatterDeemedWithdrawn',
      data: { outcome: 'withdrawn', endedAt: LAPSE },
    });
  });
  it('is late, and charged to whoever was silent', async () =>
    expect(await alertOn(world, supplement, { project: hospital.code, includeClosed: true })).toMatchObject({
      level: 'RED',
      raisedAt: LAPSE,
      department: hospital.owner,
    }));
  it('cannot be made any more', () => expect(outcome('too late')).toBe('StageForbids'));
});

describe('T6: an extension', () => {
  it('goes as far as the law lets it, once', () =>
    expect(['too far', 'within', 'again'].map(outcome)).toEqual([
      'ExtensionTooLong T6',
      'Accepted',
      'AlreadyExtended T6',
    ]));
});

describe('T9: a decision that is not delivered', () => {
  it('is due ten working days after it, and belongs to the window', async () => {
    expect(outcome('decide')).toBe('Accepted');
    expect(await deadlinesAt(world, { kind: 'DELIVERY' }, justBefore(DELIVER))).toEqual([
      {
        id: delivery,
        kind: 'DELIVERY',
        level: 'AMBER',
        department: unit.governmentServices,
        dueOn: '2026-03-16',
        dueAt: DELIVER,
      },
    ]);
  });
  it('is red from the first late instant on', async () =>
    expect(await alertOn(world, delivery, { kind: 'LATE' }, DELIVER)).toMatchObject({
      level: 'RED',
      raisedAt: DELIVER,
    }));
  it('leaves the boards with its delivery, and the node keeps its date', async () => {
    expect(outcome('deliver')).toBe('Accepted');
    expect(await deadlinesAt(world, { kind: 'DELIVERY' }, LAPSE)).toEqual([]);
    expect(await nodeAt(world, plant.code, 'E01')).toMatchObject({ status: 'DONE', level: 'GREEN' });
  });
});
