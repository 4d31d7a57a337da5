import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import {
  applyClockFacts,
  closeClock,
  extendClock,
  noClocks,
  openClock,
  pauseClock,
} from '../../domain/clock/clock.ts';
import type { ClockFact } from '../../domain/clock/facts.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { deadlineWatch } from '../../sagas/deadlineWatch.ts';
import { system } from '../specification.ts';

const STREAM = 'matter-2603-532390-04-01-482134-G01';
const ID = '2603-532390-04-01-482134/G01';
const opened = openClock(announced, {
  id: ID,
  kind: 'NODE',
  title: '项目建议书审批',
  charged: '11532390MB0A001015',
  project: '2603-532390-04-01-482134',
  node: 'G01',
  terms: {
    promised: { days: 5, unit: 'workingDay' },
    statutory: null,
    pausePolicy: 'exclude',
    thresholds: { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 },
    closesAt: null,
    rules: ['T1'],
  },
  startedAt: '2026-03-02T01:00:00.000Z',
});
const clock = [...applyClockFacts(noClocks, [opened]).values()][0];
if (clock === undefined) throw new Error('A clock that was opened is there.');
const AMBER = '2026-03-06T16:00:00.000Z';
const RED = '2026-03-09T16:00:00.000Z';

const fact = (type: string, data: object, stream = STREAM): Recorded => ({
  eventId: 'e',
  stream,
  revision: 0,
  position: 1n,
  schemaVersion: 1,
  recordedAt: '2026-03-02T01:00:00.000Z',
  actor: system,
  causationId: 'c',
  correlationId: 'k',
  commandDigest: 'd',
  event: { type, data },
});
const moved = (...clocks: ClockFact[]) => fact('Something', { clocks });
const said = (type: 'AlertRaised' | 'AlertWithdrawn', level: string, raisedAt: string) =>
  fact(
    type,
    type === 'AlertRaised'
      ? {
          alert: `alert/${ID}`,
          deadline: ID,
          stream: STREAM,
          kind: 'NODE',
          level,
          raisedAt,
          dueOn: null,
          dueAt: null,
          charged: 'x',
          project: null,
          node: null,
        }
      : { alert: `alert/${ID}`, deadline: ID, stream: STREAM, level, reason: 'x', withdrawnAt: raisedAt },
    `alert-alert/${ID}`,
  );

type State = Parameters<typeof deadlineWatch.evolve>[0];
const after = (...facts: Recorded[]) =>
  facts.reduce<State>((state, each) => deadlineWatch.evolve(state, each), undefined);
const reactions = (history: Recorded[], now: Recorded) => {
  const before = after(...history);
  return (deadlineWatch.react?.(deadlineWatch.evolve(before, now), now, before) ?? []).map(
    ({ type, input }) => [type, input['level'], input['raisedAt']],
  );
};

describe('the deadline watch', () => {
  it('K2, K3: wants to be woken at amber, red and purple', () => {
    const state = after(moved(opened));
    expect(state && deadlineWatch.wakeUps?.(state).map(({ at }) => at)).toEqual([
      AMBER,
      RED,
      '2026-03-16T16:00:00.000Z',
    ]);
  });

  it('hears its own alerts where the deadline lives', () =>
    expect(deadlineWatch.instancesOf(said('AlertRaised', 'AMBER', AMBER))).toEqual([STREAM]));

  it('does not want a level again that stands raised', () => {
    const state = after(moved(opened), said('AlertRaised', 'AMBER', AMBER));
    expect(state && deadlineWatch.wakeUps?.(state).map(({ at }) => at)).toEqual([
      RED,
      '2026-03-16T16:00:00.000Z',
    ]);
  });

  it('names the effect in the id of its command', () => {
    const state = after(moved(opened));
    const effects = state && deadlineWatch.wake?.(state, { key: `RED|${ID}|${RED}`, at: RED });
    expect(effects).toMatchObject([
      { commandId: `raise|RED|${ID}|${RED}`, slice: 'alert', input: { raisedAt: RED, level: 'RED' } },
    ]);
  });

  it('T1, K2: raises again, as another effect, what was taken back and is reached again at the same instant', () => {
    const idsAfter = (...facts: Recorded[]) => {
      const state = after(...facts);
      return (
        state &&
        deadlineWatch.wake?.(state, { key: `AMBER|${ID}|${AMBER}`, at: AMBER }).map((e) => e.commandId)
      );
    };
    const raised = [moved(opened), said('AlertRaised', 'AMBER', AMBER)];
    const [first] = idsAfter(moved(opened)) ?? [];
    const [again] = idsAfter(...raised, said('AlertWithdrawn', 'AMBER', AMBER)) ?? [];
    expect(first).toBe(`raise|AMBER|${ID}|${AMBER}`);
    expect(again).toBe(`${first}|1`);
  });

  it('raises what was reached before the decision came in', () =>
    expect(
      reactions([moved(opened), said('AlertRaised', 'AMBER', AMBER)], moved(closeClock(clock, RED))),
    ).toEqual([['RaiseAlert', 'RED', RED]]));

  it('raises nothing for a deadline that is met', () =>
    expect(
      reactions(
        [moved(opened), said('AlertRaised', 'AMBER', AMBER)],
        moved(closeClock(clock, '2026-03-09T15:59:59.999Z')),
      ),
    ).toEqual([]));

  it('takes amber back where an extension moved the due date away', () => {
    const extended = extendClock(announced, clock, {
      days: 5,
      reason: 'x',
      approver: 'y',
      at: '2026-03-09T01:00:00.000Z',
    });
    expect(reactions([moved(opened), said('AlertRaised', 'AMBER', AMBER)], moved(extended))).toEqual([
      ['WithdrawAlert', 'AMBER', undefined],
    ]);
  });

  it('leaves amber standing where a pause froze it', () => {
    const paused = pauseClock(announced, clock, {
      reason: 'x',
      legalBasis: 'T10',
      cap: null,
      from: '2026-03-09T01:00:00.000Z',
    });
    expect(reactions([moved(opened), said('AlertRaised', 'AMBER', AMBER)], moved(paused))).toEqual([]);
  });

  it('forgets a stream without a running clock', () =>
    expect(after(moved(opened), moved(closeClock(clock, AMBER)))).toBeUndefined());
});
