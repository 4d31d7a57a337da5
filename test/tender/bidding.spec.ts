import { describe, expect, it } from 'vitest';
import { creditCheckCharacter } from '../../domain/kernel/ids.ts';
import { applicantsOf, published } from '../../domain/tender/job.ts';
import {
  a,
  agencies,
  b,
  before,
  bids,
  endOf,
  hospital,
  job,
  Market,
  march,
  operator,
  policy,
  snapshot,
  wanlv,
  wanlvSnapshot,
  water,
} from './market.ts';

const thrice = [9_000_000, 8_000_000, 7_000_000] as const;

describe('notice', () => {
  it('M18 runs three working days after the day of publication by itself: 03-09 to 24:00 of 03-12', () => {
    const market = new Market(job.publish());
    expect(market.last('JobPublished')).toMatchObject({ publishedAt: march(9), opensAt: endOf(12), policy });
  });
  it('M18 opens at the very instant of the shortest notice, and not one millisecond before', () => {
    new Market().refuses(job.publish({ opensAt: before(endOf(12)) }), 'NoticeTooShort', 'M18');
    new Market(job.publish({ opensAt: endOf(12) }));
  });
  it('A6 is for a service of the catalogue only', () => {
    new Market().refuses(job.publish({ listing: null }), 'ServiceUnknown', 'S11');
    const cancelled = { ...job.publish().data.listing, cancelledBecause: '(S11)' };
    new Market().refuses(job.publish({ listing: cancelled }), 'ServiceCancelled', 'S11');
  });
  it('is the buyer’s own', () =>
    void new Market().refuses({ ...job.publish(), actor: { ...operator, role: 'owner' } }, 'Forbidden'));
  it('names three different contributors for a draw, and none where prices are compared', () => {
    const two = { method: 'DRAW', contributors: [hospital, water, hospital] };
    new Market().refuses(job.publish(two), 'ContributorsTooFew', 'S4');
    new Market().refuses(job.publish({ contributors: [hospital, water, wanlv] }), 'ContributorsUnasked');
  });
});

describe('bid', () => {
  const open = () => new Market(job.publish());
  it('is taken until one millisecond before the closing, and refused at it', () => {
    open().accepts(job.bid(a, 9_000_000, before(endOf(12))));
    open().refuses(job.bid(a, 9_000_000, endOf(12)), 'BiddingClosed', 'M18');
  });
  it('stands once per agency, and can be withdrawn and placed anew under another id', () => {
    const market = open().accepts(job.bid(a, 9_000_000));
    market.refuses(job.bid(a, 8_000_000), 'AlreadyBid');
    market.accepts(job.withdraw(a)).refuses(job.bid(a, 8_000_000), 'BidIdTaken');
    const again = job.bid(a, 8_000_000);
    market.accepts({ ...again, data: { ...again.data, bid: 'bid-again' } });
  });
  it('is withdrawn by the bidder only, and not at the closing any more', () => {
    const market = open().accepts(job.bid(a, 9_000_000));
    market.refuses({ ...job.withdraw(a), actor: job.bid(b, 1).actor }, 'Forbidden');
    market.refuses(job.withdraw(a, endOf(12)), 'BiddingClosed').accepts(job.withdraw(a, before(endOf(12))));
  });
  it('M14 is at most the ceiling', () => {
    open().accepts(job.bid(a, 10_000_000));
    open()
      .refuses(job.bid(a, 10_000_001), 'OverCeiling', 'M14')
      .refuses(job.bid(a, null), 'PriceMissing', 'M14');
    new Market(job.publishDraw()).refuses(job.bid(a, 1), 'PriceUnasked', 'M14');
  });
  it('M9 is by a listed agency', () =>
    void open().refuses(job.bid(a, 1, march(10), snapshot('x', { listed: false })), 'AgencyNotListed', 'M9'));
  it('M7 is by an agency listed for the service', () =>
    void open().refuses(
      job.bid(a, 1, march(10), snapshot('x', { services: ['1'] })),
      'ServiceNotHeld',
      'M7',
    ));
});

describe('recusal', () => {
  it('S10 A7 refuses an agency of the approving authority on the record, with reason and path', () => {
    const market = new Market(job.publish());
    const decision = market.send(job.bid(wanlv, 1_000, march(10), wanlvSnapshot));
    expect(decision).toMatchObject({ kind: 'refused', rejection: { code: 'Recused', rule: 'S10' } });
    expect(market.last('ApplicantExcluded')).toMatchObject({
      agency: wanlv,
      rule: 'S10',
      path: ['万绿水保', '彝川县水利技术推广站 (40 %)', '彝川县水务局'],
    });
    market.refuses(job.bid(wanlv, 1_000, march(11), wanlvSnapshot), 'Recused', 'S10');
    expect(market.facts).toHaveLength(2);
  });
  it('A7 looks again before the selection, and then the bid does not count', () => {
    const market = new Market(job.publish(), ...bids(...thrice), job.close());
    const again = (agencyName: string, owners = wanlvSnapshot.owners) => ({
      type: 'RecheckApplicant',
      issuedAt: march(13),
      data: { agency: agencies[2], snapshot: snapshot(agencyName, { owners }) },
    });
    market.refuses(again('clean', []), 'NoTie', 'S10');
    market.accepts(again('now owned', [{ ...wanlvSnapshot.owners[0]!, held: agencies[2] }]), job.select());
    expect(market.last('WinnerSelected')).toMatchObject({ winner: agencies[1], reserves: [agencies[0]] });
  });
});

