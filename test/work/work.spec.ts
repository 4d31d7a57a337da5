import { describe, expect, it } from 'vitest';
import { makeCalendar } from '../../domain/calendar/calendar.ts';
import { atTime, endOfDay } from '../../domain/calendar/day.ts';
import { workSlice } from '../../domain/work/slice.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { termsOf } from '../nodeTerms.ts';
import { actor, context, specify, system } from '../specification.ts';

const given = specify(workSlice);
const issuedAt = atTime('2026-03-09', '17:00');
const terms = termsOf('M-FS');
const open = { type: 'OpenWork', data: { terms }, issuedAt };
const [opened] = given().when(open).events;
if (opened === undefined) throw new Error('Work opens.');
const evidence = [{ name: '合同', sha256: 'b'.repeat(64) }];

describe('off-clock work', () => {
  it('B47: has a clock of its own with its planned days, charged to whom it belongs', () =>
    given()
      .when(open)
      .then({
        type: 'WorkOpened',
        data: {
          clocks: [{ op: 'opened', kind: 'MARKET', charged: terms.owner, due: { dueOn: '2026-03-25' } }],
        },
      }));

  it('has no clock where no days are planned', () =>
    given()
      .when({ ...open, data: { terms: { ...terms, plannedDays: 0 } } })
      .then({ type: 'WorkOpened', data: { clocks: [] } }));

  it('T2: what happened by itself at 24:00 starts what follows on the day that ended', () =>
    given()
      .when({
        ...open,
        data: { terms, since: endOfDay('2026-03-09') },
        issuedAt: atTime('2026-03-10', '08:00'),
      })
      .then({ type: 'WorkOpened', data: { clocks: [{ due: { dueOn: '2026-03-25' } }] } }));

  it('is done with evidence', () =>
    given(opened)
      .when({ type: 'CompleteWork', data: { evidence }, issuedAt })
      .then({
        type: 'WorkCompleted',
        data: { outcome: 'approved', endedAt: issuedAt, clocks: [{ op: 'closed', at: issuedAt }] },
      }));

  it('takes no work for done without evidence', () =>
    expect(workSlice.commands['CompleteWork']?.input.safeParse({ evidence: [] }).success).toBe(false));

  it('event 16: a holiday notice moves its planned end', () => {
    const [late] = given().when({ ...open, issuedAt: atTime('2026-12-28', '09:00') }).events;
    specify(workSlice, { ...context, calendar: makeCalendar([notice2027]) })(
      ...(late === undefined ? [] : [late]),
    )
      .when({ type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt: atTime('2026-12-29', '09:00') })
      .then({
        type: 'DeadlineRederived',
        data: { clocks: [{ op: 'rederived', before: { provisional: true }, due: { provisional: false } }] },
      });
  });
});

describe('a purchase in the market', () => {
  const byOwner = { actor: actor('owner', terms.owner), issuedAt };
  const note = (job: string) => ({ type: 'NotePurchase', data: { job }, issuedAt });
  const end = (job: string) => ({ type: 'NotePurchaseEnd', data: { job, how: 'lapsed' }, issuedAt });
  const announced = [opened, ...given(opened).when(note('job-1')).events];
  const complete = { type: 'CompleteWork', data: { evidence } };

  it('M16: while its job is open, the node is not completed by hand', () => {
    given(...announced)
      .when({ ...complete, ...byOwner })
      .thenRejected({ code: 'PurchaseRunning', rule: 'M16' });
    given(...announced)
      .when({ type: 'WithdrawWork', data: { reason: 'x' }, ...byOwner })
      .thenRejected({ code: 'PurchaseRunning', rule: 'M16' });
  });
  it('M16: the contract completes it', () =>
    given(...announced)
      .when({ ...complete, issuedAt })
      .then({ type: 'WorkCompleted' }));
  it('M16: by hand it may be completed where no job is open, or none any more', () => {
    given(opened)
      .when({ ...complete, ...byOwner })
      .then({ type: 'WorkCompleted' });
    given(...announced, ...given(...announced).when(end('job-1')).events)
      .when({ ...complete, ...byOwner })
      .then({ type: 'WorkCompleted' });
  });
  it('S11: a second job is on the record as such, and changes nothing', () => {
    given(...announced)
      .when(note('job-2'))
      .then({ type: 'PurchaseDoubled', data: { job: 'job-2', open: 'job-1' } });
    const doubled = [...announced, ...given(...announced).when(note('job-2')).events];
    given(...doubled)
      .when(end('job-2'))
      .thenRejected({ code: 'NoSuchPurchase', rule: 'M16' });
    given(...doubled)
      .when(end('job-1'))
      .then({ type: 'PurchaseEnded', data: { job: 'job-1', how: 'lapsed' } });
  });
  it('M16: the same job is noted once', () =>
    given(...announced)
      .when(note('job-1'))
      .thenRejected({ code: 'AlreadyNoted', rule: 'M16' }));
});

describeLifecycle(workSlice, {
  facts: {
    WorkOpened: opened,
    PurchaseAnnounced: { type: 'PurchaseAnnounced', data: { job: 'job-1', notedAt: issuedAt } },
    PurchaseDoubled: { type: 'PurchaseDoubled', data: { job: 'job-2', open: 'job-1', notedAt: issuedAt } },
    PurchaseEnded: { type: 'PurchaseEnded', data: { job: 'job-1', how: 'lapsed', notedAt: issuedAt } },
    WorkCompleted: {
      type: 'WorkCompleted',
      data: { evidence, note: null, outcome: 'approved', endedAt: issuedAt, clocks: [] },
    },
    WorkWithdrawn: {
      type: 'WorkWithdrawn',
      data: { reason: 'x', outcome: 'withdrawn', endedAt: issuedAt, clocks: [] },
    },
    DeadlineRederived: { type: 'DeadlineRederived', data: { notice: '2027', clocks: [] } },
  },
  commands: {
    OpenWork: { ...open, actor: system },
    CompleteWork: { type: 'CompleteWork', data: { evidence }, issuedAt, actor: system },
    NotePurchase: { type: 'NotePurchase', data: { job: 'job-1' }, issuedAt, actor: system },
    NotePurchaseEnd: {
      type: 'NotePurchaseEnd',
      data: { job: 'job-1', how: 'lapsed' },
      issuedAt,
      actor: system,
    },
    WithdrawWork: { type: 'WithdrawWork', data: { reason: 'x' }, issuedAt, actor: system },
    RederiveDeadlines: { type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt, actor: system },
  },
});
