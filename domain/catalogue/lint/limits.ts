import { addWorkingDays, type Calendar, isWorkingDay, nextWorkingDay } from '../../calendar/calendar.ts';
import { addDays, FIRST_DAY } from '../../calendar/day.ts';
import type { Limit } from '../../clock/terms.ts';
import type { LegalDay } from '../../kernel/instant.ts';
import { error, type Finding, warning } from './finding.ts';

const unitText = { workingDay: 'working days', naturalDay: 'natural days' } as const;
const text = ({ days, unit }: Limit) => `${days} ${unitText[unit]}`;

/**
 * 承诺时限 against 法定时限 (T15). Like units are compared by their number; unlike ones over every start in the announced
 * years, and warned about where the statute would fall earlier on some of them: the earlier day binds then.
 */
export function promiseAgainstStatute(
  calendar: Calendar,
  where: string,
  promised: Limit | null,
  statutory: Limit | null,
): readonly Finding[] {
  if (promised === null || statutory === null) return [];
  if (promised.unit === statutory.unit)
    return promised.days <= statutory.days
      ? []
      : [
          error(
            'PromiseAboveStatute',
            where,
            `The promise of ${text(promised)} is above the statutory limit of ${text(statutory)} (T15).`,
          ),
        ];
  const worst = longerThanStatute(calendar, promised, statutory);
  return worst === undefined
    ? []
    : [
        warning(
          'StatuteMayBindFirst',
          where,
          `The promise of ${text(promised)} ends after the statutory limit of ${text(statutory)} on ${worst.starts} of ${worst.of} starts in the announced years, for example from ${worst.example}; the statutory day binds then (T15).`,
        ),
      ];
}

function longerThanStatute(calendar: Calendar, promised: Limit, statutory: Limit) {
  let starts = 0;
  let of = 0;
  let example: LegalDay | undefined;
  // The first day that is known is a New Year's Day, on which nothing starts.
  for (let day = addDays(FIRST_DAY, 1); ; day = addDays(day, 1)) {
    const ends = [promised, statutory].map((limit) => endOf(calendar, day, limit)) as [LegalDay, LegalDay];
    if (ends[0] > calendar.horizon || ends[1] > calendar.horizon) break;
    if (!isWorkingDay(calendar, day)) continue;
    of += 1;
    if (ends[0] <= ends[1]) continue;
    starts += 1;
    example = day;
  }
  return example === undefined ? undefined : { starts, of, example };
}

/** The last day of a limit; one in natural days rolls off a rest day (T2). */
const endOf = (calendar: Calendar, from: LegalDay, { days, unit }: Limit): LegalDay =>
  unit === 'workingDay'
    ? addWorkingDays(calendar, from, days).dueOn
    : nextWorkingDay(calendar, addDays(from, Math.ceil(days)));
