import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { seatsV1 } from '../../domain/catalogue/processes/shared.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { alertsAt, countedOf, deadlinesAt, historyOf, justBefore, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type World } from './world.ts';

const folder = temporaryFolder();
const key = { project: hospital.code, node: 'G15' };
const stream = `acceptance-${hospital.code}-G15`;
const lead = { role: 'lead', organization: unit.housing } as const;
const owner = { role: 'owner', organization: hospital.owner } as const;
const officerOf = (organization: string) => ({ role: 'officer', organization }) as const;
/** Accepted on 05-11; the opinions are due on counted day 10, and the correction takes twelve days from there. */
const INTAKE = '2026-05-13T09:00:00.000Z';
const SITE = '2026-05-20T09:00:00.000Z';
const FAILED = '2026-05-25T09:00:00.000Z';
const CORRECTED = '2026-06-06T02:00:00.000Z';
const RECHECKED = '2026-06-08T02:00:00.000Z';
const PAPER = '2026-06-09T09:00:00.000Z';
const FILED = '2026-06-10T09:00:00.000Z';

const fails = { reply: 'disagree', text: '疏散通道不符合要求。', clause: 'GB 50016 5.5', conditions: [] };
const passes = { reply: 'agree', text: '', conditions: [], demands: [] };
const demands = [{ id: 'FIRE-01', text: '三层疏散门改为外开。', clause: 'GB 50016 5.5', about: 'asBuilt' }];

