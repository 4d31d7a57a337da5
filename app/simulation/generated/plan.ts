import * as z from 'zod';
import { announced, nextWorkingDay } from '../../../domain/calendar/calendar.ts';
import { addDays, legalDayOf } from '../../../domain/calendar/day.ts';
import { Instant, type LegalDay } from '../../../domain/kernel/instant.ts';

/** What a province is to be like. Two equal plans make two equal stores, to the last hash. */
export const Plan = z.object({
  seed: z.int().nonnegative(),
  /** A running number in a project code has five digits. */
  projects: z.int().min(1).max(99_999),
  agencies: z.int().min(1).max(99_999),
  /** Purchases in the market, about. */
  jobs: z.int().nonnegative(),
  /** What happened up to here. */
  until: Instant,
  /** Over how many months before that projects begin. */
  months: z.int().min(1).max(120),
});
export type Plan = z.infer<typeof Plan>;

/** Days in which agencies enter the market before the first project begins. */
export const ENTRY_DAYS = 60;

/** The days on which projects may begin. */
export function periodOf({ until, months }: Plan): { readonly first: LegalDay; readonly last: LegalDay } {
  const last = legalDayOf(until);
  return { first: nextWorkingDay(announced, addDays(last, -Math.round((months * 365) / 12))), last };
}
