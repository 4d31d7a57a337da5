import { describe, expect, it } from 'vitest';
import { makeCalendar } from '../../domain/calendar/calendar.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { context, system } from '../specification.ts';
import {
  a,
  agent,
  b,
  before,
  bids,
  c,
  endOf,
  hospital,
  job,
  Market,
  march,
  operator,
  project,
} from './market.ts';

/** Selected on 03-13: b before c and a. Public through 03-18. */
const selected = () =>
  new Market(job.publish(), ...bids(9_000_000, 7_000_000, 8_000_000), job.close(), job.select());
const confirmed = () => selected().accepts(job.confirm());

describe('publicity', () => {
  it('S12 ends at 24:00 of its last day, and not one millisecond before', () => {
    const market = selected().refuses(job.confirm(before(endOf(18))), 'PublicityRunning', 'S12');
    market.accepts(job.confirm());
    expect(market.last('AwardConfirmed')).toMatchObject({
      winner: b,
      price: 7_000_000,
      confirmedAt: endOf(18),
    });
  });
  it('S13 opens ten working days for the contract after its last day, charged to the buyer, however late it is recorded', () => {
    // 03-18 is day 0; 03-19, 20, 23–27, 30, 31 and 04-01 are the ten.
    const market = selected().accepts(job.confirm(march(21)));
    expect(market.last('AwardConfirmed')).toMatchObject({
      confirmedAt: endOf(18),
      clocks: [
        {
          op: 'opened',
          id: 'job-ws/contract',
          kind: 'MARKET',
          charged: hospital,
          project,
          node: 'M-WS',
          due: { dueOn: '2026-04-01' },
        },
      ],
    });
  });
  it('S12 takes an objection until one millisecond before its end', () => {
    selected().accepts(job.object(a, before(endOf(18))));
    selected().refuses(job.object(a, endOf(18)), 'PublicityOver', 'S12');
  });
});

describe('objection', () => {
  it('S26 suspends the next step until it is answered', () => {
    const market = selected().accepts(job.object(a));
    expect(market.stage).toBe('publicity.suspended');
    market.refuses(job.confirm(), 'StageForbids').refuses(job.giveUp(b), 'StageForbids');
  });
  it('S12 gives the buyer three working days to reply', () => {
    const market = selected().accepts(job.object(a));
    expect(market.last('ObjectionRaised').clocks).toMatchObject([
      {
        op: 'opened',
        id: 'job-ws/objection/1',
        kind: 'MARKET',
        charged: hospital,
        due: { dueOn: '2026-03-19' },
      },
    ]);
  });
  it('S26 lets publicity go on to its own end where the dismissal comes before it', () => {
    const market = selected().accepts(job.object(a), job.answer(false, march(17)));
    expect(market.last('ObjectionDismissed').clocks).toEqual([
      { op: 'closed', id: 'job-ws/objection/1', at: march(17) },
    ]);
    expect(market.last('PublicityResumed').publicityEndsAt).toBe(endOf(18));
    market.accepts(job.confirm());
  });
  it('S26 moves the end of publicity to a dismissal that comes after it', () => {
    const market = selected().accepts(job.object(a), job.answer(false, march(19)));
    expect(market.last('PublicityResumed').publicityEndsAt).toBe(march(19));
    market.refuses(job.confirm(before(march(19))), 'PublicityRunning').accepts(job.confirm(march(19)));
    expect(market.last('AwardConfirmed').clocks).toMatchObject([{ due: { dueOn: '2026-04-02' } }]);
  });
  it('S26 stays suspended while another objection is open', () => {
    const market = selected().accepts(job.object(a), job.object(c), job.answer(false));
    expect(market.stage).toBe('publicity.suspended');
    market.refuses(job.answer(false), 'ObjectionUnknown', 'S26').accepts(job.answer(false, march(17), '2'));
    expect(market.stage).toBe('publicity.undisputed');
  });
  it('S12 annuls the job where it is upheld', () => {
    const market = selected().accepts(job.object(a), job.object(c), job.answer(true));
    expect(market.stage).toBe('void');
    expect(market.last('JobAnnulled')).toMatchObject({ rule: 'S12', clocks: [{ id: 'job-ws/objection/2' }] });
  });
  it('S12 is answered by the buyer only', () =>
    void selected()
      .accepts(job.object(a))
      .refuses({ ...job.answer(false), actor: agent(b) }, 'Forbidden'));
});

