import type { Calendar } from '../calendar/calendar.ts';
import { atTime, dayNumber, dayOfNumber, endedDayOf } from '../calendar/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Clock } from './clockBook.ts';
import { bindingCourse, courseOf, limitInForce } from './derive.ts';
import type { PausePolicy } from './terms.ts';
import { type Counter, counterOf, type Gap, gapOf } from './timeline.ts';

/** The first day that a pause takes out of the count: X itself is still counted, save where what is left starts anew. */
export const firstFrozen = (policy: PausePolicy, { opened }: Gap): number =>
  policy === 'remaining' || policy === 'restart' ? opened : opened + 1;

/** Counted days after the first day up to and including the second that no pause takes out. */
function runningDays(
  counter: Counter,
  policy: PausePolicy,
  gaps: readonly Gap[],
  from: number,
  to: number,
): number {
  let days = counter.count(from, to);
  let seen = from;
  for (const gap of gaps) {
    const begin = Math.max(seen, firstFrozen(policy, gap) - 1);
    const end = Math.min(to, gap.closed ?? to);
    days -= counter.count(begin, end);
    seen = Math.max(seen, end);
  }
  return days;
}

const until = ({ closedAt }: Clock, at: Instant): Instant =>
  closedAt !== null && closedAt < at ? closedAt : at;

/**
 * Days of the limit used until an instant or until the clock was closed: a day counts as soon as it has begun, a half
 * one where the limit has a half.
 */
export function usedDays(calendar: Calendar, clock: Clock, at: Instant): number {
  const { terms, pauses } = clock;
  const { limit, line, before } = courseOf(calendar, clock, limitInForce(terms.promised, clock));
  const end = until(clock, at);
  const date = endedDayOf(end);
  const day = dayNumber(date);
  const gaps = pauses.filter(({ from }) => from <= end).map(gapOf);
  const restarted = line.policy === 'restart' ? gaps.slice(0, before.length).at(-1) : undefined;
  const from = restarted === undefined ? line.start : Math.max(line.start, restarted.closed ?? day);
  const used = runningDays(line.counter, line.policy, gaps, from, day);
  const today = runningDays(line.counter, line.policy, gaps, Math.max(from, day - 1), day);
  return today === 1 && limit.days % 1 !== 0 && end <= atTime(date, '12:00') ? used - 0.5 : used;
}

/**
 * Working days left until the clock is due, today not among them; negative where it is late; null where nobody knows
 * when it is due. Working days for every unit, so that a queue of work can be put in order.
 */
export function remainingDays(calendar: Calendar, clock: Clock, at: Instant): number | null {
  const { due, line } = bindingCourse(calendar, clock);
  if (due === null) return null;
  const day = dayNumber(endedDayOf(until(clock, at)));
  const counter = counterOf(calendar, 'workingDay');
  const gaps = clock.pauses.map(gapOf);
  if (day > due.day) return 0 - runningDays(counter, line.policy, gaps, due.day, day);
  const days = runningDays(counter, line.policy, gaps, day, due.day);
  const half = day < due.day && clock.due.dueAt === atTime(dayOfNumber(due.day), '12:00');
  return half ? days - 0.5 : days;
}
