import type { DecisionContext } from '../clock/context.ts';
import { accept, type Decider, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import { announcedNotices } from './announcedNotices.ts';
import { type Calendar, makeCalendar } from './calendar.ts';
import type { CalendarCommand } from './commands.ts';
import type { CalendarEvent } from './events.ts';
import type { HolidayNotice } from './notice.ts';

/** The notices imported beyond those that the program brings along, in the order of their import. */
export interface CalendarData {
  readonly notices: readonly HolidayNotice[];
  /** When each of them became known, so that an older calendar can be asked for. */
  readonly importedAt: readonly Instant[];
}

export const calendarOutcomes: Outcomes<CalendarCommand['type'], CalendarEvent['type']> = {
  ImportHolidayNotice: [['HolidayNoticeImported']],
};

/** The calendar that these notices make. */
export const calendarOf = ({ notices }: Pick<CalendarData, 'notices'>): Calendar => makeCalendar(notices);

const daysOf = ({ days }: HolidayNotice): string =>
  days
    .map(({ date, name, isOffDay }) => `${date} ${isOffDay ? 'off' : 'on'} ${name}`)
    .sort()
    .join('\n');

function decideImport({ notices }: CalendarData, { data: notice, issuedAt }: CalendarCommand) {
  const known = [...announcedNotices, ...notices];
  const before = known.findLast(({ year }) => year === notice.year);
  if (before !== undefined && daysOf(before) === daysOf(notice))
    return reject(
      'NoticeUnchanged',
      `The notice for ${notice.year} in force names the same ${notice.days.length} days; import one that changes them.`,
    );
  const next = Math.max(...known.map(({ year }) => year)) + 1;
  if (notice.year > next)
    return reject(
      'YearSkipped',
      `${next} is not announced yet; import its notice before the one for ${notice.year}.`,
    );
  return accept({ type: 'HolidayNoticeImported' as const, data: { notice, importedAt: issuedAt } });
}

export const calendarDecider: Decider<CalendarData, CalendarCommand, CalendarEvent, DecisionContext> = {
  initialState: { notices: [], importedAt: [] },
  decide: decideImport,
  evolve: ({ notices, importedAt }, { data }) => ({
    notices: [...notices, data.notice],
    importedAt: [...importedAt, data.importedAt],
  }),
};
