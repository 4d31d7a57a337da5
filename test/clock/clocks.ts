import { announced, type Calendar } from '../../domain/calendar/calendar.ts';
import {
  applyClockFacts,
  type Clock,
  noClocks,
  type Opening,
  openClock,
  pauseClock,
  resumeClock,
} from '../../domain/clock/clock.ts';
import type { ClockFact } from '../../domain/clock/facts.ts';
import type { ClockTerms, PausePolicy } from '../../domain/clock/terms.ts';

export const thresholds = { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 };

export const clockTerms = (days: number, terms: Partial<ClockTerms> = {}): ClockTerms => ({
  promised: { days, unit: 'workingDay' },
  statutory: null,
  pausePolicy: 'exclude',
  thresholds,
  closesAt: null,
  rules: ['B4'],
  ...terms,
});

export const opening = (terms: ClockTerms, startedAt: string): Opening => ({
  id: '2603-532390-04-01-482134/G05',
  kind: 'NODE',
  title: '可行性研究报告审批',
  charged: '11532390MB0A001015',
  project: '2603-532390-04-01-482134',
  node: 'G05',
  terms,
  startedAt,
});

/** The one clock after a fact. */
export const apply = (clock: Clock | undefined, fact: ClockFact): Clock => {
  const book = applyClockFacts(clock === undefined ? noClocks : new Map([[clock.id, clock]]), [fact]);
  return book.get(fact.id) as Clock;
};

/** `MM-DD HH:MM` of 2026 in Asia/Shanghai. */
export const at = (text: string): string => new Date(`2026-${text.replace(' ', 'T')}:00+08:00`).toISOString();

/** How people in Shanghai write an instant. */
export const shanghai = (instant: string | null): string | null =>
  instant === null
    ? null
    : new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

export const started = (
  day: string,
  days: number,
  terms: Partial<ClockTerms> = {},
  calendar: Calendar = announced,
) => apply(undefined, openClock(calendar, opening(clockTerms(days, terms), at(`${day} 09:00`))));

/** Paused from an instant, closed at another where one is given. */
export const paused = (clock: Clock, from: string, to: string | null, cap: number | null = null): Clock => {
  const frozen = apply(
    clock,
    pauseClock(announced, clock, { reason: '咨询评估', legalBasis: 'T13', cap, from: at(from) }),
  );
  return to === null ? frozen : apply(frozen, resumeClock(announced, frozen, at(to)));
};

/** Accepted on 23 March, five working days, paused on the 25th: the example of every policy. */
export const example = (pausePolicy: PausePolicy): Clock => started('03-23', 5, { pausePolicy });

export const millisecondBefore = (instant: string | null): string =>
  new Date(Date.parse(instant ?? '') - 1).toISOString();
