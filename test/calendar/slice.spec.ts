import { describe, expect, it } from 'vitest';
import { announcedNotices } from '../../domain/calendar/announcedNotices.ts';
import { countWorkingDays } from '../../domain/calendar/calendar.ts';
import { HolidayNotice } from '../../domain/calendar/notice.ts';
import { calendarOf, calendarSlice } from '../../domain/calendar/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { after, specify, system } from '../specification.ts';
import { notice2027 } from './notice2027.ts';

const given = specify(calendarSlice);
const importedAt = '2026-11-10T02:00:00.000Z';
const imported = (notice: HolidayNotice) => ({ type: 'HolidayNoticeImported', data: { notice, importedAt } });
const importing = (data: HolidayNotice) => ({ type: 'ImportHolidayNotice', data, issuedAt: importedAt });

describeLifecycle(calendarSlice, {
  facts: { HolidayNoticeImported: imported(notice2027) },
  commands: { ImportHolidayNotice: { ...importing(notice2027), actor: system } },
});

describe('importing a holiday notice', () => {
  it('records the notice of the next year', () =>
    given().when(importing(notice2027)).then(imported(notice2027)));
  it('records an amendment of a known year', () => {
    const amended = { ...notice2027, days: notice2027.days.slice(1) };
    given(imported(notice2027)).when(importing(amended)).then(imported(amended));
  });
  it('refuses the same days again, in whatever order', () =>
    given(imported(notice2027))
      .when(importing({ ...notice2027, days: notice2027.days.toReversed() }))
      .thenRejected({ code: 'NoticeUnchanged' }));
  it('refuses what the program brought along', () => {
    const known = announcedNotices.find(({ year }) => year === 2026);
    if (known === undefined) throw new Error('2026 is announced.');
    given().when(importing(known)).thenRejected({ code: 'NoticeUnchanged' });
  });
  it('takes up an older version again after an amendment', () => {
    const amended = { ...notice2027, days: notice2027.days.slice(1) };
    given(imported(notice2027), imported(amended)).when(importing(notice2027)).then(imported(notice2027));
  });
  it('refuses a year after one that is not announced', () =>
    given()
      .when(
        importing({ year: 2028, papers: [], days: [{ name: '元旦', date: '2028-01-01', isOffDay: true }] }),
      )
      .thenRejected({ code: 'YearSkipped' }));
  it('makes the calendar of its state', () => {
    const { data } = after(calendarSlice, [imported(notice2027)]);
    const calendar = calendarOf(data);
    expect(countWorkingDays(calendar, '2027-02-04', '2027-02-14')).toEqual({ days: 2, provisional: false });
  });
  it('has one stream', () => expect(calendarSlice.streamOf({})).toBe('calendar-cn'));
});

describe('the shape of a notice', () => {
  const problems = (notice: unknown) =>
    HolidayNotice.safeParse(notice).error?.issues.map(({ path }) => path.join('.'));
  const withDays = (...dates: string[]) => ({
    ...notice2027,
    days: dates.map((date) => ({ name: '元旦', date, isOffDay: true })),
  });

  it('takes days of the December before and the January after', () =>
    expect(problems(withDays('2026-12-31', '2027-01-01', '2028-01-01'))).toBeUndefined());
  it('refuses a November before', () => expect(problems(withDays('2026-11-30'))).toEqual(['days.0.date']));
  it('refuses a February after', () => expect(problems(withDays('2028-02-01'))).toEqual(['days.0.date']));
  it('refuses a day named twice', () =>
    expect(problems(withDays('2027-01-01', '2027-01-02', '2027-01-01'))).toEqual(['days.2.date']));
  it('refuses a day that does not exist', () =>
    expect(problems(withDays('2027-02-29'))).toEqual(['days.0.date']));
  it('refuses a notice without days', () => expect(problems(withDays())).toEqual(['days']));
  it('refuses a field that it does not know', () =>
    expect(problems({ ...notice2027, extra: 1 })).toEqual(['']));
  it('refuses a year before the first one', () =>
    expect(problems({ ...notice2027, year: 2003 })).toContain('year'));
});
