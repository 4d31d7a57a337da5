import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { CalendarEvent } from './events.ts';

/** Life of the working-day calendar 工作日历: it only ever learns of further notices. */
export const calendarMachine = setup({ types: { events: {} as CalendarEvent } }).createMachine({
  id: 'calendar',
  initial: 'inForce',
  states: { inForce: { on: { HolidayNoticeImported: 'inForce' } } },
});

export const calendarLifecycle = compileLifecycle(calendarMachine);
