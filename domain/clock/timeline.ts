import type { Calendar } from '../calendar/calendar.ts';
import { DAY, dayNumber, dayOfNumber, endedDayOf, instantIn, legalDayOf } from '../calendar/day.ts';
import { nthAfter, upTo } from '../calendar/table.ts';
import type { Instant } from '../kernel/instant.ts';
import { type ClockPause, pauseEnd } from './clockBook.ts';
import type { Limit, PausePolicy } from './terms.ts';

/** A point of the legal time: a day as a number and milliseconds of it after 00:00; `DAY` is its 24:00. */
export interface Moment {
  readonly day: number;
  readonly milliseconds: number;
}

export const toInstant = ({ day, milliseconds }: Moment): Instant =>
  instantIn(dayOfNumber(day), milliseconds);

export const isBefore = (a: Moment, b: Moment): boolean =>
  a.day < b.day || (a.day === b.day && a.milliseconds < b.milliseconds);

/** How the days of a unit are counted. */
export interface Counter {
  /** The n-th counted day after a day. */
  readonly nth: (day: number, n: number) => number;
  /** Counted days after the first up to and including the second, not below 0. */
  readonly count: (from: number, to: number) => number;
}

const natural: Counter = { nth: (day, n) => day + n, count: (from, to) => Math.max(0, to - from) };

export const counterOf = ({ table }: Calendar, unit: Limit['unit']): Counter =>
  unit === 'naturalDay'
    ? natural
    : {
        nth: (day, n) => nthAfter(table, day, n),
        count: (from, to) => Math.max(0, upTo(table, to) - upTo(table, from)),
      };

/** A pause in days: opened on X, closed on Y; Y is null while nobody knows. */
export interface Gap {
  readonly opened: number;
  readonly closed: number | null;
}

/** What ends at 24:00 of a day by its cap belongs to that day; what somebody closes belongs to the day he does it on. */
export function gapOf(pause: ClockPause): Gap {
  const end = pauseEnd(pause);
  const opened = dayNumber(legalDayOf(pause.from));
  if (end === null) return { opened, closed: null };
  return { opened, closed: dayNumber(end === pause.capAt ? endedDayOf(end) : legalDayOf(end)) };
}

const wholeDays = (milliseconds: number) => Math.floor(milliseconds / DAY);

/** Milliseconds of counted time in so many days; exact, whatever the fraction was made of. */
export const counted = (days: number): number => Math.round(days * DAY);

/** at(e) without pauses: 24:00 of the e-th counted day after day 0, or that share of 24 h into the next counted day. */
export function at({ nth }: Counter, start: number, elapsed: number): Moment {
  const rest = elapsed - wholeDays(elapsed) * DAY;
  const days = wholeDays(elapsed) + (rest > 0 ? 1 : 0);
  return { day: days === 0 ? start : nth(start, days), milliseconds: rest > 0 ? rest : DAY };
}

/** The same time of the next working day, where the moment lies on none. */
export function roll({ table }: Calendar, { day, milliseconds }: Moment): Moment {
  return { day: nthAfter(table, day, 0) === day ? day : nthAfter(table, day, 1), milliseconds };
}

export interface Timeline {
  readonly calendar: Calendar;
  readonly counter: Counter;
  readonly policy: PausePolicy;
  /** Day 0. */
  readonly start: number;
}

/** The moment at which so much counted time has elapsed; null where an open pause without a cap hides it. */
export function elapsedAt(line: Timeline, elapsed: number, gaps: readonly Gap[]): Moment | null {
  switch (line.policy) {
    case 'exclude':
      return excluding(line, elapsed, gaps);
    case 'addBack':
      return addingBack(line, elapsed, gaps);
    default:
      return anew(line, elapsed, gaps);
  }
}

/** `exclude`: the days after X up to and including Y are not counted (T10, 许可法 45). */
function excluding({ counter, start }: Timeline, elapsed: number, gaps: readonly Gap[]): Moment | null {
  let from = start;
  let left = elapsed;
  for (const { opened, closed } of gaps) {
    const between = counter.count(from, opened) * DAY;
    if (left <= between) break;
    if (closed === null) return null;
    left -= between;
    from = Math.max(from, opened, closed);
  }
  return at(counter, from, left);
}

/** `addBack`: the moment moves by the natural days from X to Y, then to the same time of the next working day. */
function addingBack(
  { calendar, counter, start }: Timeline,
  elapsed: number,
  gaps: readonly Gap[],
): Moment | null {
  let moment = at(counter, start, elapsed);
  for (const { opened, closed } of gaps) {
    if (closed === null) return null;
    moment = roll(calendar, { ...moment, day: moment.day + closed - opened });
  }
  return moment;
}

/** `remaining` and `restart`: Y is day 0 again, less what had been counted before X, or less nothing. */
function anew({ counter, policy, start }: Timeline, elapsed: number, gaps: readonly Gap[]): Moment | null {
  let from = start;
  let spent = 0;
  for (const { opened, closed } of gaps) {
    if (closed === null) return null;
    spent = policy === 'restart' ? 0 : spent + counter.count(from, opened - 1);
    from = Math.max(from, closed);
  }
  return at(counter, from, Math.max(0, elapsed - spent * DAY));
}
