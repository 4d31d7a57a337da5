import type { Calendar } from '../calendar/calendar.ts';
import type { CountedDay } from '../calendar/countedDays.ts';
import { reasonOf } from '../calendar/countedDays.ts';
import { dayNumber, dayOfNumber, legalDayOf } from '../calendar/day.ts';
import type { LegalDay } from '../kernel/instant.ts';
import type { Clock, ClockExtension, ClockPause } from './clockBook.ts';
import { bindingCourse, type Course } from './derive.ts';
import type { Due } from './facts.ts';
import { counted, elapsedAt, gapOf } from './timeline.ts';
import { firstFrozen } from './used.ts';

/** Why a due date is what it is 时限说明: every day, every pause, every rule. */
export interface Explanation {
  /** Day 0, which is not counted. */
  readonly startedOn: LegalDay;
  readonly dueOn: LegalDay | null;
  readonly steps: readonly CountedDay[];
  readonly pauses: readonly ClockPause[];
  /** Ids of the rules that the limit rests on and of those that the count used. */
  readonly rules: readonly string[];
  readonly binding: Due['binding'];
  readonly extensions: readonly ClockExtension[];
  readonly calendarVersion: number;
}

/** Explain a clock with the calendar that its due date was reckoned with. */
export function explain(calendar: Calendar, clock: Clock): Explanation {
  const course = bindingCourse(calendar, clock);
  const { due, line, binding } = course;
  return {
    startedOn: dayOfNumber(line.start),
    dueOn: due === null ? null : dayOfNumber(due.day),
    steps: line.policy === 'addBack' ? addedBackSteps(calendar, course) : steps(calendar, course),
    pauses: clock.pauses,
    rules: rulesOf(clock, course),
    binding,
    extensions: clock.extensions,
    calendarVersion: calendar.version,
  };
}

const skipped = (number: number, reason: string): CountedDay => ({
  date: dayOfNumber(number),
  counted: false,
  amount: 0,
  reason,
});

const pauseText = ({ reason, legalBasis }: ClockPause) => `${reason} (${legalBasis})`;

/** One day as the unit of the limit sees it, with so much left; with nothing left, the way to the next working day. */
function dayStep(calendar: Calendar, { limit }: Course, number: number, left: number): CountedDay {
  const date = dayOfNumber(number);
  const working = reasonOf(calendar, date);
  const { works, reason } = limit.unit === 'naturalDay' ? { works: true, reason: 'natural day' } : working;
  if (left <= 0)
    return skipped(number, working.works ? 'the limit ends here (T2)' : `${working.reason}: moves on (T2)`);
  if (!works) return skipped(number, reason);
  const amount = Math.min(1, left);
  return { date, counted: true, amount, reason: amount < 1 ? `${reason}, until 12:00` : reason };
}

/** Day by day from the start to the due day; up to its opening where a pause hides the end. */
function steps(calendar: Calendar, course: Course): CountedDay[] {
  const { line, limit, due, before } = course;
  const pauses = before.map((pause) => ({ pause, gap: gapOf(pause) }));
  const restarted = line.policy === 'restart' ? pauses.at(-1) : undefined;
  const last = due?.day ?? pauses.at(-1)?.gap.opened ?? line.start;
  const days: CountedDay[] = [];
  let left = limit.days;
  for (let number = line.start + 1; number <= last; number++) {
    const frozen = pauses.find(
      ({ gap }) => number >= firstFrozen(line.policy, gap) && number <= (gap.closed ?? number),
    );
    const step =
      frozen !== undefined
        ? skipped(number, `paused: ${pauseText(frozen.pause)}`)
        : restarted !== undefined && number < restarted.gap.opened
          ? skipped(number, `the limit starts anew after the pause: ${pauseText(restarted.pause)}`)
          : dayStep(calendar, course, number, left);
    left -= step.amount;
    days.push(step);
  }
  return days;
}

/** Under `addBack` the limit is counted as if there were no pause; then its end moves by the days of each pause. */
function addedBackSteps(calendar: Calendar, course: Course): CountedDay[] {
  const { line, limit, due, before } = course;
  if (due === null || before.length === 0)
    return steps(calendar, { ...course, line: { ...line, policy: 'exclude' } });
  const end = (pauses: readonly ClockPause[]) =>
    elapsedAt(line, counted(limit.days), pauses.map(gapOf)) ?? due;
  const days = steps(calendar, { ...course, before: [], due: end([]) });
  for (const [index, pause] of before.entries()) {
    const { opened, closed } = gapOf(pause);
    const from = end(before.slice(0, index)).day;
    const moved = from + (closed ?? opened) - opened;
    const to = index === before.length - 1 ? due.day : end(before.slice(0, index + 1)).day;
    for (let number = from + 1; number <= to; number++)
      days.push(
        number <= moved
          ? skipped(number, `added back, day ${number - from} of ${moved - from}: ${pauseText(pause)}`)
          : dayStep(calendar, course, number, 0),
      );
  }
  return days;
}

const RULE_ID = /^[A-Z]\d+[a-z]?$/;

function rulesOf(clock: Clock, { limit, line }: Course): string[] {
  const { terms, pauses, extensions, startedAt } = clock;
  return [
    ...new Set([
      ...terms.rules,
      limit.unit === 'workingDay' ? 'T1' : 'T23',
      'T2',
      ...(line.start > dayNumber(legalDayOf(startedAt)) ? ['T21'] : []),
      ...(pauses.length > 0 ? ['T10'] : []),
      ...pauses.map(({ legalBasis }) => legalBasis).filter((basis) => RULE_ID.test(basis)),
      ...(extensions.length > 0 ? ['T6'] : []),
      ...(terms.statutory !== null ? ['T15'] : []),
    ]),
  ];
}
