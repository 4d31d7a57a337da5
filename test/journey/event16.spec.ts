import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, hospitalOffClock } from '../../app/simulation/reference.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { alertOn, countedOf, historyOf, justBefore, type NodeSeen, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
/** Accepted on 2026-12-29, five days, and nobody decides. */
const open = hospital.code;
/** Accepted a day before and decided on its last day, before the notice is loaded. */
const closed = hospitalOffClock.code;
const FIRST_LOOK = '2026-12-30T01:00:00.000Z';
const PROVISIONAL_AMBER = '2027-01-05T16:00:00.000Z';
const PROVISIONAL_DUE = '2027-01-06T16:00:00.000Z';
const IMPORTED = '2027-01-06T02:00:00.000Z';
const AMBER = PROVISIONAL_DUE;
const DUE = '2027-01-07T16:00:00.000Z';
const END = '2027-01-08T02:00:00.000Z';
/** 2027 as it might be announced, with a Monday off that nobody could foresee. */
const notice = {
  ...notice2027,
  days: [...notice2027.days, { name: '元旦', date: '2027-01-04', isOffDay: true }],
};
const tooFar = { ...notice, year: 2028, days: [{ name: '元旦', date: '2028-01-03', isOffDay: true }] };

let world: World;
const answers: Record<string, string> = {};
const levels: Record<string, string> = {};
let before: NodeSeen;
let forecastBefore: object;
let closedBefore: NodeSeen;
const forecastOf = async (asOf?: string) =>
  (
    await world.ask<{ project: { forecast: object } }>(
      'query ($code: String!, $asOf: Instant) { project(code: $code, asOf: $asOf) { forecast { permitOn finishOn provisional } } }',
      { code: open, asOf },
    )
  ).project.forecast;
const levelAt = async (asOf: string) =>
  (await alertOn(world, `${open}/G01`, { project: open }, asOf))?.level ?? 'none';
