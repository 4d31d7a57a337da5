import { describe, expect, it } from 'vitest';
import { makeCalendar } from '../../domain/calendar/calendar.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { context, system } from '../specification.ts';
import { a, b, before, bids, endOf, job, Market, march } from './market.ts';

const off = (...dates: string[]) => ({
  year: 2026,
  papers: ['test'],
  days: dates.map((date) => ({ name: 'test', date, isOffDay: true })),
});
const on = (...dates: string[]) => ({
  year: 2026,
  papers: ['test'],
  days: dates.map((date) => ({ name: 'test', date, isOffDay: false })),
});
const asked = (market: Market, issuedAt: string, notice: ReturnType<typeof off>) =>
  tenderSlice.decide(
    market.state,
    { type: 'RederiveDeadlines', issuedAt, data: { notice: '2026/2' }, actor: system },
    { ...context, calendar: makeCalendar([notice]) },
  );
const rederive = (market: Market, issuedAt: string, notice: ReturnType<typeof off>) => {
  const decision = asked(market, issuedAt, notice);
  if (decision.kind !== 'accepted') return decision;
  for (const fact of decision.events) market.state = tenderSlice.evolve(market.state, fact);
  return decision;
};
const NOTHING = { kind: 'rejected', rejection: { code: 'NothingMoved' } };

describe('an opening', () => {
  it('M18: moves so that the notice keeps its shortest length, and bids are taken until then', () => {
    const market = new Market(job.publish(), ...bids(9_000_000));
    expect(rederive(market, march(10), off('2026-03-12'))).toMatchObject({
      events: [
        {
          type: 'DeadlineRederived',
          data: { notice: '2026/2', clocks: [], opensAt: { before: endOf(12), after: endOf(13) } },
        },
      ],
    });
    market
      .accepts(job.bid(b, 8_000_000, before(endOf(13))))
      .refuses(job.close(endOf(12)), 'BiddingOpen', 'M18');
  });
  it('S5: moves in its extension as well', () => {
    const market = new Market(job.publish(), ...bids(9_000_000), job.close());
    expect(market.last('NoticeExtended')).toMatchObject({ opensAt: endOf(17) });
    expect(rederive(market, march(13), off('2026-03-16'))).toMatchObject({
      events: [{ data: { opensAt: { before: endOf(17), after: endOf(18) } } }],
    });
  });
  it.each([
    ['brought forward by a day that becomes a working day', {}, march(10), on('2026-03-14', '2026-03-15')],
    [
      'moved where the buyer gave more time than the notice takes',
      { opensAt: endOf(20) },
      march(10),
      off('2026-03-12'),
    ],
    ['moved once it is over', {}, endOf(12), off('2026-03-12')],
  ])('is not %s', (_, terms, issuedAt, notice) =>
    expect(asked(new Market(job.publish(terms), ...bids(9_000_000)), issuedAt, notice)).toMatchObject(
      NOTHING,
    ),
  );
});

describe('the end of a publicity', () => {
  /** Selected on 03-13: public to the end of 03-18. */
  const selected = () =>
    new Market(job.publish(), ...bids(9_000_000, 8_000_000, 7_000_000), job.close(), job.select());
  it('S12: moves so that the result is public for its working days, and objections are taken until then', () => {
    const market = selected();
    expect(rederive(market, march(17), off('2026-03-18'))).toMatchObject({
      events: [{ data: { publicityEndsAt: { before: endOf(18), after: endOf(19) } } }],
    });
    market
      .refuses(job.confirm(endOf(18)), 'PublicityRunning', 'S12')
      .accepts(job.object(a, before(endOf(19))));
  });
  it('S26: moves while an objection is open, beside the days for its answer', () => {
    const market = selected().accepts(job.object(a, march(16)));
    expect(rederive(market, march(17), off('2026-03-18'))).toMatchObject({
      events: [
        {
          data: {
            clocks: [{ op: 'rederived' }],
            publicityEndsAt: { before: endOf(18), after: endOf(19) },
          },
        },
      ],
    });
  });
  it('is not brought forward', () =>
    expect(asked(selected(), march(13), on('2026-03-14', '2026-03-15'))).toMatchObject(NOTHING));
});
