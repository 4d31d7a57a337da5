import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { alertsAt, deadlinesAt, historyOf, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
const key = { project: hospital.code, node: 'G02' };
const stream = `survey-${hospital.code}-G02`;
const lead = { role: 'lead', organization: unit.naturalResources } as const;
const checked = { ...key, unit: unit.water, holds: true, note: '经核查,缺席默认成立。' };
const officerOf = (organization: string) => ({ role: 'officer', organization }) as const;
const water = officerOf(unit.water);
/** G02 is accepted on 03-09; the visit begins at 15:00 on 03-11, the last day of its step. */
const HELD = '2026-03-11T09:00:00.000Z';
const ASKED = '2026-03-12T02:00:00.000Z';
const CONCLUDED = '2026-03-12T09:00:00.000Z';

const attendance = [unit.developmentAndReform, unit.ecology, unit.housing, unit.water].map((each) => ({
  unit: each,
  presence: each === unit.water ? 'absent' : 'present',
}));
const findings = [
  'location',
  'boundary',
  'surroundings',
  'terrain',
  'infrastructure',
  'presentUse',
  'exploration',
].map((topic) => ({ topic, text: '已现场核实,符合要求。' }));
const opinion = (seat: string, discipline: string) => ({
  ...key,
  unit: seat,
  discipline,
  reply: 'agree',
  conditions: [],
  text: '',
  demands: [],
});

let world: World;
const answers: Record<string, Told> = {};
let facts: number;
beforeAll(async () => {
  const script = { ...hospital, stalled: ['G02'] };
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [registrationOf(script)], '2026-03-09T09:00:00.000Z');
  const convene = (visitAt: string) =>
    world.mutate('conveneVisit', { ...key, visitAt, place: '项目现场东门' }, lead);
  answers['too soon'] = await convene('2026-03-09T10:00:00.000Z');
  answers['convene'] = await convene('2026-03-11T07:00:00.000Z');
  await world.pass(HELD);
  const minutes = documentOf(stream);
  answers['hold'] = await world.mutate('holdVisit', { ...key, attendance, findings, minutes }, lead);

  await world.pass(ASKED);
  answers['opinion'] = await world.mutate('giveOpinion', opinion(unit.water, '水土保持'), water);
  const again = { ...key, unit: unit.water, reason: '需再次查看取土场。' };
  answers['second visit'] = await world.mutate('requestSecondVisit', again, water, 'second-visit-1');
  facts = (await world.facts()).length;
  answers['repeated'] = await world.mutate('requestSecondVisit', again, water, 'second-visit-1');
  answers['same id, other words'] = await world.mutate(
    'requestSecondVisit',
    { ...again, reason: '另有他事。' },
    water,
    'second-visit-1',
  );
  answers['for another unit'] = await world.mutate(
    'requestSecondVisit',
    { ...again, unit: unit.ecology },
    water,
  );
  answers['one that was there'] = await world.mutate(
    'requestSecondVisit',
    { ...again, unit: unit.ecology },
    officerOf(unit.ecology),
  );

  for (const [seat, discipline] of [
    [unit.developmentAndReform, '投资'],
    [unit.ecology, '生态环境'],
    [unit.housing, '建设条件'],
  ] as const)
    await world.mutate('giveOpinion', opinion(seat, discipline), officerOf(seat));
  answers['view of one that spoke'] = await world.mutate(
    'followUpConsent',
    { ...key, unit: unit.ecology, document: minutes, note: '无异议。' },
    officerOf(unit.ecology),
  );
  answers['view'] = await world.mutate(
    'followUpConsent',
    { ...key, unit: unit.water, document: minutes, note: '无异议。' },
    water,
  );
  await world.pass(CONCLUDED);
  answers['conclude'] = await world.mutate(
    'concludeSurvey',
    { ...key, outcome: 'approved', documentNumber: '踏勘〔2026〕G02号' },
    lead,
  );
  answers['check by the unit itself'] = await world.mutate('checkConsent', checked, water);
  answers['check'] = await world.mutate('checkConsent', checked, lead);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);
const violations = () => alertsAt(world, { project: hospital.code, kind: 'VIOLATION' });

describe('event 6: the water authority stays away from the visit of G02', () => {
  it('J5: a visit is told a working day before', () => expect(outcome('too soon')).toBe('NoticeTooShort J5'));

  it('J1, Q5: absence is consent, recorded with the visit', async () => {
    const held = (await historyOf(world, stream)).find(({ type }) => type === 'VisitHeld');
    expect(held?.data).toMatchObject({
      deemed: [{ unit: unit.water, discipline: '水土保持', because: 'absent', at: HELD }],
    });
  });

  it('J1, Q5: consent by absence stands; an opinion afterwards is refused', () =>
    expect(outcome('opinion')).toBe('OpinionDeemed Q5'));

  it('J1: no opinion is waited for from it', async () => {
    const { deadlines } = await world.ask<{ deadlines: { nodes: { id: string }[] } }>(
      'query ($project: String!) { deadlines(filter: { project: $project, kind: OPINION, includeClosed: true }) { nodes { id } } }',
      { project: hospital.code },
    );
    const asked = deadlines.nodes.map(({ id }) => id).filter((id) => id.startsWith(`${hospital.code}/G02/`));
    expect(asked).toHaveLength(3);
    expect(asked).not.toContain(`${hospital.code}/G02/opinion/${unit.water}`);
  });
});

describe('event 6: it asks for a second visit', () => {
  it('J1: is refused on the record, with the place of the refusal in the log', () => {
    expect(outcome('second visit')).toBe('SecondVisitForbidden J1');
    expect(answers['second visit']?.position).toMatch(/^\d+$/);
  });

  it('J1: the same command id gets the same answer and leaves no second trace', async () => {
    expect(answers['repeated']).toEqual(answers['second visit']);
    const asked = (await historyOf(world, stream)).filter(({ type }) => type === 'SecondVisitRefused');
    expect(asked.map(({ recordedAt }) => recordedAt)).toEqual([ASKED]);
    expect((await world.facts())[facts - 1]?.recordedAt).toBe(ASKED);
  });

  it('the same command id with other words is no repetition', () =>
    expect(outcome('same id, other words')).toBe('CommandIdReused'));

  it('J1: nobody asks in the name of another unit, and who was there puts it into its opinion', () => {
    expect(answers['for another unit']).toMatchObject({ code: 'Forbidden', position: null });
    expect(answers['one that was there']).toMatchObject({
      code: 'OneVisitOnly',
      position: null,
      rule: { id: 'J1' },
    });
  });

  it('J1: raises one violation, charged to it, from that instant on and for good', async () => {
    expect(await violations()).toEqual([
      {
        kind: 'VIOLATION',
        level: 'RED',
        raisedAt: ASKED,
        department: unit.water,
        rule: { id: 'J1' },
        text: 'Asked for a second visit after staying away from the first.',
        deadline: null,
      },
    ]);
    expect(await alertsAt(world, { kind: 'VIOLATION' }, '2026-03-12T01:59:59.999Z')).toEqual([]);
  });

  it('Q5: it owes its view within a working day, and the lead a look at the consent', async () => {
    const duties = (asOf?: string) => deadlinesAt(world, { project: hospital.code, kind: 'DUTY' }, asOf);
    expect(await duties(HELD)).toMatchObject([
      { id: `${hospital.code}/G02/followUp/${unit.water}`, department: unit.water, dueOn: '2026-03-12' },
      {
        id: `${hospital.code}/G02/check/${unit.water}`,
        department: unit.naturalResources,
        dueOn: '2026-03-18',
      },
    ]);
    expect(outcome('view of one that spoke')).toBe('NothingOwed Q5');
    expect(outcome('check by the unit itself')).toBe('Forbidden');
    expect([outcome('view'), outcome('check')]).toEqual(['Accepted', 'Accepted']);
    expect(await duties()).toEqual([]);
  });

  it('J1: the survey goes on without it and ends in time', async () =>
    expect(await nodeAt(world, hospital.code, 'G02')).toMatchObject({
      status: 'DONE',
      level: 'GREEN',
      dueOn: '2026-03-12',
      decidedAt: CONCLUDED,
      usedDays: 3,
    }));
});
