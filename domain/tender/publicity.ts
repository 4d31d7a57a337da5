import { addWorkingDays, type Calendar } from '../calendar/calendar.ts';
import { legalDayOf } from '../calendar/day.ts';
import { openClock } from '../clock/clock.ts';
import type { ClockFact } from '../clock/facts.ts';
import type { Instant, LegalDay } from '../kernel/instant.ts';
import type { JobTerms } from './terms.ts';

/** 公示: so many whole working days after the day of the selection, to 24:00 of the last (S12). */
export function publicityFrom(calendar: Calendar, { policy }: JobTerms, selectedAt: Instant) {
  const { dueAt, provisional } = addWorkingDays(calendar, legalDayOf(selectedAt), policy.publicityDays);
  return { publicityEndsAt: dueAt, provisional };
}

/** A time limit of the market that falls to the buyer. */
export function buyerClock(
  calendar: Calendar,
  { job, title, buyer, project, node, policy }: JobTerms,
  clock: { readonly suffix: string; readonly what: string; readonly days: number; readonly rules: string[] },
  start: { readonly startedAt: Instant; readonly startDay?: LegalDay },
): ClockFact {
  return openClock(calendar, {
    id: `${job}/${clock.suffix}`,
    kind: 'MARKET',
    title: `${title} · ${clock.what}`,
    charged: buyer,
    project,
    node,
    terms: {
      promised: { days: clock.days, unit: 'workingDay' },
      statutory: null,
      pausePolicy: 'exclude',
      thresholds: policy.thresholds,
      closesAt: null,
      rules: [...clock.rules, 'T2'],
    },
    ...start,
  });
}
