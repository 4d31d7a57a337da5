import { type Calendar, nextWorkingDay } from '../calendar/calendar.ts';
import { addDays, atTime, legalDayOf } from '../calendar/day.ts';
import { type Instant, type LegalDay, later } from '../kernel/instant.ts';

/** When a limit starts: the instant, and the legal day it belongs to where that is not the instant's own. */
export interface Start {
  readonly startedAt: Instant;
  /**
   * What happens by itself at 24:00 of a day belongs to that day, though the instant is already the first of the next:
   * a clock that a deemed fact opens has the day that ends as its day 0.
   */
  readonly startDay?: LegalDay | undefined;
}

/**
 * Day 0 of the count 起算日: the start itself is not counted (T2). A start on a rest day, or at or after close of
 * business where a policy sets it, counts as made on the next working day (T21).
 */
export function startDayOf(
  calendar: Calendar,
  { startedAt, startDay }: Start,
  closesAt: string | null,
): LegalDay {
  if (startDay !== undefined) return nextWorkingDay(calendar, startDay);
  const day = legalDayOf(startedAt);
  const closed = closesAt !== null && startedAt >= atTime(day, closesAt);
  return nextWorkingDay(calendar, closed ? addDays(day, 1) : day);
}

/**
 * The start of an item that was accepted under one common receipt 一窗受理 (T16): with the receipt, or, where it still
 * waits for predecessors, when the last of them is decided. An item with its own receipt starts with its own acceptance.
 */
export const commonStart = (acceptedAt: Instant, predecessors: readonly Start[]): Start =>
  predecessors.reduce<Start>(
    (start, decided) => (later(start.startedAt, decided.startedAt) === decided.startedAt ? decided : start),
    { startedAt: acceptedAt },
  );
