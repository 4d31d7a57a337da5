import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hospital, plant } from '../../app/simulation/reference.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { agencyCalled, agent, jobAt, marketOpens, operator } from './market.ts';
import { historyOf, justBefore, outcomeOf } from './reading.ts';
import { type Findings, findings } from './sealedBids.ts';
import { openWorld, type Who, type World } from './world.ts';

const folder = temporaryFolder();
const owner = { role: 'owner', organization: hospital.owner } as const;
const job = 'feasibility-2026-05';
/** A second one, in which the low quote is well explained. */
const explained = 'feasibility-2026-06';
/** The earlier of the two that tie has the greater code, so that only the time can put it first. */
const [early, late, low, high, idle] = ['川能', '云岭', '金江', '滇中', '汇智'].map(agencyCalled) as [
  string,
  string,
  string,
  string,
  string,
];
const CEILING = 48_000_000;
/** 60 % of the ceiling. */
const FLOOR = 28_800_000;
const TIED = 40_000_000;
/** Published on 03-02: the notice ends with 03-05. */
const PUBLISHED = '2026-03-02T01:00:00.000Z';
const OPENS = '2026-03-05T16:00:00.000Z';
const SELECTED = '2026-03-06T09:00:00.000Z';

const readers: Readonly<Record<string, Who>> = {
  public: { role: 'public' },
  'the buyer': owner,
  'another owner': { role: 'owner', organization: plant.owner },
  'a supervisor': { role: 'supervisor' },
  'an auditor': { role: 'audit' },
  'the operator': operator,
  'the system': { role: 'system' },
  'another bidder': agent(high),
  'an agency without a bid': agent(idle),
};

let world: World;
const answers: Record<string, string> = {};
const sealed: Record<string, Findings> = {};
const opened: Record<string, Findings> = {};

