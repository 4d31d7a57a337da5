import { expect, it } from 'vitest';
import type { DomainEvent } from '../../domain/kernel/recorded.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { jobStatusOf, suspendedIn } from '../../domain/tender/status.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { system } from '../specification.ts';
import {
  a,
  agencies,
  b,
  bids,
  c,
  drawn,
  endOf,
  job,
  Market,
  march,
  operator,
  owner,
  snapshot,
  values,
  wanlv,
  wanlvSnapshot,
  water,
  waterStation,
} from './market.ts';

/** Facts as they really come about, gathered from jobs that are played. */
const played: readonly Market[] = (() => {
  const priced = new Market(job.publish(), ...bids(5_000_000, 5_000_000, 8_000_000));
  priced.send(job.bid(wanlv, 1, march(11), wanlvSnapshot));
  priced.accepts(job.bid(agencies[3], 9_000_000), job.withdraw(agencies[3]), job.close());
  priced.accepts(
    {
      type: 'JudgeLowQuote',
      actor: owner,
      issuedAt: march(13),
      data: { bid: `bid-${a}`, explanation: 'x', accepted: true },
    },
    job.select(),
    job.object(b),
    job.answer(false),
    job.object(c),
    job.answer(true, march(17), '2'),
  );
  const tie = new Market(
    job.publish(),
    ...[a, b, c].map((agency) => job.bid(agency, 7_000_000)),
    job.close(),
    { type: 'DecideTie', actor: operator, issuedAt: march(13), data: { bid: `bid-${a}`, reasons: 'x' } },
    job.select(),
    job.giveUp(a, march(16)),
    job.confirm(endOf(19)),
    job.sign(7_000_000),
  );
  const draw = new Market(
    job.publishDraw(),
    ...bids(null, null, null),
    job.close(),
    job.announce(),
    job.voidDraw(),
  );
  const whole = new Market(job.publishDraw(), ...bids(null, null, null), job.close(), job.announce());
  drawn(whole, values());
  const none = new Market(job.publish(), job.close(), job.close(endOf(17)));
  const stopped = new Market(job.publish(), {
    type: 'TerminateJob',
    actor: owner,
    issuedAt: march(10),
    data: { reason: 'x' },
  });
  return [whole, draw, tie, priced, none, stopped];
})();

const examples: Record<string, DomainEvent> = {};
for (const fact of played.flatMap(({ facts }) => facts)) examples[fact.type] ??= fact;
/** Without clocks, so that each can be folded in any stage that has a place for it. */
for (const [type, fact] of Object.entries(examples)) {
  const data = fact.data as Record<string, unknown>;
  examples[type] = 'clocks' in data ? { type, data: { ...data, clocks: [] } } : fact;
}
examples['DeadlineRederived'] = { type: 'DeadlineRederived', data: { notice: '2026/2', clocks: [] } };

const command = (one: { type: string; issuedAt: string; data: object; actor?: typeof owner }) => ({
  actor: system,
  ...one,
});
const value = new Uint8Array(32);

describeLifecycle(tenderSlice, {
  facts: examples,
  commands: Object.fromEntries(
    [
      job.publish(),
      job.bid(agencies[4], 9_000_000),
      job.withdraw(a),
      {
        type: 'RecheckApplicant',
        issuedAt: march(12),
        data: {
          agency: a,
          snapshot: snapshot('x', {
            owners: [{ holder: waterStation, holderName: 'x', held: a, percent: 40, institutionOf: water }],
          }),
        },
      },
      job.close(),
      {
        type: 'JudgeLowQuote',
        actor: owner,
        issuedAt: march(13),
        data: { bid: `bid-${a}`, explanation: 'x', accepted: true },
      },
      { type: 'DecideTie', actor: operator, issuedAt: march(13), data: { bid: `bid-${a}`, reasons: 'x' } },
      job.select(),
      job.announce(),
      job.commit(owner.organization ?? '', value),
      job.reveal(owner.organization ?? '', value),
      job.voidDraw(),
      job.object(a),
      job.answer(true),
      job.confirm(),
      job.giveUp(a),
      job.sign(7_000_000),
      { type: 'TerminateJob', actor: owner, issuedAt: march(10), data: { reason: 'x' } },
      { type: 'AnnulJob', actor: operator, issuedAt: march(10), data: { rule: 'M19', reasons: 'x' } },
      { type: 'RederiveDeadlines', issuedAt: march(10), data: { notice: '2026/2' } },
    ].map((one) => [one.type, command(one)]),
  ),
});

it('each stage has a status for readers, and only an open objection suspends', () => {
  expect(
    Object.fromEntries(tenderSlice.lifecycle.stages.map((stage) => [stage, jobStatusOf(stage)])),
  ).toEqual({
    draft: 'DRAFT',
    open: 'OPEN',
    'selecting.comparing': 'SELECTING',
    'selecting.pooled': 'SELECTING',
    'selecting.committing': 'SELECTING',
    'selecting.revealing': 'SELECTING',
    'selecting.drawn': 'SELECTING',
    'publicity.undisputed': 'PUBLICITY',
    'publicity.suspended': 'PUBLICITY',
    contracting: 'CONTRACTING',
    vacant: 'PUBLICITY',
    contracted: 'IN_SERVICE',
    lapsed: 'LAPSED',
    void: 'VOID',
    terminated: 'TERMINATED',
  });
  expect(tenderSlice.lifecycle.stages.filter(suspendedIn)).toEqual(['publicity.suspended']);
  expect(() => jobStatusOf('nowhere')).toThrow('no stage');
});
