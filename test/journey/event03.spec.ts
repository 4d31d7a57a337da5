import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../app/digest.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import type { DrawProof } from '../../domain/draw/proof.ts';
import { verifyDraw } from '../../domain/draw/verify.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { commitAndReveal, forgeries, verifyFile } from './drawing.ts';
import { agencyCalled, agent, type JobSeen, jobAt, marketOpens, operator } from './market.ts';
import { alertsAt, historyOf, justBefore, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type Told, type Who, type World } from './world.ts';

const folder = temporaryFolder();
const code = hospital.code;
const job = `${code}-M-WS`;
const owner = { role: 'owner', organization: hospital.owner } as const;
const contributors = [
  owner,
  operator,
  { role: 'supervisor', organization: unit.developmentAndReform } as const,
];
const recused = agencyCalled('万绿水保');
const applicants = demoAgencies.filter(({ services }) => services.includes(service.soilConservation));
const eligible = applicants.map(({ creditCode }) => creditCode).filter((agency) => agency !== recused);
const CEILING = 7_500_000;
/** M-WS opens with the decision of G05: notice 03-31 to 04-02, draw on 04-03, publicity from 04-07 (清明). */
const PUBLISHED = '2026-03-30T09:00:00.000Z';
const OPENED = '2026-04-02T16:00:00.000Z';
const DRAWN = '2026-04-03T09:00:00.000Z';
const REVEAL_BY = '2026-04-07T09:00:00.000Z';
const GIVEN_UP = '2026-04-08T02:00:00.000Z';
const CONFIRMED = '2026-04-13T16:00:00.000Z';
const SIGNED = '2026-04-20T09:00:00.000Z';

let world: World;
const answers: Record<string, Told> = {};
const refusals: Told[] = [];
let drawn: JobSeen;
let substituted: JobSeen;
beforeAll(async () => {
  const script = { ...hospital, stalled: ['M-WS'] };
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [...marketOpens(), registrationOf(script)], PUBLISHED);
  const say = async (what: string, name: string, input: object, who: Who) => {
    answers[what] = await world.mutate(name, input, who);
  };
  const terms = { title: '水保方案', service: service.soilConservation, method: 'DRAW', serviceDays: 8 };
  const place = { job, project: code, node: 'M-WS', buyer: owner.organization, ceiling: CEILING };
  const named = contributors.map(({ organization }) => organization);
  await say('publish', 'publishJob', { ...place, ...terms, contributors: named }, owner);
  await world.pass('2026-04-01T01:00:00.000Z');
  for (const [index, { creditCode }] of applicants.entries())
    await say(creditCode, 'placeBid', { job, bid: `bid-${index + 1}` }, agent(creditCode));

  await world.pass('2026-04-03T01:00:00.000Z');
  await say('announce', 'announceDraw', { job, revealBy: REVEAL_BY, replacements: [] }, operator);
  refusals.push(...(await commitAndReveal(world, job, contributors, recused, DRAWN)));
  drawn = await jobAt(world, job);

  await world.pass(GIVEN_UP);
  const winner = drawn.result?.winner ?? '';
  const [second = ''] = drawn.result?.reserves ?? [];
  const reason = '项目组人员离职,无法按期履约。';
  await say('another gives up', 'winnerGivesUp', { job, reason }, agent(second));
  await say('gives up', 'winnerGivesUp', { job, reason }, agent(winner));
  substituted = await jobAt(world, job);
  await world.pass(SIGNED);
  const sha256 = documentOf(`${job}/contract`);
  await say('other price', 'signContract', { job, sha256, price: CEILING - 1 }, owner);
  await say('sign', 'signContract', { job, sha256, price: CEILING }, owner);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const outcome = (what: string) => outcomeOf(answers[what] as Told);
const proofOf = ({ proof }: JobSeen) => proof as DrawProof;
const verify = (name: string, proof: unknown) => verifyFile(folder.file(name), proof);

describe('event 3: seven apply for the soil conservation plan', () => {
  it('S10: 万绿水保 is excluded, refused on the record, with its path of ownership', async () => {
    expect(applicants).toHaveLength(7);
    expect(outcome(recused)).toBe('Recused S10');
    expect(answers[recused]?.position).toMatch(/^\d+$/);
    expect((await jobAt(world, job)).excluded).toMatchObject([
      {
        agency: recused,
        rule: { id: 'S10' },
        path: ['万绿水保技术有限公司', '彝川县水利技术推广站 (40 %)', '彝川县水务局'],
      },
    ]);
  });

  it('S10: the other six stand', () => expect(eligible.map(outcome)).toEqual(Array(6).fill('Accepted')));

  it('M18: the notice runs three working days, and nothing is told of the applicants before', async () => {
    expect(await jobAt(world, job, undefined, justBefore(OPENED))).toMatchObject({
      status: 'OPEN',
      bidCount: 6,
      bids: [],
      excluded: [],
    });
    expect(await jobAt(world, job, undefined, OPENED)).toMatchObject({
      status: 'SELECTING',
      bidCount: 6,
      proof: null,
    });
  });
});

describe('event 3: the draw', () => {
  it('S4: pool, exclusion and contributors were fixed before the values were known', () => {
    expect(refusals).toEqual([]);
    const { statement } = proofOf(drawn);
    expect(statement.pool.toSorted()).toEqual([...eligible, recused].toSorted());
    expect(statement.exclusions).toMatchObject([{ label: recused, rule: 'S10' }]);
    expect(statement.contributors.toSorted()).toEqual(
      contributors.map(({ organization }) => organization).toSorted(),
    );
  });

  it('S4, S10: the excluded one is drawn second and wins no place; those behind it move up', () => {
    const { order, winners, substitutes } = proofOf(drawn).result;
    expect(order[1]).toBe(recused);
    expect([...winners, ...substitutes]).toEqual([order[0], order[2], order[3]]);
    expect(drawn.result).toMatchObject({
      winner: order[0],
      reserves: [order[2], order[3]],
      price: CEILING,
      decidedAt: DRAWN,
    });
  });

  it('draw-v1: is run again from what the public reads, here and by the command line', () => {
    expect(verifyDraw(proofOf(drawn), nodeDigest)).toEqual({ ok: true });
    expect(verify('proof.json', drawn.proof)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^holds: draw /),
    });
  });

  it.each(Object.keys(forgeries))('draw-v1: a change to the %s is found', (what) => {
    const forged = forgeries[what]?.(proofOf(drawn));
    expect(forged).not.toEqual(drawn.proof);
    expect(verify('forged.json', forged)).toMatchObject({
      status: 1,
      said: expect.stringContaining('does not hold'),
    });
  });
});

