import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, hospitalOffClock } from '../../app/simulation/reference.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { papersOf } from './papers.ts';
import {
  alertOn,
  alertsAt,
  countedOf,
  deadlinesAt,
  historyOf,
  justBefore,
  nodeAt,
  outcomeOf,
} from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
const window = { role: 'intake', organization: unit.governmentServices } as const;
/** One window sleeps over its five days, the other asks in the last millisecond. */
const late = hospital.code;
const inTime = hospitalOffClock.code;
const RECEIVED = '2026-03-12T09:30:00.000Z';
/** 24:00 of the fifth working day after the receipt. */
const OVER = '2026-03-19T16:00:00.000Z';
const SIXTH_DAY = '2026-03-20T02:00:00.000Z';
const deadline = `${late}/G03/correction/1`;
const asking = (project: string) => ({
  project,
  node: 'G03',
  missing: ['boundary'],
  note: '缺勘测定界成果,请一次性补正。',
});

let world: World;
const answers: Record<string, string> = {};
beforeAll(async () => {
  const scripts = [late, inTime].map((code) => ({ ...hospital, code, idle: ['G03'] }));
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play(scripts.map(projectPlayer), scripts.map(registrationOf), RECEIVED);
  const materials = papersOf(hospital, 'G03').filter(({ key }) => key !== 'boundary');
  for (const project of [late, inTime])
    await world.mutate('receiveMatter', { project, node: 'G03', materials }, window);
  answers['early'] = outcomeOf(await world.mutate('acceptMatter', { project: late, node: 'G03' }, window));
  await world.pass(justBefore(OVER));
  answers['last millisecond'] = outcomeOf(await world.mutate('requestCorrection', asking(inTime), window));
  answers['twice'] = outcomeOf(await world.mutate('requestCorrection', asking(inTime), window));
  // The days are over, and what follows by itself is not recorded yet.
  world.clock.moveTo(OVER);
  answers['due instant'] = outcomeOf(await world.mutate('requestCorrection', asking(late), window));
  await world.pass(SIXTH_DAY);
  answers['sixth day'] = outcomeOf(await world.mutate('requestCorrection', asking(late), window));
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('event 1: G03 is incomplete, and the window asks on day 6', () => {
  it('T3: what is not complete is not accepted', () => expect(answers['early']).toBe('MaterialsMissing T3'));

  it('T3: asking in the last millisecond of day 5 is in time', () =>
    expect(answers['last millisecond']).toBe('Accepted'));

  it('T3: nothing is asked for twice', () => expect(answers['twice']).toBe('StageForbids T3'));

  it('T3: asking from 24:00 of day 5 on is refused', () =>
    expect([answers['due instant'], answers['sixth day']]).toEqual([
      'CorrectionTooLate T3',
      'StageForbids T3',
    ]));

  it('T3: the silence became acceptance at 24:00, dated back to the receipt', async () =>
    expect((await historyOf(world, `matter-${late}-G03`)).at(-1)).toMatchObject({
      type: 'MatterDeemedAccepted',
      recordedAt: OVER,
      data: { acceptedAt: RECEIVED, deemedAt: OVER },
    }));

  it('T1, T2: seven working days count from the day of the receipt', async () => {
    const node = await nodeAt(world, late, 'G03');
    expect(node).toMatchObject({ status: 'IN_PROGRESS', startedAt: RECEIVED, dueOn: '2026-03-23' });
    expect(node.explanation?.startedOn).toBe('2026-03-12');
    expect(countedOf(node)).toEqual([13, 16, 17, 18, 19, 20, 23].map((day) => `2026-03-${day}`));
  });

  it('T3: where it was asked in time nothing is deemed and no limit runs', async () => {
    const node = await nodeAt(world, inTime, 'G03');
    expect(node).toMatchObject({ status: 'READY', startedAt: null, dueOn: null });
    const cards = { project: inTime, department: unit.governmentServices, includeClosed: true };
    expect((await alertsAt(world, cards)).map(({ level }) => level)).not.toContain('RED');
  });
});

describe('event 1: the card against the window', () => {
  const filter = { project: late };

  it('K3: the days to ask are amber one working day before they end, charged to the window', async () => {
    const alert = await alertOn(world, deadline, filter, '2026-03-18T16:00:00.000Z');
    expect(alert).toMatchObject({ level: 'AMBER', department: unit.governmentServices });
    expect(await alertOn(world, deadline, filter, '2026-03-18T15:59:59.999Z')).toBeUndefined();
  });

  it('T3, K2: it leaves the board with its own deeming, and stays RED on the record', async () => {
    expect(await alertOn(world, deadline, filter, justBefore(OVER))).toMatchObject({ level: 'AMBER' });
    expect(await alertOn(world, deadline, filter, OVER)).toBeUndefined();
    expect(await alertOn(world, deadline, { ...filter, includeClosed: true }, OVER)).toMatchObject({
      kind: 'LATE',
      level: 'RED',
      raisedAt: OVER,
      department: unit.governmentServices,
      deadline: { kind: 'CORRECTION', dueOn: '2026-03-19', dueAt: OVER },
    });
  });

  it('K2: the card itself was recorded, and the window is shown with it among the deadlines', async () => {
    const raised = (await world.facts()).filter(({ event }) => event.type === 'AlertRaised');
    const cards = raised.map(
      ({ event }) => event.data as { deadline: string; level: string; charged: string },
    );
    expect(cards.filter((card) => card.deadline === deadline).map(({ level }) => level)).toEqual([
      'AMBER',
      'RED',
    ]);
    const closed = await deadlinesAt(world, { project: late, kind: 'CORRECTION', includeClosed: true });
    expect(closed.find(({ id }) => id === deadline)).toMatchObject({
      level: 'RED',
      department: unit.governmentServices,
    });
  });
});