beforeAll(async () => {
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play([], marketOpens(), PUBLISHED);
  const say = async (what: string, name: string, input: object, who: Who) => {
    answers[what] = outcomeOf(await world.mutate(name, input, who));
  };
  const bid = (what: string, to: string, agency: string, price: number) =>
    say(what, 'placeBid', { job: to, bid: `bid-${agency}`, price }, agent(agency));
  const terms = {
    service: service.feasibility,
    method: 'LOWEST_PRICE',
    ceiling: CEILING,
    buyer: owner.organization,
  };
  for (const id of [job, explained])
    await say(`publish ${id}`, 'publishJob', { job: id, title: '可行性研究报告编制', ...terms }, owner);
  await world.pass('2026-03-03T01:10:00.000Z');
  await bid('over', job, high, CEILING + 1);
  await bid('early', job, early, TIED);
  await bid('exactly the floor', explained, early, FLOOR);
  await world.pass('2026-03-03T01:10:00.001Z');
  await bid('late', job, late, TIED);
  await bid('high', job, high, 45_000_000);
  for (const agency of [high, late]) await bid(`${agency} explained`, explained, agency, 45_000_000);
  await world.pass(justBefore(OPENS));
  await bid('last millisecond', job, low, FLOOR - 1);
  await bid('low, explained', explained, low, FLOOR - 1);
  await say('open early', 'selectWinner', { job }, owner);
  for (const [name, who] of Object.entries(readers)) sealed[name] = await findings(world, job, who, OPENS);
  // The closing is there, and what the system does at it is not recorded yet.
  world.clock.moveTo(OPENS);
  await bid('one millisecond late', job, idle, 30_000_000);
  await world.pass(OPENS);
  for (const [name, who] of Object.entries(readers)) opened[name] = await findings(world, job, who);

  await world.pass(SELECTED);
  const judge = (id: string, agency: string, accepted: boolean) =>
    say(
      `judge ${agency} in ${id}`,
      'judgeLowQuote',
      { job: id, bid: `bid-${agency}`, explanation: '成本说明。', accepted },
      owner,
    );
  for (const id of [job, explained]) await say(`blocked ${id}`, 'selectWinner', { job: id }, owner);
  await judge(explained, early, true);
  await judge(job, low, false);
  await judge(explained, low, true);
  for (const id of [job, explained]) await say(`select ${id}`, 'selectWinner', { job: id }, owner);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('event 5: bids are sealed', () => {
  it('M18: up to the last millisecond, and not one later', () =>
    expect([answers['last millisecond'], answers['one millisecond late']]).toEqual([
      'Accepted',
      'BiddingClosed M18',
    ]));

  it('M14: no quote above the ceiling', () => expect(answers['over']).toBe('OverCeiling M14'));

  it('M18: nobody selects before the opening', () => expect(answers['open early']).toBe('StageForbids'));

  it.each(Object.keys(readers))(
    'one millisecond before the opening %s finds no price, nor by asking ahead',
    (name) => {
      const { prices, history, mine } = sealed[name] as Findings;
      expect({ prices, mine }).toEqual({ prices: [], mine: [] });
      if (history === 'FORBIDDEN') return;
      const others = name === 'another bidder' ? 3 : 4;
      expect(history).toEqual(Array.from({ length: others }, () => `sealed until ${OPENS}`));
    },
  );

  it('a bidder knows its own price, and nobody else has one to know', () => {
    expect(sealed['another bidder']?.own).toEqual([45_000_000]);
    expect(Object.values(sealed).flatMap(({ own }) => own)).toHaveLength(1);
  });

  it('the history is forbidden to whoever has no part in the job, before and after', () => {
    const forbidden = (at: typeof sealed) =>
      Object.keys(readers).filter((name) => at[name]?.history === 'FORBIDDEN');
    const strangers = ['public', 'another owner', 'the operator', 'the system', 'an agency without a bid'];
    expect([forbidden(sealed), forbidden(opened)]).toEqual([strangers, strangers]);
  });

  it.each(Object.keys(readers))('at the opening %s sees all prices', (name) => {
    const all = name === 'another bidder' ? [TIED, TIED, FLOOR - 1] : [TIED, TIED, 45_000_000, FLOOR - 1];
    const { prices, history } = opened[name] as Findings;
    expect(prices).toEqual(all);
    if (history !== 'FORBIDDEN') expect(history).toEqual(all);
  });

  it('a reader of that millisecond is told the same afterwards', async () => {
    expect((await jobAt(world, job, owner, justBefore(OPENS))).bids).toEqual([]);
    expect((await jobAt(world, job, owner, OPENS)).bids.map(({ agency, rank }) => [agency, rank])).toEqual([
      [early, 2],
      [late, 3],
      [high, 4],
      [low, 1],
    ]);
  });
});

describe('event 5: a quote under 60 % of the ceiling', () => {
  it('is flagged with the opening; one of exactly 60 % is not', async () => {
    const flags = (await historyOf(world, `job-${explained}`)).filter(({ type }) => type === 'QuotesFlagged');
    expect(flags).toMatchObject([
      { recordedAt: OPENS, data: { floor: FLOOR, quotes: [{ agency: low, price: FLOOR - 1 }] } },
    ]);
    expect(answers[`judge ${early} in ${explained}`]).toBe('NotFlagged');
  });

  it('M14: blocks the award until its explanation is recorded', () =>
    expect([answers[`blocked ${job}`], answers[`select ${job}`]]).toEqual([
      'LowQuoteUnexplained M14',
      'Accepted',
    ]));

  it('M14: wins where the explanation is good', async () => {
    const { result } = await jobAt(world, explained);
    expect(result).toMatchObject({ winner: low, price: FLOOR - 1, reserves: [early, late] });
    expect(result?.explanation).toContain('its explanation was accepted');
  });
});

describe('event 5: a tie on the lowest price', () => {
  it('S8: the earlier quote wins, by a millisecond, and the result says so', async () => {
    const { result } = await jobAt(world, job);
    expect(result).toMatchObject({ winner: early, price: TIED, reserves: [late, high] });
    expect(result?.explanation).toContain(`Equal in price to ${late}, but quoted earlier (S8).`);
    expect(result?.explanation).toContain(`${low} quoted too low without a good explanation.`);
  });
});
