import type { Instant, LegalDay } from '../kernel/instant.ts';
import { announcedNotices } from './announcedNotices.ts';
import { atTime, dayNumber, dayOfNumber, endOfDay } from './day.ts';
import { CalendarError } from './error.ts';
import type { HolidayNotice, SpecialDay } from './notice.ts';
import { buildTable, nthAfter, upTo, type WorkingDayTable } from './table.ts';

export { CalendarError } from './error.ts';
export type { HolidayNotice } from './notice.ts';

/** The working-day calendar 工作日历 made of the notices known at some moment: a value, never changed. */
export interface Calendar {
  /** How many notices were imported beyond those that the program brings along. */
  readonly version: number;
  /** Last day of the last announced year; what lies behind it is provisional 暂定. */
  readonly horizon: LegalDay;
  /** Days that a notice takes out of the ordinary week. */
  readonly special: ReadonlyMap<LegalDay, SpecialDay>;
  readonly table: WorkingDayTable;
}

/** A day reached by counting, the instant that ends the count, and whether an unannounced year was looked at. */
export interface WorkingDaysResult {
  readonly dueOn: LegalDay;
  readonly dueAt: Instant;
  readonly provisional: boolean;
}

/**
 * The calendar of the announced years and of further notices, in the order of their import. A notice replaces what an
 * earlier one of the same year said, whole; a day that two years' notices name follows the one imported later, for a
 * December can still be changed by the next year's notice.
 */
export function makeCalendar(notices: readonly HolidayNotice[]): Calendar {
  const inForce = new Map<number, HolidayNotice>();
  for (const notice of [...announcedNotices, ...notices]) {
    inForce.delete(notice.year);
    inForce.set(notice.year, notice);
  }
  const special = new Map<LegalDay, SpecialDay>();
  for (const { days } of inForce.values()) for (const day of days) special.set(day.date, day);
  let last = Math.min(...inForce.keys());
  while (inForce.has(last + 1)) last += 1;
  const horizon = `${last}-12-31`;
  return { version: notices.length, horizon, special, table: buildTable(special, horizon) };
}

/** The calendar that the program brings along: 2004 to 2026. */
export const announced: Calendar = makeCalendar([]);

export const isWorkingDay = ({ table }: Calendar, day: LegalDay): boolean => {
  const number = dayNumber(day);
  return nthAfter(table, number, 0) === number;
};

/** The day itself if it is a working day, else the next one. */
export function nextWorkingDay(calendar: Calendar, day: LegalDay): LegalDay {
  return isWorkingDay(calendar, day) ? day : dayOfNumber(nthAfter(calendar.table, dayNumber(day), 1));
}

/** Days come in halves, 0.5 to 2000: limits of two and a half days exist (B4, B38). */
function halves(days: number): number {
  const twice = days * 2;
  if (!Number.isInteger(twice) || twice < 1 || twice > 4000)
    throw new CalendarError(
      'DaysInvalid',
      `${days} days cannot be counted; give a multiple of 0.5 from 0.5 to 2000.`,
    );
  return twice;
}

const ending = ({ table }: Calendar, day: number, half: boolean, furthest: number): WorkingDaysResult => {
  const dueOn = dayOfNumber(day);
  return {
    dueOn,
    dueAt: half ? atTime(dueOn, '12:00') : endOfDay(dueOn),
    provisional: furthest > table.lastAnnounced,
  };
};

/**
 * The day on which a limit ends that starts on `from`, which is not counted (T1, T2): at 24:00, or at 12:00 of the next
 * working day for a half. A start on a rest day is not rolled: that belongs to the clock.
 */
export function addWorkingDays(calendar: Calendar, from: LegalDay, days: number): WorkingDaysResult {
  const twice = halves(days);
  const day = nthAfter(calendar.table, dayNumber(from), (twice + 1) >> 1);
  return ending(calendar, day, (twice & 1) === 1, day);
}

/** The inverse: when just so many working days are left until 24:00 of `from`. */
export function subtractWorkingDays(calendar: Calendar, from: LegalDay, days: number): WorkingDaysResult {
  const twice = halves(days);
  const start = dayNumber(from);
  const day = nthAfter(calendar.table, start, -(twice >> 1));
  return ending(calendar, day, (twice & 1) === 1, start);
}

/** Working days after `from` up to and including `to`; negative where `to` lies before `from`. */
export function countWorkingDays(
  calendar: Calendar,
  from: LegalDay,
  to: LegalDay,
): { readonly days: number; readonly provisional: boolean } {
  const { table } = calendar;
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const days = upTo(table, last) - upTo(table, first);
  return { days, provisional: first > table.lastAnnounced || last > table.lastAnnounced };
}
