import type { Calendar } from '../calendar/calendar.ts';
import { DAY, dayNumber, dayOfNumber } from '../calendar/day.ts';
import { nthAfter } from '../calendar/table.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Clock, type ClockPause, pauseEnd } from './clockBook.ts';
import type { Due } from './facts.ts';
import { startDayOf } from './start.ts';
import type { Limit, Thresholds } from './terms.ts';
import {
  counted,
  counterOf,
  elapsedAt,
  gapOf,
  isBefore,
  type Moment,
  roll,
  type Timeline,
  toInstant,
} from './timeline.ts';

/** What the instants of a clock follow from. */
export type ClockBasis = Pick<Clock, 'terms' | 'startedAt' | 'startDay' | 'pauses' | 'extensions'>;

/** The limit in force: what was promised, or what the law grants, with what was approved on top (T6, T15). */
export function limitInForce(limit: Limit, { extensions }: Pick<Clock, 'extensions'>): Limit {
  return { ...limit, days: extensions.reduce((sum, { days }) => sum + days, limit.days) };
}

export function timelineOf(
  calendar: Calendar,
  { terms, ...start }: ClockBasis,
  unit: Limit['unit'],
): Timeline {
  return {
    calendar,
    counter: counterOf(calendar, unit),
    policy: terms.pausePolicy,
    start: dayNumber(startDayOf(calendar, start, terms.closesAt)),
  };
}

/** One limit followed to its end: when it is due, and which of the pauses had a part in that. */
export interface Course {
  readonly limit: Limit;
  readonly line: Timeline;
  /** Null while an open pause without a cap hides it. */
  readonly due: Moment | null;
  /** Pauses opened before the due instant; a later one leaves it as it is. */
  readonly before: readonly ClockPause[];
}

/** A natural-day limit whose last day is a rest day ends on the next working day (T2, T23). */
function dueAfter(line: Timeline, limit: Limit, pauses: readonly ClockPause[]): Moment | null {
  const moment = elapsedAt(line, counted(limit.days), pauses.map(gapOf));
  return moment === null || limit.unit === 'workingDay' ? moment : roll(line.calendar, moment);
}

export function courseOf(calendar: Calendar, basis: ClockBasis, limit: Limit): Course {
  const line = timelineOf(calendar, basis, limit.unit);
  const before: ClockPause[] = [];
  let due = dueAfter(line, limit, before);
  for (const pause of basis.pauses) {
    if (due === null || pause.from >= toInstant(due)) break;
    before.push(pause);
    // An open pause without a cap hides the due day, even where it was opened on that very day.
    due = pauseEnd(pause) === null ? null : dueAfter(line, limit, before);
  }
  return { limit, line, due, before };
}

/** The promise binds; the statutory limit does where it falls earlier (T15). */
export function bindingCourse(calendar: Calendar, basis: ClockBasis): Course & Pick<Due, 'binding'> {
  const { promised, statutory } = basis.terms;
  const promise = {
    ...courseOf(calendar, basis, limitInForce(promised, basis)),
    binding: 'PROMISED' as const,
  };
  if (statutory === null) return promise;
  const law = { ...courseOf(calendar, basis, limitInForce(statutory, basis)), binding: 'STATUTORY' as const };
  if (promise.due === null || law.due === null) {
    const known = { ...basis, pauses: basis.pauses.filter((pause) => pauseEnd(pause) !== null) };
    return bindingCourse(calendar, known).binding === 'PROMISED' ? promise : law;
  }
  return isBefore(law.due, promise.due) ? law : promise;
}

/** Every instant of a clock from its terms and what happened to it. O(pauses); no loop over days. */
export function deriveDue(calendar: Calendar, basis: ClockBasis): Due {
  const course = bindingCourse(calendar, basis);
  const { due, line, binding } = course;
  const { pauses, terms } = basis;
  const thaw = (nominal: Instant | null) => afterFreezes(nominal, pauses);
  const dueOn = due === null ? null : dayOfNumber(due.day);
  const dueAt = due === null ? null : toInstant(due);
  const { thresholds } = terms;
  return {
    startOn: dayOfNumber(line.start),
    dueOn,
    dueAt,
    amberAt: thaw(thresholds === null ? dueAt : nominalAmber(course, thresholds)),
    redAt: thresholds === null ? null : thaw(dueAt),
    purpleAt: thresholds === null ? null : thaw(nominalPurple(course, thresholds, pauses)),
    provisional: dueOn !== null && dueOn > calendar.horizon,
    binding,
    calendarVersion: calendar.version,
  };
}

