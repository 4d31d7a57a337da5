import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { announcedNotices } from '../../domain/calendar/announcedNotices.ts';
import {
  addWorkingDays,
  announced,
  countWorkingDays,
  isWorkingDay,
  nextWorkingDay,
  subtractWorkingDays,
} from '../../domain/calendar/calendar.ts';
import { HolidayNotice } from '../../domain/calendar/notice.ts';

describe('T1, T2: golden vectors, the start day not counted', () => {
  it.each([
    ['2026-02-13', 1, '2026-02-14', 'a make-up Saturday'],
    ['2026-02-13', 5, '2026-02-27', 'over the Spring Festival'],
    ['2026-04-30', 3, '2026-05-08', 'over Labour Day'],
    ['2026-09-30', 5, '2026-10-13', 'over National Day'],
    ['2025-12-31', 1, '2026-01-04', 'a make-up Sunday'],
    ['2026-03-07', 5, '2026-03-13', 'from a Saturday, which is not rolled here'],
    ['2026-03-02', 60, '2026-05-28', 'the chain of the hospital'],
  ])('%s + %d working days ends on %s: %s', (from, days, dueOn) =>
    expect(addWorkingDays(announced, from, days)).toEqual({
      dueOn,
      dueAt: `${dueOn}T16:00:00.000Z`,
      provisional: false,
    }),
  );

  it.each([
    [2023, 249],
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('%d has %d working days', (year, days) =>
    expect(countWorkingDays(announced, `${year - 1}-12-31`, `${year}-12-31`).days).toBe(days),
  );

  it('knows the make-up working days of 2024 to 2026', () =>
    expect(
      announcedNotices
        .filter(({ year }) => year >= 2024)
        .map(({ days }) =>
          days
            .filter(({ isOffDay }) => !isOffDay)
            .map(({ date }) => date.slice(5))
            .sort()
            .join(' '),
        ),
    ).toEqual([
      '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
      '01-26 02-08 04-27 09-28 10-11',
      '01-04 02-14 02-28 05-09 09-20 10-10',
    ]));
});

describe('halves of days (B4, B38)', () => {
  it('a half ends at 12:00 of the next working day', () =>
    expect(addWorkingDays(announced, '2026-03-06', 0.5)).toEqual({
      dueOn: '2026-03-09',
      dueAt: '2026-03-09T04:00:00.000Z',
      provisional: false,
    }));
  it('two and a half days end on the third working day', () =>
    expect(addWorkingDays(announced, '2026-03-02', 2.5).dueAt).toBe('2026-03-05T04:00:00.000Z'));
  it('a half day before the end of a day is its 12:00', () =>
    expect(subtractWorkingDays(announced, '2026-03-09', 0.5).dueAt).toBe('2026-03-09T04:00:00.000Z'));
});

describe('single days', () => {
  it('a day off is no working day, a make-up Saturday is one', () =>
    expect([isWorkingDay(announced, '2026-02-16'), isWorkingDay(announced, '2026-02-28')]).toEqual([
      false,
      true,
    ]));
  it('the next working day of a working day is itself', () =>
    expect(nextWorkingDay(announced, '2026-03-02')).toBe('2026-03-02'));
  it('the next working day of a holiday lies behind it', () =>
    expect(nextWorkingDay(announced, '2026-10-01')).toBe('2026-10-08'));
  it('the horizon is the last announced day', () => expect(announced.horizon).toBe('2026-12-31'));
});

describe('the table that the program brings along', () => {
  it('says what its source says, day for day', () => {
    const file = new URL('../../node_modules/chinese-days/dist/chinese-days.json', import.meta.url);
    const source: { holidays: Record<string, string>; workdays: Record<string, string> } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const lines = (isOffDay: boolean, days: Record<string, string>) =>
      Object.entries(days).map(([date, text]) => `${date} ${text.split(',')[1]} ${isOffDay}`);
    const ours = announcedNotices.flatMap(({ days }) =>
      days.map((day) => `${day.date} ${day.name} ${day.isOffDay}`),
    );
    expect(ours.toSorted()).toEqual(
      [...lines(true, source.holidays), ...lines(false, source.workdays)].toSorted(),
    );
  });
  it('consists of notices that pass the strict schema', () => {
    for (const notice of announcedNotices)
      expect(HolidayNotice.safeParse(notice).error, `${notice.year}`).toBeUndefined();
  });
  it('has a notice for every year from 2004 to 2026', () =>
    expect(announcedNotices.map(({ year }) => year)).toEqual(
      Array.from({ length: 23 }, (_, index) => 2004 + index),
    ));
});
