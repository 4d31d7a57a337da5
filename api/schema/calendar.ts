import {
  addWorkingDays,
  type Calendar,
  CalendarError,
  countWorkingDays,
} from '../../domain/calendar/calendar.ts';
import { countedDays } from '../../domain/calendar/countedDays.ts';
import { daysBetween } from '../../domain/calendar/day.ts';
import type { LegalDay } from '../../domain/kernel/instant.ts';
import { badInput } from '../errors.ts';
import type { Builder } from './builder.ts';

/** The longest span whose days are listed: the longest limit there is, in natural days. */
const LONGEST_SPAN = 4000;

/** A question that the calendar cannot answer is the client's error, and says which argument it is. */
function asked<Result>(argument: string, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    throw error instanceof CalendarError ? badInput(`«${argument}»: ${error.message}`) : error;
  }
}

const added = (calendar: Calendar, from: LegalDay, days: number) => {
  const { dueOn, provisional } = asked('days', () => addWorkingDays(calendar, from, days));
  return { dueOn, provisional, steps: countedDays(calendar, from, dueOn, days) };
};

const counted = (calendar: Calendar, from: LegalDay, to: LegalDay) => {
  const span = asked('from', () => daysBetween(from, to));
  if (span < 0)
    throw badInput(`«to» cannot be ${to}: it lies before «from», ${from}; give a day from ${from} on.`);
  if (span > LONGEST_SPAN)
    throw badInput(
      `«to» cannot be ${to}: it lies ${span} days after «from»; at most ${LONGEST_SPAN} are counted.`,
    );
  const { days, provisional } = asked('to', () => countWorkingDays(calendar, from, to));
  return { days, provisional, steps: countedDays(calendar, from, to, days) };
};

export function defineCalendar(builder: Builder): void {
  builder.objectType('Calendar', {
    description: 'The working-day calendar 工作日历 in force, made of the announced holiday notices.',
    fields: (t) => ({
      horizon: t.expose('horizon', {
        type: 'Date',
        description: 'The last day of the last announced year; what lies beyond is provisional 暂定.',
      }),
      addWorkingDays: t.field({
        type: 'WorkingDays',
        description: 'The day on which so many working days end; the first day is not counted (T2).',
        args: {
          from: t.arg({
            type: 'Date',
            required: true,
            description: 'The day of the start, which is not counted.',
          }),
          days: t.arg.float({ required: true, description: 'How many, in halves from 0.5 to 2000.' }),
        },
        resolve: (calendar, { from, days }) => added(calendar, from, days),
      }),
      countWorkingDays: t.field({
        type: 'CountedWorkingDays',
        description: 'How many working days lie after one day up to and including another.',
        args: {
          from: t.arg({
            type: 'Date',
            required: true,
            description: 'The day of the start, which is not counted.',
          }),
          to: t.arg({ type: 'Date', required: true, description: 'The last day, which is counted.' }),
        },
        resolve: (calendar, { from, to }) => counted(calendar, from, to),
      }),
    }),
  });
  builder.objectType('WorkingDays', {
    description: 'A day reached by counting working days.',
    fields: (t) => ({
      dueOn: t.expose('dueOn', { type: 'Date', description: 'The day reached.' }),
      provisional: t.exposeBoolean('provisional', {
        description: 'Whether a year was looked at that is not announced 暂定.',
      }),
      steps: t.expose('steps', { type: ['CountedDay'], description: 'Every day looked at.' }),
    }),
  });
  builder.objectType('CountedWorkingDays', {
    description: 'A number of working days between two days.',
    fields: (t) => ({
      days: t.exposeFloat('days', { description: 'How many.' }),
      provisional: t.exposeBoolean('provisional', {
        description: 'Whether a year was looked at that is not announced 暂定.',
      }),
      steps: t.expose('steps', { type: ['CountedDay'], description: 'Every day looked at.' }),
    }),
  });
}
