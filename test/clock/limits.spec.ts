import { describe, expect, it } from 'vitest';
import { announced, makeCalendar } from '../../domain/calendar/calendar.ts';
import {
  type Clock,
  closeClock,
  explain,
  extendClock,
  levelAt,
  mayExtend,
  openClock,
  rederiveClock,
  remainingDays,
  usedDays,
} from '../../domain/clock/clock.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { apply, at, clockTerms, millisecondBefore, opening, paused, shanghai, started } from './clocks.ts';

const naturalDay = (days: number) => ({ promised: { days, unit: 'naturalDay' as const } });

describe('T15: two limits', () => {
  const law = (days: number, unit: 'workingDay' | 'naturalDay') =>
    started('09-24', 5, { statutory: { days, unit } });
  it('the promise binds where it is shorter', () =>
    expect(law(20, 'workingDay').due).toMatchObject({ dueOn: '2026-10-09', binding: 'PROMISED' }));
  it('the statute binds where it falls earlier', () =>
    expect(law(10, 'naturalDay').due).toMatchObject({ dueOn: '2026-10-08', binding: 'STATUTORY' }));
  it('its thresholds are those of the limit that binds', () =>
    expect(shanghai(started('03-02', 20, { statutory: { days: 10, unit: 'workingDay' } }).due.amberAt)).toBe(
      '03-14 00:00',
    ));
  it('where both fall together it is the promise', () =>
    expect(law(5, 'workingDay').due.binding).toBe('PROMISED'));
  it('the explanation names which binds', () =>
    expect(explain(announced, law(10, 'naturalDay'))).toMatchObject({
      binding: 'STATUTORY',
      dueOn: '2026-10-08',
    }));
});

describe('T23: limits in natural days', () => {
  it('end on their last day where that is a working day', () =>
    expect(started('03-02', 30, naturalDay(30)).due.dueOn).toBe('2026-04-01'));
  it('T2: a last day on a Saturday rolls to Monday', () =>
    expect(started('03-02', 5, naturalDay(5)).due.dueOn).toBe('2026-03-09'));
  it('T2: a last day in the holidays rolls behind them', () =>
    expect(started('09-21', 10, naturalDay(10)).due.dueOn).toBe('2026-10-08'));
  it('amber comes at 90 % of natural days, or with one working day left by the calendar', () => {
    expect(shanghai(started('03-02', 30, naturalDay(30)).due.amberAt)).toBe('03-30 00:00');
    expect(shanghai(started('03-02', 7, naturalDay(7)).due.amberAt)).toBe('03-07 00:00');
  });
  it('half a working day before 12:00 is 24:00 of the day before', () => {
    const early = { amberShare: 1, amberBefore: 0.5, purpleFactor: 2, purpleAfter: 5 };
    expect(shanghai(started('03-02', 3.5, { ...naturalDay(3.5), thresholds: early }).due.amberAt)).toBe(
      '03-06 00:00',
    );
  });
  it('purple comes at twice the limit or five working days past due', () => {
    expect(shanghai(started('03-02', 30, naturalDay(30)).due.purpleAt)).toBe('04-10 00:00');
    expect(shanghai(started('03-02', 4, naturalDay(4)).due.purpleAt)).toBe('03-11 00:00');
  });
  it('a pause leaves out natural days', () =>
    expect(paused(started('03-02', 30, naturalDay(30)), '03-04 10:00', '03-14 10:00').due.dueOn).toBe(
      '2026-04-13',
    ));
});

describe('T6: extension', () => {
  const extension = { days: 10, reason: '情况复杂', approver: '局长', at: at('03-09 10:00') };
  const clock = started('03-02', 5);
  const extended = apply(clock, extendClock(announced, clock, extension));
  it('adds to the promise', () => expect(extended.due.dueOn).toBe('2026-03-23'));
  it('moves amber with it', () => expect(shanghai(extended.due.amberAt)).toBe('03-20 12:00'));
  it('grows the statutory limit as well, for the law grants it', () => {
    const bound = started('03-02', 20, { statutory: { days: 20, unit: 'workingDay' } });
    expect(apply(bound, extendClock(announced, bound, extension)).due.dueOn).toBe('2026-04-14');
  });
  it('may be approved until one millisecond before the due instant', () =>
    expect(mayExtend(clock, millisecondBefore(clock.due.dueAt))).toBe(true));
  it('may not be approved at the due instant', () =>
    expect(mayExtend(clock, clock.due.dueAt ?? '')).toBe(false));
  it('may not be approved once the clock is closed', () =>
    expect(mayExtend(apply(clock, closeClock(clock, at('03-05 10:00'))), at('03-05 11:00'))).toBe(false));
});

