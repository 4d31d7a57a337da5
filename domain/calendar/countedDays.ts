import type { LegalDay } from '../kernel/instant.ts';
import type { Calendar } from './calendar.ts';
import { dayNumber, dayOfNumber } from './day.ts';
import { fixedHoliday, isWeekend } from './table.ts';

/** One calendar day of an explanation: whether it was counted, how much of it, and why. */
export interface CountedDay {
  readonly date: LegalDay;
  readonly counted: boolean;
  readonly amount: number;
  readonly reason: string;
}

/** Whether the day is a working day, and for people why. */
export function reasonOf({ special, horizon }: Calendar, date: LegalDay): { works: boolean; reason: string } {
  const named = special.get(date);
  if (named !== undefined)
    return named.isOffDay
      ? { works: false, reason: `holiday: ${named.name}` }
      : { works: true, reason: `make-up working day: ${named.name}` };
  const weekend = isWeekend(dayNumber(date));
  if (date <= horizon) return { works: !weekend, reason: weekend ? 'weekend' : 'working day' };
  const holiday = fixedHoliday(date);
  if (holiday !== undefined) return { works: false, reason: `provisional holiday: ${holiday}` };
  return { works: !weekend, reason: weekend ? 'provisional weekend' : 'provisional working day' };
}

/**
 * Every calendar day after `from` up to and including `dueOn`, until `days` are counted. The last one counts half where
 * the limit ends at 12:00.
 */
export function countedDays(calendar: Calendar, from: LegalDay, dueOn: LegalDay, days: number): CountedDay[] {
  const steps: CountedDay[] = [];
  let left = days;
  for (let number = dayNumber(from) + 1; number <= dayNumber(dueOn); number++) {
    const date = dayOfNumber(number);
    const { works, reason } = reasonOf(calendar, date);
    const amount = works ? Math.min(1, Math.max(0, left)) : 0;
    left -= amount;
    steps.push({ date, counted: amount > 0, amount, reason: explained(works, amount, reason) });
  }
  return steps;
}

const explained = (works: boolean, amount: number, reason: string): string => {
  if (!works || amount === 1) return reason;
  return amount === 0 ? 'not needed' : `${reason}, until 12:00`;
};
