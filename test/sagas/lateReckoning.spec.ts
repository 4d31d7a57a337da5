import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { openClock } from '../../domain/clock/clock.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { lateReckoning } from '../../sagas/lateReckoning.ts';
import { system } from '../specification.ts';

const STREAM = 'matter-2603-532390-04-01-482134-G01';
const opened = openClock(announced, {
  id: '2603-532390-04-01-482134/G01',
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
/** The same limit, reckoned with a calendar of so many notices. */
const reckonedWith = (calendarVersion: number) =>
  'due' in opened ? { ...opened, due: { ...opened.due, calendarVersion } } : opened;

const fact = (stream: string, type: string, data: object, revision = 0): Recorded => ({
  eventId: 'e',
  stream,
  revision,
  position: 1n,
  schemaVersion: 1,
  recordedAt: '2026-03-02T01:00:00.000Z',
  actor: system,
  causationId: 'c',
  correlationId: 'k',
  commandDigest: 'd',
  event: { type, data },
});
const notice = (revision: number) =>
  fact('calendar-cn', 'HolidayNoticeImported', { notice: { year: 2027 } }, revision);
const accepted = (version: number, revision = 3) =>
  fact(STREAM, 'MatterAccepted', { clocks: [reckonedWith(version)] }, revision);

/** What is sent after facts, in order. */
function sentAfter(...facts: readonly Recorded[]) {
  let state: Parameters<typeof lateReckoning.evolve>[0];
  return facts.flatMap((each) => {
    if (lateReckoning.instancesOf(each).length === 0) return [];
    const before = state;
    state = lateReckoning.evolve(before, each);
    return lateReckoning.react?.(state, each, before) ?? [];
  });
}

describe('a limit that was reckoned beside a holiday notice (T1)', () => {
  it('is derived anew where the notice was recorded first, and names which', () =>
    expect(sentAfter(notice(0), accepted(0))).toEqual([
      {
        slice: 'matter',
        key: { project: '2603-532390-04-01-482134', node: 'G01' },
        commandId: `rederive|holiday notice for 2027 (no. 1)|${STREAM}|after 3`,
        type: 'RederiveDeadlines',
        input: { notice: 'holiday notice for 2027 (no. 1)' },
      },
    ]));

  it('stays where it was reckoned with that notice', () =>
    expect(sentAfter(notice(0), accepted(1))).toEqual([]));

  it('is left to the notice itself where that came later: it asks all running limits', () =>
    expect(sentAfter(accepted(0), notice(0))).toEqual([]));

  it('is measured by all notices that came before it', () => {
    expect(sentAfter(notice(0), notice(1), accepted(1))).toMatchObject([
      { input: { notice: 'holiday notice for 2027 (no. 2)' } },
    ]);
    expect(sentAfter(notice(0), accepted(0, 3), notice(1), accepted(1, 4))).toHaveLength(2);
  });

  it('concerns no fact that moves no limit', () =>
    expect(lateReckoning.instancesOf(fact(STREAM, 'Noted', {}))).toEqual([]));
});
