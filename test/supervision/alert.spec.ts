import { describe, it } from 'vitest';
import { atTime } from '../../domain/calendar/day.ts';
import { alertSlice } from '../../domain/supervision/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { actor, specify, system } from '../specification.ts';

const given = specify(alertSlice);
const issuedAt = atTime('2026-03-10', '09:00');
const deadline = '2603-532390-04-01-482134/G01';
const alert = `alert/${deadline}`;
const reached = {
  deadline,
  stream: 'matter-2603-532390-04-01-482134-G01',
  kind: 'NODE',
  level: 'AMBER',
  raisedAt: '2026-03-06T16:00:00.000Z',
  dueOn: '2026-03-09',
  dueAt: '2026-03-09T16:00:00.000Z',
  charged: '11532390MB0A001015',
  project: '2603-532390-04-01-482134',
  node: 'G01',
};
const raise = { type: 'RaiseAlert', data: reached, issuedAt };
const raised = { type: 'AlertRaised', data: { ...reached, alert } };
const takeBack = {
  type: 'WithdrawAlert',
  data: { deadline, stream: reached.stream, level: 'AMBER', reason: '停表' },
  issuedAt,
};
const withdrawn = { type: 'AlertWithdrawn', data: { ...takeBack.data, alert, withdrawnAt: issuedAt } };
const violation = {
  alert: 'violation/x@1',
  rule: 'J1',
  text: 'x',
  charged: 'y',
  project: null,
  node: null,
  raisedAt: issuedAt,
};

describe('alerts', () => {
  it('K2: keep the instant at which the level was reached, not that of catching up', () =>
    given()
      .when(raise)
      .then({ type: 'AlertRaised', data: { alert, raisedAt: reached.raisedAt } }));

  it('K2: each level is raised once', () =>
    given(raised).when(raise).thenRejected({ code: 'AlreadyRaised', rule: 'K2' }));

  it('K3: amber and red are two', () =>
    given(raised)
      .when({ ...raise, data: { ...reached, level: 'RED' } })
      .then({ type: 'AlertRaised', data: { level: 'RED' } }));

  it('are taken back on the record, and may be raised again for another instant', () => {
    given(raised)
      .when(takeBack)
      .then({ type: 'AlertWithdrawn', data: { level: 'AMBER' } });
    given(raised, withdrawn).when(raise).then({ type: 'AlertRaised' });
  });

  it('cannot be taken back where they were not raised', () =>
    given(raised)
      .when({ ...takeBack, data: { ...takeBack.data, level: 'RED' } })
      .thenRejected({ code: 'NotRaised' }));

  it('are marked as seen by a supervisor, with a note', () =>
    given(raised)
      .when({
        type: 'MarkAlertSeen',
        data: { note: '已电话催办' },
        issuedAt,
        actor: actor('supervisor', 'x', 'wang'),
      })
      .then({ type: 'AlertSeen', data: { alert, by: 'wang', note: '已电话催办' } }));
});

describeLifecycle(alertSlice, {
  facts: {
    AlertRaised: raised,
    AlertWithdrawn: withdrawn,
    ViolationRaised: { type: 'ViolationRaised', data: violation },
    AlertSeen: { type: 'AlertSeen', data: { alert, by: 'wang', note: null, seenAt: issuedAt } },
  },
  commands: {
    RaiseAlert: { ...raise, actor: system },
    WithdrawAlert: { ...takeBack, actor: system },
    RaiseViolation: { type: 'RaiseViolation', data: violation, issuedAt, actor: system },
    MarkAlertSeen: { type: 'MarkAlertSeen', data: {}, issuedAt, actor: system },
  },
});
