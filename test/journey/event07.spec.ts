import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { seatsV1 } from '../../domain/catalogue/processes/shared.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { papersOf } from './papers.ts';
import { alertsAt, countedOf, historyOf, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
const key = { project: hospital.code, node: 'G13' };
const stream = `drawings-${hospital.code}-G13`;
const lead = { role: 'lead', organization: unit.housing } as const;
const owner = { role: 'owner', organization: hospital.owner } as const;
const reviewer = { role: 'intermediary', organization: unit.drawingReviewBody } as const;
const window = { role: 'intake', organization: unit.governmentServices } as const;

const ACCEPTED = '2026-04-23T09:00:00.000Z';
const LISTED = '2026-04-30T09:00:00.000Z';
const REVISED = '2026-05-08T02:00:00.000Z';
const RETURNED = '2026-05-09T02:00:00.000Z';
const REVISED_AGAIN = '2026-05-13T02:00:00.000Z';
const CERTIFIED = '2026-05-14T09:00:00.000Z';

const sheets = Array.from({ length: 14 }, (_, index) => `S-${String(index + 1).padStart(2, '0')}`);
const sheet = (name: string, edition: number) => ({
  key: name,
  name: `图 ${name}`,
  sha256: documentOf(`${name}/${edition}`),
});
const demandOn = (about: string, id = `D-${about}`) => ({
  id,
  text: `${about} 须修改。`,
  clause: 'GB 50016 5.5',
  about,
});
/** Sheets by discipline: 3, 3, 2, 2, 2 and 2 of the 14. */
const disciplines = seatsV1.drawings.map(({ discipline }) => discipline);
const sheetsOf = (index: number) => sheets.filter((_, at) => at % disciplines.length === index);
/** The owner changes every sheet but the last. */
const changed = sheets.slice(0, -1);
const unchanged = 'S-14';

let world: World;
const answers: Record<string, Told> = {};
beforeAll(async () => {
  const script = { ...hospital, idle: ['G13'] };
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [registrationOf(script)], ACCEPTED);
  const materials = [...papersOf(script, 'G13'), ...sheets.map((name) => sheet(name, 1))];
  answers['accept'] = await world.mutate('acceptDrawings', { ...key, materials }, window);

  await world.pass('2026-04-29T02:00:00.000Z');
  for (const [index, discipline] of disciplines.entries()) {
    const fails = { reply: 'disagree', text: '不满足强制性条文。', clause: 'GB 50016', conditions: [] };
    const demands = sheetsOf(index).map((name) => demandOn(name));
    await world.mutate(
      'giveOpinion',
      { ...key, unit: reviewer.organization, discipline, ...fails, demands },
      reviewer,
    );
  }
  await world.pass(LISTED);
  answers['list'] = await world.mutate('issueFirstOpinion', { ...key, number: '审图〔2026〕13号' }, lead);
  answers['list again'] = await world.mutate(
    'issueFirstOpinion',
    { ...key, number: '审图〔2026〕13号之二' },
    lead,
  );

  const submit = (materials: readonly object[]) =>
    world.mutate('submitRevision', { ...key, materials, note: '已按意见修改。' }, owner);
  await world.pass(REVISED);
  answers['nothing revised'] = await submit([sheet('S-01', 1)]);
  answers['revise'] = await submit(changed.map((name) => sheet(name, 2)));

  const add = (about: string, id: string) =>
    world.mutate(
      'addDemand',
      { ...key, unit: reviewer.organization, discipline: '消防', demand: demandOn(about, id) },
      reviewer,
      `add-${id}`,
    );
  answers['new on unchanged'] = await add(unchanged, 'N-1');
  answers['new on unchanged, repeated'] = await add(unchanged, 'N-1');
  answers['new on changed'] = await add('S-01', 'N-2');
  const recheck = (demand: string, resolved: boolean) =>
    world.mutate('recheckDemand', { ...key, demand, resolved, note: '复审。' }, reviewer);
  for (const name of changed) await recheck(`D-${name}`, true);
  answers['met already'] = await recheck('D-S-01', true);
  for (const demand of [`D-${unchanged}`, 'N-2']) await recheck(demand, false);
  answers['certify too soon'] = await world.mutate('concludeDrawings', { ...key, outcome: 'approved' }, lead);
  await world.pass(RETURNED);
  answers['return'] = await world.mutate('returnForRevision', key, lead);

  await world.pass(REVISED_AGAIN);
  await submit([sheet(unchanged, 2), sheet('S-01', 3)]);
  for (const demand of [`D-${unchanged}`, 'N-2']) await recheck(demand, true);
  await world.pass(CERTIFIED);
  const certificate = { ...key, outcome: 'approved', documentNumber: '审图合格〔2026〕13号' };
  answers['certify'] = await world.mutate('concludeDrawings', certificate, lead);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);
const factsOf = async (type: string) => (await historyOf(world, stream)).filter((fact) => fact.type === type);

describe('event 7: the first opinion of G13', () => {
  it('J8: is one list of 14 demands of six disciplines', async () => {
    expect([outcome('accept'), outcome('list')]).toEqual(['Accepted', 'Accepted']);
    const [list] = await factsOf('FirstOpinionIssued');
    const demands = list?.data?.['demands'] as { discipline: string }[];
    expect(demands).toHaveLength(14);
    expect(new Set(demands.map(({ discipline }) => discipline))).toEqual(new Set(disciplines));
  });

  it('J8: is given once', () => expect(outcome('list again')).toBe('StageForbids J8'));

  it('J9: stops the clock while the owner revises, and only with something new it runs on', async () => {
    expect(outcome('nothing revised')).toBe('NothingRevised J9');
    const at = (asOf: string) => nodeAt(world, hospital.code, 'G13', asOf);
    expect(await at('2026-05-07T16:00:00.000Z')).toMatchObject({
      status: 'PAUSED',
      paused: true,
      level: 'GREEN',
      dueOn: null,
    });
    expect(await at(REVISED)).toMatchObject({ status: 'IN_PROGRESS', paused: false, dueOn: '2026-05-11' });
  });
});

describe('event 7: round 2', () => {
  it('J8: a new demand on a sheet that did not change is refused on the record', () => {
    expect(outcome('new on unchanged')).toBe('NewDemandRefused J8');
    expect(answers['new on unchanged']?.position).toMatch(/^\d+$/);
    expect(answers['new on unchanged, repeated']).toEqual(answers['new on unchanged']);
  });

  it('J8: it is a violation, charged to the review body, and stays', async () => {
    const alerts = await alertsAt(world, { project: hospital.code, kind: 'VIOLATION' });
    expect(alerts).toMatchObject([
      { level: 'RED', raisedAt: REVISED, department: unit.drawingReviewBody, rule: { id: 'J8' } },
    ]);
    expect(alerts[0]?.text).toContain('«N-1» on unchanged «S-14»');
  });

  it('J8: a new demand on a sheet that changed is allowed', async () => {
    expect(outcome('new on changed')).toBe('Accepted');
    expect((await factsOf('DemandAdded')).map(({ data }) => data?.['demand'])).toMatchObject([{ id: 'N-2' }]);
  });

  it('J9: what is met is not looked at again, and nothing is certified while a demand is open', () => {
    expect(outcome('met already')).toBe('NotAnOpenItem J9');
    expect(answers['certify too soon']).toMatchObject({ code: 'DemandsOpen', rule: { id: 'J9' } });
    expect(answers['certify too soon']?.message).toContain('D-S-14, N-2');
  });

  it('J9: only what is open goes back', async () =>
    expect((await factsOf('ReturnedForRevision')).map(({ data }) => data?.['open'])).toEqual([
      ['D-S-14', 'N-2'],
    ]));

  it('J9, T1: two pauses later the certificate comes on the seventh counted day', async () => {
    expect(outcome('certify')).toBe('Accepted');
    const node = await nodeAt(world, hospital.code, 'G13');
    expect(countedOf(node)).toEqual(
      ['04-24', '04-27', '04-28', '04-29', '04-30', '05-09', '05-14'].map((day) => `2026-${day}`),
    );
    expect(node).toMatchObject({
      status: 'DONE',
      level: 'GREEN',
      dueOn: '2026-05-14',
      decidedAt: CERTIFIED,
      usedDays: 7,
    });
    expect(node.explanation?.pauses.map(({ from, to }) => [from, to])).toEqual([
      [LISTED, REVISED],
      [RETURNED, REVISED_AGAIN],
    ]);
  });
});
