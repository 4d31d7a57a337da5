import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterMarket } from '../../app/simulation/demonstration.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, hospitalInMarket, plant } from '../../app/simulation/reference.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { openWorld, type World } from './world.ts';

/** The dates that the reference projects must come to: node, start, last day, days used. */
const GOV = `
G01 2026-03-02 2026-03-09 5
G02 2026-03-09 2026-03-12 3
G03 2026-03-12 2026-03-23 7
G04 2026-03-09 2026-03-16 5
G05 2026-03-23 2026-03-30 5
G06 2026-03-30 2026-04-07 5
G07 2026-03-30 2026-04-07 5
G08 2026-04-07 2026-04-16 7
G09 2026-04-16 2026-04-23 5
G10 2026-03-30 2026-04-14 10
G11 2026-03-30 2026-03-31 1
G12 2026-04-16 2026-04-23 5
G13 2026-04-23 2026-05-07 7
G14 2026-05-07 2026-05-11 3
G15 2026-05-11 2026-05-28 13`;
const INDUSTRIAL = `
E01 2026-03-02 2026-03-03 1
E02 2026-03-03 2026-03-11 6
E03 2026-03-03 2026-03-04 1
E04 2026-03-03 2026-03-17 10
E05 2026-03-03 2026-03-04 1
E06 2026-03-11 2026-03-20 7
E07 2026-03-20 2026-03-27 5
E08 2026-03-27 2026-04-08 7
E09 2026-04-08 2026-04-13 3
E10 2026-04-13 2026-04-30 13`;
/** Off the clock: node, decided on. */
const OFF_CLOCK = `
G01 2026-03-09
G02 2026-03-12
G03 2026-04-16
G04 2026-04-16
G05 2026-05-18
G06 2026-07-28
G07 2026-05-25
G08 2026-08-06
G09 2026-08-24
G10 2026-07-09
G11 2026-06-16
G12 2026-08-13
G13 2026-09-14
G14 2026-10-21
G15 2026-11-09
M-FS 2026-03-25
W-FS 2026-04-23
M-SURV 2026-03-25
W-SURV 2026-04-07
M-EN 2026-03-25
W-EN 2026-04-09
T-DES 2026-06-15
W-PD 2026-07-21
M-EIA 2026-06-03
W-EIA 2026-06-25
M-WS 2026-06-03
W-WS 2026-06-15
W-CD 2026-09-03
T-WKS 2026-10-16
WORKS 2026-10-21`;

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

interface Asked {
  project: {
    status: string;
    finishedAt: string;
    budget: { target: number; used: number; remaining: number };
    criticalPath: { key: string }[];
    forecast: { permitOn: string; finishOn: string; provisional: boolean; waitingFor: { key: string }[] };
    nodes: {
      key: string;
      startedAt: string;
      dueOn: string;
      decidedAt: string;
      usedDays: number;
      level: string;
      status: string;
    }[];
  };
}
const QUERY = `query ($code: String!, $asOf: Instant) { project(code: $code, asOf: $asOf) {
  status finishedAt budget { target used remaining } criticalPath { key }
  forecast { permitOn finishOn provisional waitingFor { key } }
  nodes { key startedAt dueOn decidedAt usedDays level status } } }`;

/** The legal day of an instant in Asia/Shanghai. */
const dayOf = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
const at17 = (day: string) => `${day}T09:00:00.000Z`;

