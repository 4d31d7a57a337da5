import type { LegalDay } from '../kernel/instant.ts';
import { dayNumber, dayOfNumber, FIRST, FIRST_DAY, LAST, LAST_DAY } from './day.ts';
import { CalendarError } from './error.ts';
import type { SpecialDay } from './notice.ts';

/** The working days as prefix sums: one look-up for any sum or count, however many days lie between. */
export interface WorkingDayTable {
  /** By day since the first: how many working days there are before it. */
  readonly rank: Int32Array;
  /** The day number of the k-th working day. */
  readonly days: Int32Array;
  /** The day number of the horizon. */
  readonly lastAnnounced: number;
}

/** Statutory holidays of fixed date (全国年节及纪念日放假办法, 2025): all that is sure of a year not yet announced. */
const FIXED: ReadonlyMap<string, string> = new Map([
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
]);

/** 1970-01-01 was a Thursday. */
export const isWeekend = (number: number): boolean => (number + 4) % 7 === 0 || (number + 4) % 7 === 6;

export const fixedHoliday = (day: LegalDay): string | undefined => FIXED.get(day.slice(5));

export function buildTable(special: ReadonlyMap<LegalDay, SpecialDay>, horizon: LegalDay): WorkingDayTable {
  const rank = new Int32Array(LAST - FIRST + 2);
  const days = new Int32Array(LAST - FIRST + 1);
  const lastAnnounced = dayNumber(horizon);
  let count = 0;
  for (let number = FIRST; number <= LAST; number++) {
    rank[number - FIRST] = count;
    const day = dayOfNumber(number);
    const named = special.get(day);
    const works = named
      ? !named.isOffDay
      : !isWeekend(number) && (number <= lastAnnounced || fixedHoliday(day) === undefined);
    if (works) days[count++] = number;
  }
  rank[LAST - FIRST + 1] = count;
  return { rank, days: days.slice(0, count), lastAnnounced };
}

const outOfRange = () =>
  new CalendarError(
    'DateOutOfRange',
    `The result lies outside ${FIRST_DAY} to ${LAST_DAY}, the days that are known.`,
  );

/** How many working days there are up to and including a day. */
export function upTo(table: WorkingDayTable, number: number): number {
  const rank = table.rank[number - FIRST + 1];
  if (rank === undefined) throw outOfRange();
  return rank;
}

/** The working day that comes `count` after a day; 1 is the next, 0 the last one up to and including the day itself. */
export function nthAfter(table: WorkingDayTable, number: number, count: number): number {
  const found = table.days[upTo(table, number) + count - 1];
  if (found === undefined) throw outOfRange();
  return found;
}