/** The level is frozen while the clock is paused: an instant inside a freeze comes when the freeze ends, if it ends. */
function afterFreezes(nominal: Instant | null, pauses: readonly ClockPause[]): Instant | null {
  let instant = nominal;
  for (const pause of pauses) {
    const end = pauseEnd(pause);
    if (instant !== null && instant > pause.from && (end === null || instant < end)) instant = end;
  }
  return instant;
}

/**
 * What was reached when the last pause opened stays reached as long as the pause is open, though the policy may move
 * the instant once it is closed.
 */
function reachedBefore(
  pauses: readonly ClockPause[],
  reckon: (pauses: readonly ClockPause[]) => Moment | null,
) {
  const open = pauses.at(-1);
  const now = reckon(pauses);
  if (open === undefined || open.to !== null) return now === null ? null : toInstant(now);
  const then = reckon(pauses.slice(0, -1));
  const reached = then === null ? null : toInstant(then);
  return reached !== null && reached <= open.from ? reached : now === null ? null : toInstant(now);
}

/** 90 % elapsed or one working day left, whichever comes first (K2, K3); for natural days the latter by the calendar (T23). */
function nominalAmber({ line, limit, before }: Course, thresholds: Thresholds): Instant | null {
  const { amberShare, amberBefore } = thresholds;
  const share = amberShare * limit.days;
  if (limit.unit === 'workingDay') {
    const elapsed = counted(Math.max(0, Math.min(share, limit.days - amberBefore)));
    return reachedBefore(before, (pauses) => elapsedAt(line, elapsed, pauses.map(gapOf)));
  }
  return reachedBefore(before, (pauses) => {
    const byShare = elapsedAt(line, counted(share), pauses.map(gapOf));
    const due = dueAfter(line, limit, pauses);
    if (byShare === null || due === null) return byShare;
    const byDays = workingDaysBefore(line, due, counted(amberBefore));
    return isBefore(byDays, byShare) ? byDays : byShare;
  });
}

/** So much working time before a moment, not before day 0. */
function workingDaysBefore(
  { calendar, start }: Timeline,
  { day, milliseconds }: Moment,
  time: number,
): Moment {
  const rest = milliseconds - (time % DAY);
  const days = Math.floor(time / DAY) + (rest > 0 ? 0 : 1);
  const moment = { day: nthAfter(calendar.table, day, -days), milliseconds: rest > 0 ? rest : rest + DAY };
  const earliest = { day: start, milliseconds: DAY };
  return isBefore(moment, earliest) ? earliest : moment;
}

/** Twice the limit in counted time or five full working days past due, the earlier; once reached it is not undone. */
function nominalPurple(
  course: Course,
  thresholds: Thresholds,
  pauses: readonly ClockPause[],
): Instant | null {
  let shifting: readonly ClockPause[] = course.before;
  let purple = purpleAfter(course, thresholds, shifting);
  for (const pause of pauses.slice(shifting.length)) {
    if (purple === null || toInstant(purple) <= pause.from) break;
    shifting = [...shifting, pause];
    purple = purpleAfter(course, thresholds, shifting);
  }
  return purple === null ? null : toInstant(purple);
}

function purpleAfter(
  { line, limit, due, before }: Course,
  thresholds: Thresholds,
  pauses: readonly ClockPause[],
) {
  const twice = thresholds.purpleFactor * limit.days;
  const gaps = pauses.map(gapOf);
  if (limit.unit === 'workingDay')
    return elapsedAt(line, counted(Math.min(twice, limit.days + thresholds.purpleAfter)), gaps);
  if (due === null) return null;
  const byFactor = elapsedAt(line, counted(twice), gaps);
  const past: Timeline = { ...line, counter: counterOf(line.calendar, 'workingDay'), start: due.day };
  const byDays = elapsedAt(
    past,
    counted(thresholds.purpleAfter) - (DAY - due.milliseconds),
    gaps.slice(before.length),
  );
  if (byFactor === null || byDays === null) return byFactor ?? byDays;
  return isBefore(byDays, byFactor) ? byDays : byFactor;
}