const folder = temporaryFolder();
let world: World;
beforeAll(async () => {
  const scripts = [hospital, plant, hospitalInMarket];
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play(
    scripts.map(projectPlayer),
    [...demoAgencies.flatMap(enterMarket), ...scripts.map(registrationOf)],
    '2026-11-20T00:00:00.000Z',
  );
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const projectAt = async (code: string, asOf?: string) =>
  (await world.ask<Asked>(QUERY, { code, asOf })).project;

describe.each([
  ['B43: the hospital by the clock alone', hospital.code, GOV, 60],
  ['B44: the plant by the clock alone', plant.code, INDUSTRIAL, 42],
])('%s', (_, code, table, target) => {
  it('uses exactly its target and ends', async () => {
    const { status, budget } = await projectAt(code);
    expect({ status, budget }).toEqual({
      status: 'COMPLETED',
      budget: { target, used: target, remaining: 0 },
    });
  });

  it.each(rowsOf(table))('%s starts on %s, is due on %s and takes %s days', async (key, start, due, days) => {
    const node = (await projectAt(code)).nodes.find((candidate) => candidate.key === key);
    expect(node).toMatchObject({
      dueOn: due,
      decidedAt: at17(due ?? ''),
      usedDays: Number(days),
      level: 'GREEN',
      status: 'DONE',
    });
    expect(dayOf(node?.startedAt ?? '')).toBe(start);
  });
});

describe('B47: the hospital with everything off the approval clock, its purchases in the market', () => {
  it.each(rowsOf(OFF_CLOCK))('%s is done on %s', async (key, on) => {
    const node = (await projectAt(hospitalInMarket.code)).nodes.find((candidate) => candidate.key === key);
    expect(node?.decidedAt).toBe(at17(on ?? ''));
  });

  it('uses 45 of its 60 days, because only approvals on the critical path count', async () =>
    expect((await projectAt(hospitalInMarket.code)).budget).toEqual({ target: 60, used: 45, remaining: 15 }));

  it('has its critical path through the purchases and the works', async () =>
    expect((await projectAt(hospitalInMarket.code)).criticalPath.map(({ key }) => key)).toEqual([
      'G01',
      'M-FS',
      'W-FS',
      'G05',
      'T-DES',
      'W-PD',
      'G06',
      'G08',
      'W-CD',
      'G13',
      'T-WKS',
      'G14',
      'WORKS',
      'G15',
    ]));

  it('said on its first day when the permit and the end would come', async () => {
    const { forecast } = await projectAt(hospitalInMarket.code, '2026-03-02T02:00:00.000Z');
    expect(forecast).toEqual({
      permitOn: '2026-10-21',
      finishOn: '2026-11-09',
      provisional: false,
      waitingFor: [{ key: 'G01' }],
    });
  });

  it('A1: every purchase became a job that is done', async () => {
    const { jobs } = await world.ask<{ jobs: { totalCount: number; nodes: { status: string }[] } }>(
      'query ($project: String!) { jobs(filter: { project: $project }) { totalCount nodes { status } } }',
      { project: hospitalInMarket.code },
      { role: 'public' },
    );
    expect(jobs).toEqual({ totalCount: 5, nodes: Array.from({ length: 5 }, () => ({ status: 'DONE' })) });
  });
});

it('J9, T9: the drawing review is filed with its certificate, and no document is left undelivered', async () => {
  const { history, deadlines } = await world.ask<{
    history: { nodes: { type: string }[] };
    deadlines: { totalCount: number };
  }>(
    `{ history(stream: "drawings-${hospital.code}-G13", first: 200) { nodes { type } }
       deadlines(filter: { project: "${hospital.code}" }) { totalCount } }`,
  );
  expect(history.nodes.at(-1)?.type).toBe('DrawingsFiled');
  expect(deadlines.totalCount).toBe(0);
});

describe('what a reader would have been told at an earlier instant', () => {
  it('before the registration: nothing', async () =>
    expect(await projectAt(hospital.code, '2026-03-02T00:59:59.999Z')).toBeNull());

  it('at the registration: running from its first acceptance', async () => {
    const project = await projectAt(hospital.code, '2026-03-02T01:00:00.000Z');
    expect(project).toMatchObject({
      status: 'RUNNING',
      finishedAt: null,
      budget: { target: 60, used: 0, remaining: 60 },
    });
    expect(project.nodes.find(({ key }) => key === 'G02')).toMatchObject({
      status: 'WAITING',
      startedAt: null,
      dueOn: null,
    });
  });

  it('on the last day of a node: amber, and its date', async () => {
    const node = (await projectAt(hospital.code, '2026-03-09T08:59:59.999Z')).nodes.find(
      ({ key }) => key === 'G01',
    );
    expect(node).toMatchObject({
      status: 'IN_PROGRESS',
      level: 'AMBER',
      dueOn: '2026-03-09',
      decidedAt: null,
    });
  });

  it('at the instant of the decision: done', async () => {
    const node = (await projectAt(hospital.code, '2026-03-09T09:00:00.000Z')).nodes.find(
      ({ key }) => key === 'G01',
    );
    expect(node).toMatchObject({ status: 'DONE', level: 'GREEN', decidedAt: '2026-03-09T09:00:00.000Z' });
  });
});

it.each([
  'project(code: "2603-532390-04-01-482134"',
  'deadlines(first: 1',
  'workQueue(department: "x"',
  'jobs(first: 1',
  'projects(first: 1',
])('%s: asOf beyond the calendar is refused with the latest instant', async (field) => {
  const rest = field.startsWith('project(') ? '{ code }' : '{ totalCount }';
  await expect(world.ask(`{ ${field}, asOf: "2099-01-01T00:00:00.000Z") ${rest} }`)).rejects.toThrow(
    /BAD_USER_INPUT|2090-01-01/,
  );
});
