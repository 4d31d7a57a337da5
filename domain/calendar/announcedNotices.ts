import { announcedYears } from './announcedYears.ts';
import { addDays, daysBetween } from './day.ts';
import type { HolidayNotice, SpecialDay } from './notice.ts';

const inYear = (year: string, day: string) => (day.length === 5 ? `${year}-${day}` : day);

function span(year: string, text: string): string[] {
  const [from, to = from] = text.split('..') as [string, string?];
  const first = inYear(year, from);
  return Array.from({ length: daysBetween(first, inYear(year, to)) + 1 }, (_, index) =>
    addDays(first, index),
  );
}

/** `'国庆节 10-01..10-07 +09-20'` of a year, day by day. */
function holiday(year: string, line: string): SpecialDay[] {
  const [name, ...parts] = line.split(' ') as [string, ...string[]];
  return parts.flatMap((part) => {
    const isOffDay = !part.startsWith('+');
    return span(year, isOffDay ? part : part.slice(1)).map((date) => ({ name, date, isOffDay }));
  });
}

/** The notices of the years that were known when this program was made, oldest first. */
export const announcedNotices: readonly HolidayNotice[] = Object.entries(announcedYears).map(
  ([year, lines]) => ({
    year: Number(year),
    papers: [],
    days: lines.flatMap((line) => holiday(year, line)),
  }),
);