describe('giving up', () => {
  it('S23 is a breach, and the next takes over at its own price with a publicity of its own', () => {
    const market = confirmed().accepts(job.giveUp(b, march(20)));
    expect(market.last('WinnerGaveUp')).toMatchObject({
      violation: { rule: 'S23', charged: b },
      clocks: [{ op: 'closed', id: 'job-ws/contract' }],
    });
    expect(market.last('SubstituteCalled')).toMatchObject({
      winner: c,
      price: 8_000_000,
      reserves: [a],
      publicityEndsAt: endOf(25),
    });
    expect(market.stage).toBe('publicity.undisputed');
    market.accepts(job.confirm(endOf(25)));
  });
  it('S23 is the winner’s own to do', () => void confirmed().refuses(job.giveUp(c), 'Forbidden'));
  it('S23 lapses where no substitute is left', () => {
    const market = selected().accepts(
      job.giveUp(b, march(16)),
      job.giveUp(c, march(16)),
      job.giveUp(a, march(16)),
    );
    expect(market.stage).toBe('lapsed');
    expect(market.last('JobLapsed')).toMatchObject({ rule: 'S23' });
  });
});

describe('contract', () => {
  it('S14 is at the price that won, to the fen', () => {
    const market = confirmed().refuses(job.sign(6_999_999), 'ContractDeparts', 'S14');
    market.accepts(job.sign(7_000_000));
    expect(market.last('ContractSigned')).toMatchObject({
      winner: b,
      clocks: [{ op: 'closed', id: 'job-ws/contract' }],
    });
    expect(market.stage).toBe('contracted');
  });
  it('S13 is signed by the buyer', () =>
    void confirmed().refuses({ ...job.sign(7_000_000), actor: agent(b) }, 'Forbidden'));
  it('S13 still comes about when it is late', () =>
    void confirmed().accepts(job.sign(7_000_000, '2026-04-10T09:00:00.000Z')));
});

it('moves an open limit when a holiday notice does, and says so where nothing moves', () => {
  const market = confirmed();
  const notice = {
    year: 2026,
    papers: ['test'],
    days: [{ name: 'test', date: '2026-03-20', isOffDay: true }],
  };
  const rederive = {
    type: 'RederiveDeadlines',
    issuedAt: march(19),
    data: { notice: '2026/2' },
    actor: system,
  };
  market.refuses(rederive, 'NothingMoved');
  const moved = tenderSlice.decide(market.state, rederive, { ...context, calendar: makeCalendar([notice]) });
  expect(moved).toMatchObject({
    events: [
      {
        data: {
          clocks: [{ op: 'rederived', before: { dueOn: '2026-04-01' }, due: { dueOn: '2026-04-02' } }],
        },
      },
    ],
  });
});

it('A1 M18 S12 S13 the reference job: published 03-09, selected 03-13, public through 03-18, contract 03-25 at 17:00', () => {
  const market = confirmed().accepts(job.sign(7_000_000, march(25)));
  expect(market.facts.map(({ type }) => type)).toEqual([
    'JobPublished',
    'BidPlaced',
    'BidPlaced',
    'BidPlaced',
    'BidsOpened',
    'WinnerSelected',
    'AwardConfirmed',
    'ContractSigned',
  ]);
  market.refuses(
    { type: 'AnnulJob', actor: operator, issuedAt: march(26), data: { rule: 'M19', reasons: 'x' } },
    'StageForbids',
  );
});

it('S5 scenario 4: two applicants, an extension, still two, and everything is on the record', () => {
  const market = new Market(job.publish(), ...bids(9_000_000, 7_000_000), job.close(), job.close(endOf(17)));
  market.accepts(job.select(march(18)));
  expect(market.facts.slice(3).map(({ type }) => type)).toEqual([
    'NoticeExtended',
    'BidsOpened',
    'WinnerSelected',
  ]);
  expect(market.last('BidsOpened').basis).toBe('TWO_AFTER_EXTENSION');
  expect(market.last('NoticeExtended').rule).toBe('S5');
});
