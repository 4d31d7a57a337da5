import * as z from 'zod';
import { defineSlice } from '../kernel/slice.ts';
import { calendarCommands } from './commands.ts';
import { calendarDecider, calendarOutcomes } from './decider.ts';
import { CalendarEvent } from './events.ts';
import { calendarLifecycle, calendarMachine } from './lifecycle.ts';

export { type CalendarData, calendarOf } from './decider.ts';

/** 工作日历: the one stream `calendar-cn` of the holiday notices that were imported. */
export const calendarSlice = defineSlice({
  name: 'calendar',
  term: 'the calendar 工作日历',
  key: z.object({}),
  streamKey: () => 'cn',
  machine: calendarMachine,
  lifecycle: calendarLifecycle,
  events: CalendarEvent,
  commands: calendarCommands,
  outcomes: calendarOutcomes,
  decider: calendarDecider,
  parties: () => ({}),
});
