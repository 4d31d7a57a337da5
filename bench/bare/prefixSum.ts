import type { Calendar } from '../../domain/calendar/calendar.ts';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { addDays, dayNumber } from '../../domain/calendar/day.ts';

/** Working days as two arrays and one look-up by text: no check of anything, no instants, no word on announced years. */
export function prefixSum(calendar: Calendar, first: string, last: string) {
  const numbers = new Map<string, number>();
  const before: number[] = [];
  const days: string[] = [];
  for (let day = first; dayNumber(day) <= dayNumber(last); day = addDays(day, 1)) {
    numbers.set(day, before.length);
    if (isWorkingDay(calendar, day)) days.push(day);
    before.push(days.length);
  }
  const rank = (day: string) => before[numbers.get(day) as number] as number;
  return {
    add: (day: string, count: number) => days[rank(day) + count - 1] as string,
    count: (from: string, to: string) => rank(to) - rank(from),
  };
}