describe('event 3: the winner gives up', () => {
  it('S23: only the winner itself may, and it is a breach on its record and a violation', async () => {
    expect([outcome('another gives up'), outcome('gives up')]).toEqual(['Forbidden', 'Accepted']);
    const winner = drawn.result?.winner ?? '';
    const breaches = (await historyOf(world, `agency-${winner}`)).filter(
      ({ type }) => type === 'AgencyBreachRecorded',
    );
    expect(breaches).toMatchObject([{ recordedAt: GIVEN_UP, data: { job, rule: 'S23' } }]);
    expect(await alertsAt(world, { kind: 'VIOLATION' })).toMatchObject([
      { rule: { id: 'S23' }, department: winner, raisedAt: GIVEN_UP, level: 'RED' },
    ]);
  });

  it('S23, S12: the second of the drawn order takes over, with a publicity of its own', () => {
    const { substitutes } = proofOf(drawn).result;
    expect(substituted.status).toBe('PUBLICITY');
    expect(substituted.result).toMatchObject({
      winner: substitutes[0],
      reserves: [substitutes[1]],
      publicityEndsAt: CONFIRMED,
      price: CEILING,
    });
  });

  it('S12, S13: confirmed by itself, and the contract is signed on the fifth day after', async () => {
    expect((await jobAt(world, job, undefined, justBefore(CONFIRMED))).status).toBe('PUBLICITY');
    expect((await jobAt(world, job, undefined, CONFIRMED)).status).toBe('CONTRACTING');
    expect(await jobAt(world, job)).toMatchObject({
      status: 'IN_SERVICE',
      result: { winner: drawn.result?.reserves[0] },
    });
  });

  it('S14: not on another price', () => expect(outcome('other price')).toBe('ContractDeparts S14'));

  it('A1: the contract completes the purchase in the chain, and the work begins', async () => {
    expect(await nodeAt(world, code, 'M-WS')).toMatchObject({ status: 'DONE', decidedAt: SIGNED });
    expect((await nodeAt(world, code, 'W-WS')).status).toBe('IN_PROGRESS');
  });
});