describe('closing', () => {
  it('waits for its instant: not one millisecond before it', () => {
    const market = new Market(job.publish(), ...bids(...thrice));
    market.refuses(job.close(before(endOf(12))), 'BiddingOpen', 'M18').accepts(job.close());
    expect(market.last('BidsOpened')).toMatchObject({ basis: 'QUORUM', openedAt: endOf(12) });
  });
  it('S5 extends the notice once by three working days, counted from the day that ended, and keeps the bids', () => {
    const market = new Market(job.publish(), ...bids(9_000_000, 8_000_000), job.close());
    expect(market.stage).toBe('open');
    // 03-13, 03-16 and 03-17 are the three working days after 03-12.
    expect(market.last('NoticeExtended')).toMatchObject({ applicants: 2, opensAt: endOf(17), rule: 'S5' });
    market.accepts(job.bid(agencies[2], 7_000_000, before(endOf(17))));
    market.refuses(job.bid(agencies[3], 7_000_000, endOf(17)), 'BiddingClosed');
    market.refuses(job.close(before(endOf(17))), 'BiddingOpen').accepts(job.close(endOf(17)));
    expect(market.last('BidsOpened')).toMatchObject({ basis: 'QUORUM' });
  });
  it('S5 compares two after the extension', () => {
    const market = new Market(
      job.publish(),
      ...bids(9_000_000, 8_000_000),
      job.close(),
      job.close(endOf(17)),
    );
    market.accepts(job.select(march(18)));
    expect(market.last('WinnerSelected')).toMatchObject({ winner: b, reserves: [a] });
    expect(market.last('WinnerSelected').explanation).toContain('(S5)');
  });
  it('S5 draws between two after the extension', () => {
    const market = new Market(job.publishDraw(), ...bids(null, null), job.close(), job.close(endOf(17)));
    expect(market.last('PoolFixed')).toMatchObject({ basis: 'TWO_AFTER_EXTENSION', pool: [a, b] });
  });
  it.each([
    ['LOWEST_PRICE', job.publish(), 9_000_000],
    ['DRAW', job.publishDraw(), null],
  ])('S5 takes the only one after the extension directly, with publicity (%s)', (_, publish, price) => {
    const market = new Market(
      publish,
      ...bids(price),
      job.close(),
      job.close(endOf(17)),
      job.select(march(18)),
    );
    expect(market.stage).toBe('publicity.undisputed');
    expect(market.last('WinnerSelected')).toMatchObject({ basis: 'DIRECT', winner: a, reserves: [] });
    expect(market.last('WinnerSelected').price).toBe(price ?? 10_000_000);
  });
  it('S7 lapses where nobody applied at the second closing; an excluded applicant counts as nobody', () => {
    const market = new Market(job.publish());
    market.send(job.bid(wanlv, 1_000, march(10), wanlvSnapshot));
    market.accepts(job.close(), job.close(endOf(17)));
    expect(market.stage).toBe('lapsed');
    expect(market.last('JobLapsed')).toMatchObject({ rule: 'S7' });
  });
  it('S5 does not count a withdrawn bid', () => {
    const market = new Market(job.publish(), ...bids(...thrice), job.withdraw(a), job.close());
    expect(market.last('NoticeExtended')).toMatchObject({ applicants: 2 });
  });
});

describe('a job with hundreds of bids', () => {
  it('shares its list between states, and an older state never sees a newer bid', () => {
    const codes = Array.from({ length: 300 }, (_, n) => `9153239${n + 1000}MA6K00`);
    const many = codes.map((code) => job.bid(code + creditCheckCharacter(code), 9_000_000));
    const market = new Market(job.publish());
    const states = many.map((bid) => market.accepts(bid).state);
    expect(states.map(({ data }) => applicantsOf(published(data)).bids.length)).toEqual(
      codes.map((_, n) => n + 1),
    );
    // A second branch from an older state copies, and leaves the first as it was.
    const branch = new Market();
    branch.state = states[9]!;
    branch.accepts(job.bid(a, 1_000_000));
    expect(applicantsOf(published(branch.data)).bids.at(-1)?.agency).toBe(a);
    expect(applicantsOf(published(states[10]!.data)).bids.at(-1)?.agency).toBe(many[10]?.actor.organization);
  });
});
