import { type CommandsOf, command } from '../kernel/slice.ts';
import { HolidayNotice } from './notice.ts';

export const calendarCommands = {
  ImportHolidayNotice: command(
    'Load the holiday notice of a year, or one that replaces it; running limits are reckoned again.',
    HolidayNotice,
  ),
};
export type CalendarCommand = CommandsOf<typeof calendarCommands>;
