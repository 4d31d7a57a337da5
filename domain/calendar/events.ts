import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { HolidayNotice } from './notice.ts';

/** 节假日安排已导入: a notice of the State Council is known from now on; running limits are reckoned again. */
export const HolidayNoticeImported = z.object({
  type: z.literal('HolidayNoticeImported'),
  data: z.object({ notice: HolidayNotice, importedAt: Instant }),
});

export const CalendarEvent = z.discriminatedUnion('type', [HolidayNoticeImported]);
export type CalendarEvent = z.infer<typeof CalendarEvent>;
