import { addWorkingDays, announced, countWorkingDays } from '../../domain/calendar/calendar.ts';
import {
  applyClockFacts,
  explain,
  noClocks,
  openClock,
  pauseClock,
  resumeClock,
} from '../../domain/clock/clock.ts';
import { clockTerms, opening } from '../clock/clocks.ts';

/** Answers that must be the same in every zone; printed when run as a program. */
export function answers(): string {
  const book = applyClockFacts(noClocks, [
    openClock(announced, opening(clockTerms(2.5), '2026-02-13T15:59:59.999Z')),
  ]);
  const clock = [...book.values()][0];
  if (clock === undefined) throw new Error('The clock was not opened.');
  const paused = applyClockFacts(book, [
    pauseClock(announced, clock, {
      reason: '专家评审',
      legalBasis: 'T10',
      cap: 10,
      from: '2026-02-24T16:00:00.000Z',
    }),
  ]);
  const again = applyClockFacts(
    paused,
    [...paused.values()].map((at) => resumeClock(announced, at, '2026-03-01T00:00:00.000Z')),
  );
  return JSON.stringify([
    ['2026-02-13', '2026-03-07', '2026-09-30', '2026-12-30'].map((day) => [
      addWorkingDays(announced, day, 5),
      addWorkingDays(announced, day, 0.5),
      countWorkingDays(announced, day, '2027-06-30'),
    ]),
    [...again.values()].map((at) => [at, explain(announced, at)]),
  ]);
}

if (process.argv[1] === import.meta.filename) process.stdout.write(answers());
