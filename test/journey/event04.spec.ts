import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { documentOf } from '../../app/simulation/script.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { agencyCalled, agent, jobAt, marketOpens } from './market.ts';
import { historyOf, justBefore, nodeAt, outcomeOf } from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
const owner = { role: 'owner', organization: hospital.owner } as const;
const [green, clear] = [agencyCalled('绿衡'), agencyCalled('清源')];
/** The job of the chain, and three beside it: with two for a draw, with one, and with nobody. */
const two = `${hospital.code}-M-EIA`;
const drawn = 'eia-drawn-2026';
const sole = 'eia-sole-2026';
const none = 'eia-none-2026';
/** Published on 03-30 with the decision of G05: closes after 04-02, extended by 04-03, 04-07 and 04-08. */
const PUBLISHED = '2026-03-30T09:00:00.000Z';
const FIRST_CLOSE = '2026-04-02T16:00:00.000Z';
const SECOND_CLOSE = '2026-04-08T16:00:00.000Z';
const SELECTED = '2026-04-09T09:00:00.000Z';
/** Publicity 04-10, 04-13 and 04-14. */
const CONFIRMED = '2026-04-14T16:00:00.000Z';
const SIGNED = '2026-04-21T09:00:00.000Z';
const CEILING = 16_000_000;

let world: World;
const answers: Record<string, string> = {};
beforeAll(async () => {
  const script = { ...hospital, stalled: ['M-EIA'] };
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play([projectPlayer(script)], [...marketOpens(), registrationOf(script)], PUBLISHED);
  const say = async (
    what: string,
    name: string,
    input: object,
    who: typeof owner | ReturnType<typeof agent>,
  ) => {
    answers[what] = outcomeOf(await world.mutate(name, input, who));
  };
  const common = {
    title: '环境影响报告表编制',
    service: service.eia,
    ceiling: CEILING,
    buyer: owner.organization,
  };
  for (const job of [two, drawn, sole, none]) {
    const place = job === two ? { project: hospital.code, node: 'M-EIA', serviceDays: 15 } : {};
    const draws = job === drawn;
    const contributors = draws ? [owner.organization, green, clear] : null;
    const method = draws ? 'DRAW' : 'LOWEST_PRICE';
    await say(`publish ${job}`, 'publishJob', { job, ...common, ...place, method, contributors }, owner);
  }
  const bid = (job: string, agency: string, price: number | null) =>
    say(`${job} ${agency}`, 'placeBid', { job, bid: `bid-${agency}`, price }, agent(agency));
  await world.pass('2026-04-01T02:00:00.000Z');
  await bid(two, green, 15_000_000);
  await bid(two, clear, 14_400_000);
  await bid(drawn, green, null);
  await bid(drawn, clear, null);
  await world.pass(FIRST_CLOSE);
  // In the extension somebody may still come; for this one somebody does.
  await world.pass('2026-04-08T02:00:00.000Z');
  await bid(sole, clear, 14_000_000);
  await world.pass(SELECTED);
  for (const job of [two, sole]) await say(`select ${job}`, 'selectWinner', { job }, owner);
  await world.pass(SIGNED);
  await say('sign', 'signContract', { job: two, sha256: documentOf(two), price: 14_400_000 }, owner);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

const factsOf = async (job: string) => historyOf(world, `job-${job}`);
const typesOf = async (job: string) => (await factsOf(job)).map(({ type }) => type);

it('event 4: whatever was done was accepted', () =>
  expect(new Set(Object.values(answers))).toEqual(new Set(['Accepted'])));

describe('event 4: two apply for the environmental form', () => {
  it('S5: the notice is extended once, by itself, and says why', async () => {
    const extended = (await factsOf(two)).filter(({ type }) => type === 'NoticeExtended');
    expect(extended).toMatchObject([
      {
        recordedAt: FIRST_CLOSE,
        data: { applicants: 2, rule: 'S5', before: FIRST_CLOSE, opensAt: SECOND_CLOSE },
      },
    ]);
  });

  it('S5: nothing is opened at the first close; the quotes stay sealed to the second', async () => {
    const at = (asOf: string) => jobAt(world, two, { role: 'public' }, asOf);
    for (const asOf of [FIRST_CLOSE, justBefore(SECOND_CLOSE)])
      expect(await at(asOf)).toMatchObject({ status: 'OPEN', opensAt: SECOND_CLOSE, bidCount: 2, bids: [] });
    const { status, bids } = await at(SECOND_CLOSE);
    expect({ status, prices: bids.map(({ price }) => price) }).toEqual({
      status: 'SELECTING',
      prices: [15_000_000, 14_400_000],
    });
  });

  it('S5: with two at the second close the two are compared, and the result says so', async () => {
    const opened = (await factsOf(two)).find(({ type }) => type === 'BidsOpened');
    expect(opened).toMatchObject({ recordedAt: SECOND_CLOSE, data: { basis: 'TWO_AFTER_EXTENSION' } });
    const { result } = await jobAt(world, two);
    expect(result).toMatchObject({
      winner: clear,
      price: 14_400_000,
      reserves: [green],
      publicityEndsAt: CONFIRMED,
    });
    expect(result?.explanation).toContain(
      'Two applicants after the notice was extended: compared as they are (S5).',
    );
  });

  it('A7: every step is in the history of the job, in order', async () =>
    expect(await typesOf(two)).toEqual([
      'JobPublished',
      'BidPlaced',
      'BidPlaced',
      'NoticeExtended',
      'BidsOpened',
      'WinnerSelected',
      'AwardConfirmed',
      'ContractSigned',
    ]));

  it('A1: the contract completes the purchase in the chain', async () =>
    expect(await nodeAt(world, hospital.code, 'M-EIA')).toMatchObject({ status: 'DONE', decidedAt: SIGNED }));
});

describe('event 4: the other branches of S5', () => {
  it('S5: two for a draw make the pool of it', async () => {
    const fixed = (await factsOf(drawn)).find(({ type }) => type === 'PoolFixed');
    expect(fixed).toMatchObject({
      recordedAt: SECOND_CLOSE,
      data: { basis: 'TWO_AFTER_EXTENSION', pool: [green, clear].toSorted() },
    });
  });

  it('S5: one is chosen directly, with publicity', async () => {
    const job = await jobAt(world, sole, { role: 'public' }, SELECTED);
    expect(job).toMatchObject({
      status: 'PUBLICITY',
      result: { winner: clear, reserves: [], publicityEndsAt: CONFIRMED },
    });
    expect(job.result?.explanation).toContain('The only applicant after the notice was extended');
  });

  it('S5, S7: with nobody the job lapses at the second close, and not at the first', async () => {
    expect(await typesOf(none)).toEqual(['JobPublished', 'NoticeExtended', 'JobLapsed']);
    expect((await jobAt(world, none, { role: 'public' }, justBefore(SECOND_CLOSE))).status).toBe('OPEN');
    expect(await jobAt(world, none, { role: 'public' }, SECOND_CLOSE)).toMatchObject({
      status: 'LAPSED',
      result: null,
    });
  });
});
