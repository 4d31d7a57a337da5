import { describe, expect, it } from 'vitest';
import { a, agencies, agent, b, bids, c, d, job, Market, march, operator, owner } from './market.ts';

const judge = (agency: string, accepted: boolean, actor = owner) => ({
  type: 'JudgeLowQuote',
  actor,
  issuedAt: march(13, '10:00'),
  data: { bid: `bid-${agency}`, explanation: 'Own laboratory, paid off.', accepted },
});
const panel = (agency: string) => ({
  type: 'DecideTie',
  actor: operator,
  issuedAt: march(13, '10:00'),
  data: { bid: `bid-${agency}`, reasons: 'Better references.' },
});
const opened = (...prices: number[]) => new Market(job.publish(), ...bids(...prices), job.close());

describe('lowest price', () => {
  it('A1 ranks by price, selects the lowest and keeps the next two as substitutes', () => {
    const market = opened(9_000_000, 7_000_000, 8_000_000, 9_500_000);
    expect(market.last('BidsOpened').ranking.map(({ agency, rank }) => [agency, rank])).toEqual([
      [b, 1],
      [c, 2],
      [a, 3],
      [d, 4],
    ]);
    market.accepts(job.select());
    expect(market.last('WinnerSelected')).toMatchObject({
      basis: 'LOWEST_PRICE',
      winner: b,
      price: 7_000_000,
      reserves: [c, a],
    });
  });
  it('S12 makes the result public for three working days after the selection: 03-13 to 24:00 of 03-18', () => {
    const market = opened(9_000_000, 7_000_000, 8_000_000).accepts(job.select());
    expect(market.last('WinnerSelected')).toMatchObject({
      decidedAt: march(13),
      publicityEndsAt: '2026-03-18T16:00:00.000Z',
    });
  });
  it('S8 prefers the earlier of two equal quotes', () => {
    const market = new Market(
      job.publish(),
      job.bid(c, 7_000_000, march(10, '09:00')),
      job.bid(a, 7_000_000, march(10, '09:01')),
      job.bid(b, 8_000_000),
      job.close(),
      job.select(),
    );
    expect(market.last('WinnerSelected')).toMatchObject({ winner: c, reserves: [a, b] });
    expect(market.last('WinnerSelected').explanation).toContain(
      `Equal in price to ${a}, but quoted earlier (S8)`,
    );
  });
  it('S8 leaves quotes of equal price and time to the review panel', () => {
    const market = new Market(
      job.publish(),
      ...agencies.slice(0, 3).map((agency, n) => job.bid(agency, n < 2 ? 7_000_000 : 8_000_000)),
      job.close(),
    );
    market.refuses(job.select(), 'TieUndecided', 'S8').refuses(panel(c), 'NotTied', 'S8');
    market.accepts(panel(b), job.select());
    expect(market.last('TieDecided')).toMatchObject({ over: [`bid-${a}`] });
    expect(market.last('WinnerSelected')).toMatchObject({ winner: b, reserves: [a, c] });
    expect(market.last('WinnerSelected').explanation).toContain('review panel');
  });
  it('is asked for by the buyer or the operator only', () =>
    void opened(9_000_000, 7_000_000, 8_000_000).refuses({ ...job.select(), actor: agent(b) }, 'Forbidden'));
});

describe('a quote far below the ceiling', () => {
  it('M14 is flagged below 60 % of the ceiling, and not at 60 %', () => {
    const market = opened(6_000_000, 5_999_999, 8_000_000);
    expect(market.last('QuotesFlagged')).toMatchObject({
      floor: 6_000_000,
      quotes: [{ agency: b, price: 5_999_999 }],
    });
  });
  it('M14 blocks the award until its explanation is recorded', () => {
    const market = opened(7_000_000, 5_000_000, 8_000_000);
    market.refuses(job.select(), 'LowQuoteUnexplained', 'M14');
    market.accepts(judge(b, true), job.select());
    expect(market.last('WinnerSelected')).toMatchObject({ winner: b });
    expect(market.last('WinnerSelected').explanation).toContain('explanation was accepted');
  });
  it('M14 falls out where the explanation is not accepted, and the next rank wins', () => {
    const market = opened(7_000_000, 5_000_000, 8_000_000).accepts(judge(b, false), job.select());
    expect(market.last('WinnerSelected')).toMatchObject({ winner: a, reserves: [c] });
  });
  it('M14 cannot be a substitute while it is not explained', () => {
    const market = opened(5_000_000, 5_500_000, 8_000_000).accepts(judge(a, true), job.select());
    expect(market.last('WinnerSelected')).toMatchObject({ winner: a, reserves: [c] });
  });
  it('S7 lets the job lapse where no quote is left', () => {
    const market = opened(1_000_000, 2_000_000, 3_000_000);
    market.accepts(judge(a, false), judge(b, false), judge(c, false), job.select());
    expect(market.stage).toBe('lapsed');
  });
  it('is judged once, by the buyer, and only where it is flagged', () => {
    const market = opened(7_000_000, 5_000_000, 8_000_000);
    market.refuses(judge(a, true), 'NotFlagged').refuses(judge(b, true, agent(b)), 'Forbidden');
    market.accepts(judge(b, false)).refuses(judge(b, true), 'AlreadyJudged');
  });
});

describe('termination', () => {
  const stop = (actor = owner) => ({
    type: 'TerminateJob',
    actor,
    issuedAt: march(13),
    data: { reason: 'The project was given up.' },
  });
  it('is the buyer’s before the award, and has no place after it', () => {
    opened(9_000_000, 7_000_000, 8_000_000)
      .refuses(stop(agent(b)), 'Forbidden')
      .accepts(stop());
    opened(9_000_000, 7_000_000, 8_000_000).accepts(job.select()).refuses(stop(), 'StageForbids');
  });
  it('is the operator’s by a rule, at any stage before the contract', () => {
    const annul = {
      type: 'AnnulJob',
      actor: operator,
      issuedAt: march(13),
      data: { rule: 'M19', reasons: 'Must be tendered.' },
    };
    expect(new Market(job.publish(), annul).stage).toBe('void');
    expect(opened(9_000_000, 7_000_000, 8_000_000).accepts(job.select(), annul).stage).toBe('void');
  });
});

it('S8 M14 scenario 5: a tie and a quote below the flag in one job', () => {
  const market = opened(7_000_000, 7_000_000, 4_000_000);
  market.refuses(job.select(), 'LowQuoteUnexplained').accepts(judge(c, false), job.select());
  expect(market.last('WinnerSelected')).toMatchObject({ winner: a, price: 7_000_000, reserves: [b] });
  expect(market.last('WinnerSelected').explanation).toContain(c);
});