let world: World;
const answers: Record<string, Told> = {};
beforeAll(async () => {
  const script = { ...hospital, stalled: ['G15'] };
  world = await openWorld(folder, '2026-03-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [registrationOf(script)], INTAKE);
  const say = async (
    what: string,
    name: string,
    input: object,
    who: typeof lead | typeof owner | ReturnType<typeof officerOf>,
  ) => {
    answers[what] = await world.mutate(name, { ...key, ...input }, who);
  };
  await say('intake', 'completeIntake', {}, lead);
  await say('notify', 'notifySite', { inspectAt: '2026-05-20T01:30:00.000Z', place: '项目现场' }, lead);
  await world.pass(SITE);
  const attendance = seatsV1.acceptance.map((seat) => ({
    unit: seat.unit,
    presence: 'present',
    checked: true,
    viewSigned: true,
  }));
  await say('site', 'holdSite', { attendance }, lead);
  await world.pass(FAILED);
  for (const { unit: seat, discipline } of seatsV1.acceptance) {
    const reply = seat === unit.fire ? { ...fails, demands } : passes;
    await say(`opinion ${discipline}`, 'giveOpinion', { unit: seat, discipline, ...reply }, officerOf(seat));
  }
  const paper = { number: '联验〔2026〕15号', outcome: 'approved' };
  await say('paper at once', 'issueOpinionPaper', paper, lead);
  await say('corrections', 'issueCorrections', {}, lead);

  await world.pass(CORRECTED);
  const materials = [{ key: 'asBuilt', sha256: documentOf('as built, doors turned') }];
  await say('report', 'reportCorrection', { materials, note: '疏散门已改。' }, owner);
  await world.pass(RECHECKED);
  const recheck = { demand: 'FIRE-01', resolved: true, note: '已整改到位。' };
  await say(
    'recheck of what passed',
    'recheckDemand',
    { ...recheck, demand: 'LAND-01' },
    officerOf(unit.naturalResources),
  );
  await say('recheck by another', 'recheckDemand', recheck, officerOf(unit.naturalResources));
  await say('paper before the re-check', 'issueOpinionPaper', paper, lead);
  await say('recheck', 'recheckDemand', recheck, officerOf(unit.fire));
  await world.pass(PAPER);
  await say('paper', 'issueOpinionPaper', paper, lead);
  await world.pass(FILED);
  await say('file', 'fileAcceptance', { documentNumber: '联验〔2026〕15号' }, lead);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);

describe('event 13: fire fails in the joint acceptance', () => {
  it('J13: all demands go out at once, and no paper goes out over them', async () => {
    expect(outcome('paper at once')).toBe('ReasonedDisagreement J16');
    expect(outcome('corrections')).toBe('Accepted');
    const list = (await historyOf(world, stream)).find(({ type }) => type === 'CorrectionsIssued');
    expect(list?.data?.['demands']).toMatchObject([{ id: 'FIRE-01', unit: unit.fire, discipline: '消防' }]);
  });

  it('J14: twelve days of correction are off the clock', async () => {
    const node = await nodeAt(world, hospital.code, 'G15');
    const skipped = (node.explanation?.steps ?? []).filter(({ reason }) => reason.startsWith('paused: 整改'));
    expect(skipped.map(({ date }) => date)).toEqual(
      Array.from({ length: 12 }, (_, day) =>
        new Date(Date.UTC(2026, 4, 26 + day)).toISOString().slice(0, 10),
      ),
    );
    expect(node.explanation?.pauses).toMatchObject([{ legalBasis: 'J14', from: FAILED, to: CORRECTED }]);
  });

  it.each([
    [FAILED, true],
    [justBefore(CORRECTED), true],
    [CORRECTED, false],
  ])('J14: at %s paused is %s', async (asOf, paused) =>
    expect((await nodeAt(world, hospital.code, 'G15', asOf)).paused).toBe(paused),
  );

  it('J14: only the item of fire is looked at again, and by fire', async () => {
    expect(outcome('recheck of what passed')).toBe('NotAnOpenItem J14');
    expect(outcome('recheck by another')).toBe('Forbidden');
    expect(outcome('paper before the re-check')).toBe('DemandsOpen J14');
    const looked = (await historyOf(world, stream)).filter(({ type }) => type === 'DemandRechecked');
    expect(looked.map(({ data }) => data?.['demand'])).toEqual(['FIRE-01']);
  });

  it('J10, J11: one numbered paper tells how every discipline came to its result', async () => {
    const paper = (await historyOf(world, stream)).find(({ type }) => type === 'OpinionPaperIssued');
    const results = paper?.data?.['results'] as { discipline: string; passed: boolean; how: string }[];
    expect(paper?.data).toMatchObject({ number: '联验〔2026〕15号', verdict: 'approved' });
    expect(results.map(({ discipline, passed, how }) => [discipline, passed, how])).toEqual(
      seatsV1.acceptance.map(({ discipline }) => [
        discipline,
        true,
        discipline === '消防' ? 'rechecked' : 'given',
      ]),
    );
  });
});

describe('event 13: the dates', () => {
  it('J12: thirteen counted days, the last two after the correction', async () => {
    expect([outcome('paper'), outcome('file')]).toEqual(['Accepted', 'Accepted']);
    const node = await nodeAt(world, hospital.code, 'G15');
    const counted = countedOf(node);
    expect(counted.slice(9)).toEqual(['2026-05-25', '2026-06-08', '2026-06-09', '2026-06-10']);
    expect(counted[11]).toBe(PAPER.slice(0, 10));
    expect(counted[12]).toBe(FILED.slice(0, 10));
    expect(node).toMatchObject({
      status: 'DONE',
      level: 'GREEN',
      usedDays: 13,
      dueOn: '2026-06-10',
      decidedAt: FILED,
    });
  });

  it.each([
    ['intake', '2026-05-13'],
    ['site', '2026-05-20'],
    ['opinions', '2026-05-25'],
    ['opinionPaper', '2026-06-09'],
    ['filing', '2026-06-10'],
  ])('K5: the step %s ended in time on its own last day, %s', async (step, dueOn) => {
    const steps = await deadlinesAt(world, { project: hospital.code, kind: 'STEP', includeClosed: true });
    expect(steps.find(({ id }) => id === `${hospital.code}/G15/step/${step}`)).toMatchObject({
      dueOn,
      level: 'GREEN',
    });
  });

  it('K2: nobody is charged with anything', async () =>
    expect(
      (await alertsAt(world, { project: hospital.code, includeClosed: true })).map(
        ({ deadline }) => deadline?.id,
      ),
    ).toEqual([]));
});