describe('a limit that runs into 2027', () => {
  const calendar = makeCalendar([notice2027]);
  const start = (days: number): Clock =>
    apply(undefined, openClock(announced, opening(clockTerms(days), at('12-21 09:00'))));
  const clock = start(35);
  it('is due on a provisional day until the notice is there', () =>
    expect(clock.due).toMatchObject({ dueOn: '2027-02-09', provisional: true, calendarVersion: 0 }));
  it('says so day by day', () =>
    expect(explain(announced, clock).steps.at(-1)).toMatchObject({
      date: '2027-02-09',
      reason: 'provisional working day',
    }));
  it('is reckoned again with the notice, before and after', () => {
    const fact = rederiveClock(calendar, clock, '2027 节假日安排');
    expect(fact).toMatchObject({
      before: { dueOn: '2027-02-09', provisional: true },
      due: { dueOn: '2027-02-14', provisional: false, calendarVersion: 1 },
    });
  });
  it('records that a day is certain now, though it does not move', () =>
    expect(rederiveClock(calendar, start(10), 'n')).toMatchObject({
      before: { dueOn: '2027-01-05', provisional: true },
      due: { dueOn: '2027-01-05', provisional: false },
    }));
  it('is not moved twice by the same notice', () => {
    const fact = rederiveClock(calendar, clock, 'n');
    if (fact === undefined) throw new Error('It moves.');
    expect(rederiveClock(calendar, apply(clock, fact), 'n')).toBeUndefined();
  });
  it('is not moved where it ends before the notice begins', () =>
    expect(rederiveClock(calendar, started('03-02', 5), 'n')).toBeUndefined());
  it('is never moved once closed', () =>
    expect(rederiveClock(calendar, apply(clock, closeClock(clock, at('12-30 10:00'))), 'n')).toBeUndefined());
});

describe('remaining days', () => {
  const clock = started('03-02', 5);
  it.each([
    ['03-02 09:00', 5],
    ['03-04 09:00', 3],
    ['03-07 00:00', 1],
    ['03-09 09:00', 0],
    ['03-10 00:00', 0],
    ['03-10 09:00', -1],
    ['03-16 09:00', -5],
  ])('at %s there are %d', (instant, days) =>
    expect(remainingDays(announced, clock, at(instant))).toBe(days),
  );
  it('and the used ones make up the limit', () => {
    for (const instant of ['03-03 09:00', '03-05 12:00', '03-09 23:59'])
      expect(
        usedDays(announced, clock, at(instant)) + (remainingDays(announced, clock, at(instant)) ?? 0),
      ).toBe(5);
  });
  it('a half is left out where the limit ends at 12:00', () =>
    expect(remainingDays(announced, started('03-02', 2.5), at('03-02 10:00'))).toBe(2.5));
  it('a half is used until 12:00, a whole day after it', () => {
    const half = started('03-02', 2.5);
    expect([
      usedDays(announced, half, at('03-05 12:00')),
      usedDays(announced, half, at('03-05 12:01')),
    ]).toEqual([2.5, 3]);
  });
  it('stand still while the clock is paused', () => {
    const frozen = paused(clock, '03-04 10:00', null, 10);
    expect(
      ['03-06 10:00', '03-12 10:00', '03-18 10:00'].map((instant) =>
        remainingDays(announced, frozen, at(instant)),
      ),
    ).toEqual([3, 3, 3]);
  });
  it('nobody knows them in a pause without a cap', () =>
    expect(remainingDays(announced, paused(clock, '03-04 10:00', null), at('03-05 10:00'))).toBeNull());
  it('no level is lost on the way: late is red', () => expect(levelAt(clock, at('03-10 00:00'))).toBe('RED'));
});
