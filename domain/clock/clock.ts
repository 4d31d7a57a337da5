import { addWorkingDays, type Calendar } from '../calendar/calendar.ts';
import { addDays, endOfDay, legalDayOf } from '../calendar/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Clock, type ClockExtension, type ClockPause, pausedAt, resumePauses } from './clockBook.ts';
import { deriveDue } from './derive.ts';
import type { ClockFact, Due } from './facts.ts';
import type { Start } from './start.ts';
import type { Limit } from './terms.ts';

export {
  applyClockFacts,
  type Clock,
  type ClockBook,
  type ClockExtension,
  type ClockPause,
  noClocks,
  pausedAt,
} from './clockBook.ts';
export { explain } from './explain.ts';
export { type Level, levelAt } from './level.ts';
export { remainingDays, usedDays } from './used.ts';

/** What a clock is about, whom it is charged to, on which terms, and when it starts. */
export type Opening = Pick<Clock, 'id' | 'kind' | 'title' | 'charged' | 'project' | 'node' | 'terms'> & Start;

/** Set a limit running. */
export function openClock(calendar: Calendar, opening: Opening): ClockFact {
  const { id, kind, title, charged, project, node, terms, startedAt, startDay } = opening;
  const due = deriveDue(calendar, { terms, startedAt, startDay, pauses: [], extensions: [] });
  const fact = { op: 'opened' as const, id, kind, title, charged, project, node, terms, startedAt, due };
  return startDay === undefined ? fact : { ...fact, startDay };
}

/** What a pause rests on, and the most it may take. */
export type Pausing = Pick<ClockPause, 'reason' | 'legalBasis' | 'cap' | 'from'>;

/** 24:00 of the cap's last day, counted from the day of the opening in the limit's own unit. */
function capEnd(calendar: Calendar, { unit }: Limit, { cap, from }: Pausing): Instant | null {
  if (cap === null) return null;
  const opened = legalDayOf(from);
  if (unit === 'workingDay') return addWorkingDays(calendar, opened, cap).dueAt;
  return endOfDay(addDays(opened, Math.ceil(cap)));
}

/** Leave time out of the limit from now on (T10–T13). A clock that is paused is not paused again: ask `pausedAt` first. */
export function pauseClock(calendar: Calendar, clock: Clock, pausing: Pausing): ClockFact {
  const { reason, legalBasis, cap, from } = pausing;
  if (clock.closedAt !== null || pausedAt(clock, from))
    throw new Error(`Clock «${clock.id}» is closed or paused at ${from}; pause only a running one.`);
  const pause = { reason, legalBasis, from, cap, capAt: capEnd(calendar, clock.terms.promised, pausing) };
  const due = deriveDue(calendar, { ...clock, pauses: [...clock.pauses, { ...pause, to: null }] });
  return { op: 'paused', id: clock.id, ...pause, due };
}

/** End the open pause. Where its cap came first, the limit has been running since then. */
export function resumeClock(calendar: Calendar, clock: Clock, at: Instant): ClockFact {
  const due = deriveDue(calendar, { ...clock, pauses: resumePauses(clock, at) });
  return { op: 'resumed', id: clock.id, at, due };
}

/** Whether an extension may still be approved: not from the due instant on (T6). */
export const mayExtend = ({ due, closedAt }: Pick<Clock, 'due' | 'closedAt'>, at: Instant): boolean =>
  closedAt === null && (due.dueAt === null || at < due.dueAt);

/** Add days to the limit in force; what the law grants grows with what is approved (T6, T7). */
export function extendClock(calendar: Calendar, clock: Clock, extension: ClockExtension): ClockFact {
  const { days, reason, approver, at } = extension;
  const due = deriveDue(calendar, { ...clock, extensions: [...clock.extensions, extension] });
  return { op: 'extended', id: clock.id, days, reason, approver, at, due };
}

/** Everything that readers see of a due date; the version of the calendar alone moves nothing. */
const sameInstants = (a: Due, b: Due): boolean =>
  (['startOn', 'dueOn', 'dueAt', 'amberAt', 'redAt', 'purpleAt', 'provisional', 'binding'] as const).every(
    (key) => a[key] === b[key],
  );

/** Reckon again with another calendar. Undefined where the clock is closed, for closed ones never move, or unmoved. */
export function rederiveClock(calendar: Calendar, clock: Clock, notice: string): ClockFact | undefined {
  if (clock.closedAt !== null) return undefined;
  const due = deriveDue(calendar, clock);
  if (sameInstants({ startOn: clock.startOn, ...clock.due }, due)) return undefined;
  return { op: 'rederived', id: clock.id, notice, before: clock.due, due };
}

/** `at` is the instant that the law reckons with: 24:00 of the last day for what happens by itself. */
export const closeClock = ({ id }: Pick<Clock, 'id'>, at: Instant): ClockFact => ({ op: 'closed', id, at });
