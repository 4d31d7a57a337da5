import chineseDays from 'chinese-days';
import { addWorkingDays, announced, countWorkingDays } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/day.ts';
import { prefixSum } from '../bare/prefixSum.ts';
import { type Case, ratePerCpu, sink } from '../harness.ts';

const FIRST = '2010-01-01';
const BATCH = 1000;
const DAYS = 60;
const YEAR = 365;

/** P11: sixty working days on, and the working days of a year, on dates of announced years. */
export const workingDaysCase: Case = {
  goals: ['P11'],
  async open({ milliseconds }) {
    const table = prefixSum(announced, '2009-12-01', '2026-12-31');
    const dates = Array.from({ length: BATCH }, (_, index) => addDays(FIRST, (index * 7919) % (14 * YEAR)));
    const years = dates.map((day) => [day, addDays(day, YEAR)] as const);
    for (const day of dates) {
      const answers = [
        addWorkingDays(announced, day, DAYS).dueOn,
        table.add(day, DAYS),
        chineseDays.findWorkday(DAYS, day),
      ];
      if (new Set(answers).size > 1)
        throw new Error(`${day} and ${DAYS} working days: ${answers.join(', ')}.`);
    }
    const adding = (add: (day: string) => unknown) => () =>
      ratePerCpu(milliseconds, () => {
        for (const day of dates) sink.value = add(day);
        return BATCH;
      });
    const counting = (count: (from: string, to: string) => unknown) => () =>
      ratePerCpu(milliseconds, () => {
        for (const [from, to] of years) sink.value = count(from, to);
        return BATCH;
      });
    return {
      comparisons: [
        {
          goal: 'P11',
          title: `Add ${DAYS} working days to a date`,
          unit: 'dates per CPU s',
          better: 'more',
          ours: {
            name: 'ours: checked, with its instant and whether it is provisional',
            run: adding((day) => addWorkingDays(announced, day, DAYS)),
          },
          limit: { name: 'limit: prefix sums by text', run: adding((day) => table.add(day, DAYS)) },
          others: [
            {
              name: 'chinese-days',
              run: () =>
                ratePerCpu(milliseconds, () => {
                  for (const day of dates.slice(0, 50)) sink.value = chineseDays.findWorkday(DAYS, day);
                  return 50;
                }),
            },
          ],
          target: { kind: 'share', of: 0.5 },
        },
        {
          goal: 'P11',
          title: 'Count the working days of a year',
          unit: 'spans per CPU s',
          better: 'more',
          ours: { name: 'ours', run: counting((from, to) => countWorkingDays(announced, from, to)) },
          limit: { name: 'limit: prefix sums by text', run: counting(table.count) },
          target: { kind: 'share', of: 0.5 },
        },
      ],
      close: async () => {},
    };
  },
};
