import * as z from 'zod';
import { LegalDay } from '../kernel/instant.ts';

const FIRST_YEAR = 2004;
const LAST_YEAR = 2098;

/** A day that a notice takes out of the ordinary week: a day off 放假, or a make-up working day 调休上班. */
const SpecialDay = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, { error: 'The holiday has a name.' })
    .max(60)
    .describe('Name of the holiday, such as 国庆节.'),
  date: LegalDay.describe('The day, in its year or in the December before or the January after it.'),
  isOffDay: z.boolean().describe('True: a day off. False: a make-up working day.'),
});
export type SpecialDay = z.infer<typeof SpecialDay>;

/**
 * The yearly notice of the State Council on holidays 节假日安排通知. It lists every special day of its year, and may
 * name days of the December before and the January after it (元旦 of 2019 began on 2018-12-30).
 */
export const HolidayNotice = z
  .strictObject({
    year: z.int().min(FIRST_YEAR).max(LAST_YEAR).describe('The year that it arranges.'),
    papers: z
      .array(z.string().trim().min(1).max(500))
      .max(20)
      .describe('Titles or addresses of the papers it rests on.'),
    days: z
      .array(SpecialDay)
      .min(1, { error: 'A notice names at least one day.' })
      .max(120)
      .describe('Every day that it takes out of the ordinary week.'),
  })
  .superRefine(({ year, days }, context) => {
    const seen = new Set<string>();
    for (const [index, { date }] of days.entries()) {
      const refuse = (message: string) =>
        context.addIssue({ code: 'custom', path: ['days', index, 'date'], message });
      if (!belongs(date, year))
        refuse(`${date} lies outside ${year} and the months beside it (${year - 1}-12 and ${year + 1}-01).`);
      if (seen.has(date)) refuse(`${date} is named twice; name each day once.`);
      seen.add(date);
    }
  });
export type HolidayNotice = z.infer<typeof HolidayNotice>;

const belongs = (date: string, year: number): boolean =>
  date.startsWith(`${year}-`) || date.startsWith(`${year - 1}-12-`) || date.startsWith(`${year + 1}-01-`);