beforeAll(async () => {
  const scripts = [
    { ...hospital, code: open, registeredAt: '2026-12-29T01:00:00.000Z', stalled: ['G01'] },
    { ...hospital, code: closed, registeredAt: '2026-12-28T01:00:00.000Z' },
  ];
  world = await openWorld(folder, '2026-12-28T01:00:00.000Z');
  const play = (until: string) => world.play(scripts.map(projectPlayer), scripts.map(registrationOf), until);
  await play(FIRST_LOOK);
  before = await nodeAt(world, open, 'G01');
  forecastBefore = await forecastOf();
  for (const instant of [PROVISIONAL_AMBER, justBefore(PROVISIONAL_DUE), PROVISIONAL_DUE])
    levels[instant] = await levelAt(instant);
  await play('2027-01-05T10:00:00.000Z');
  closedBefore = await nodeAt(world, closed, 'G01');
  await world.pass(IMPORTED);
  levels[IMPORTED] = await levelAt(IMPORTED);
  const load = async (input: object, who: Parameters<World['mutate']>[2]) =>
    outcomeOf(await world.mutate('importHolidayNotice', input, who));
  answers['public'] = await load(notice, { role: 'public' });
  answers['supervisor'] = await load(notice, { role: 'supervisor' });
  answers['a year too far'] = await load(tooFar, { role: 'system' });
  answers['system'] = await load(notice, { role: 'system' });
  answers['again'] = await load(notice, { role: 'system' });
  await world.pass(END);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('event 16: a limit that runs into 2027', () => {
  it('T2: its due date is provisional until the notice is loaded', () => {
    expect(before).toMatchObject({ dueOn: '2027-01-06', dueAt: PROVISIONAL_DUE, provisional: true });
    expect(countedOf(before)).toEqual(['2026-12-30', '2026-12-31', '2027-01-04', '2027-01-05', '2027-01-06']);
  });

  it('T1: the days beyond the horizon say that they are provisional, New Year among them', () => {
    const beyond = (before.explanation?.steps ?? []).filter(({ date }) => date > '2026-12-31');
    expect(beyond.every(({ reason }) => reason.includes('provisional'))).toBe(true);
    expect(beyond.find(({ date }) => date === '2027-01-01')).toMatchObject({ counted: false });
  });

  it('K2: until then alerts follow the provisional date', () =>
    expect(levels).toEqual({
      [PROVISIONAL_AMBER]: 'AMBER',
      [justBefore(PROVISIONAL_DUE)]: 'AMBER',
      [PROVISIONAL_DUE]: 'RED',
      [IMPORTED]: 'AMBER',
    }));
});

describe('event 16: the notice for 2027 is loaded', () => {
  it('the public and a supervisor may not; the system may, once and for the next year only', () =>
    expect(answers).toEqual({
      public: 'Forbidden',
      supervisor: 'Forbidden',
      'a year too far': 'YearSkipped',
      system: 'Accepted',
      again: 'NoticeUnchanged',
    }));

  it('T2: the open limit is derived again, on the record with before and after', async () => {
    const moved = (await historyOf(world, `matter-${open}-G01`)).filter(
      ({ type }) => type === 'DeadlineRederived',
    );
    expect(moved).toMatchObject([
      {
        recordedAt: IMPORTED,
        data: {
          notice: 'holiday notice for 2027 (no. 1)',
          clocks: [
            {
              op: 'rederived',
              id: `${open}/G01`,
              before: { dueOn: '2027-01-06', dueAt: PROVISIONAL_DUE },
              due: { dueOn: '2027-01-07', dueAt: DUE, provisional: false },
            },
          ],
        },
      },
    ]);
  });

  it('T1: the explanation counts by the notice, and nothing is provisional any more', async () => {
    const node = await nodeAt(world, open, 'G01');
    expect(node).toMatchObject({ dueOn: '2027-01-07', provisional: false });
    expect(countedOf(node)).toEqual(['2026-12-30', '2026-12-31', '2027-01-05', '2027-01-06', '2027-01-07']);
  });

  it('T2: a reader at an earlier instant is told what was known then', async () =>
    expect(await nodeAt(world, open, 'G01', justBefore(IMPORTED))).toMatchObject({
      dueOn: '2027-01-06',
      provisional: true,
    }));

  it('B47: and of the date that was honest then, reckoned without the notice', async () => {
    expect(forecastBefore).toMatchObject({ provisional: true });
    expect(await forecastOf(FIRST_LOOK)).toEqual(forecastBefore);
    expect(await forecastOf()).not.toEqual(forecastBefore);
  });

  it('T2: what was closed before never moves', async () => {
    expect(closedBefore).toMatchObject({ status: 'DONE', dueOn: '2027-01-05', provisional: true });
    expect(await nodeAt(world, closed, 'G01')).toEqual(closedBefore);
    const facts = await historyOf(world, `matter-${closed}-G01`);
    expect(facts.map(({ type }) => type)).not.toContain('DeadlineRederived');
  });
});

describe('event 16: alerts follow the new date', () => {
  it.each([
    [justBefore(IMPORTED), 'AMBER'],
    [IMPORTED, 'none'],
    [justBefore(AMBER), 'none'],
    [AMBER, 'AMBER'],
    [justBefore(DUE), 'AMBER'],
    [DUE, 'RED'],
  ])('K2, K3: at %s it is %s', async (asOf, level) => expect(await levelAt(asOf)).toBe(level));

  it('K2: the amber of the old date was taken back on the record, and each new level raised once', async () => {
    const said = (await world.facts())
      .map(({ event, recordedAt }) => ({
        type: event.type,
        recordedAt,
        data: event.data as { level: string; deadline: string },
      }))
      .filter(({ type, data }) => type.startsWith('Alert') && data.deadline === `${open}/G01`);
    expect(said.map(({ type, recordedAt, data }) => [type, data.level, recordedAt])).toEqual([
      ['AlertRaised', 'AMBER', PROVISIONAL_AMBER],
      ['AlertWithdrawn', 'AMBER', IMPORTED],
      ['AlertRaised', 'AMBER', AMBER],
      ['AlertRaised', 'RED', DUE],
    ]);
  });
});
