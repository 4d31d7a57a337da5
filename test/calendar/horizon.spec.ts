import { describe, expect, it } from 'vitest';
import {
  addWorkingDays,
  announced,
  countWorkingDays,
  makeCalendar,
  subtractWorkingDays,
} from '../../domain/calendar/calendar.ts';
import { countedDays } from '../../domain/calendar/countedDays.ts';
import { notice2027 } from './notice2027.ts';

describe('beyond the last announced year 暂定', () => {
  it('a due day on the horizon itself is not provisional', () =>
    expect(addWorkingDays(announced, '2026-12-30', 1)).toMatchObject({
      dueOn: '2026-12-31',
      provisional: false,
    }));
  it('a due day behind it is provisional, and New Year is off by law', () =>
    expect(addWorkingDays(announced, '2026-12-31', 1)).toMatchObject({
      dueOn: '2027-01-04',
      provisional: true,
    }));
  it('a count that reaches behind it is provisional', () =>
    expect(countWorkingDays(announced, '2026-12-30', '2027-01-01')).toEqual({ days: 1, provisional: true }));
  it('a subtraction from behind it is provisional', () =>
    expect(subtractWorkingDays(announced, '2027-01-04', 1)).toMatchObject({
      dueOn: '2026-12-31',
      provisional: true,
    }));
  it('Monday to Friday count, less the holidays of fixed date', () =>
    expect(
      countedDays(announced, '2027-04-29', '2027-05-03', 2).map(
        ({ date, amount, reason }) => `${date} ${amount} ${reason}`,
      ),
    ).toEqual([
      '2027-04-30 1 provisional working day',
      '2027-05-01 0 provisional holiday: 劳动节',
      '2027-05-02 0 provisional holiday: 劳动节',
      '2027-05-03 1 provisional working day',
    ]));
  it('1 to 3 October are off, the rest of that week is not', () =>
    expect(countWorkingDays(announced, '2029-09-30', '2029-10-07').days).toBe(2));
  it('a notice moves the horizon and raises the version', () =>
    expect(makeCalendar([notice2027])).toMatchObject({ horizon: '2027-12-31', version: 1 }));
  it('a notice makes its year final', () =>
    expect(addWorkingDays(makeCalendar([notice2027]), '2026-12-31', 1)).toMatchObject({
      dueOn: '2027-01-04',
      provisional: false,
    }));
});

describe('notices and their amendments', () => {
  const day = (date: string, isOffDay: boolean) => ({ name: '元旦', date, isOffDay });
  it('the next notice can still change a December', () => {
    const calendar = makeCalendar([{ ...notice2027, days: [...notice2027.days, day('2026-12-31', true)] }]);
    expect(addWorkingDays(calendar, '2026-12-30', 1).dueOn).toBe('2027-01-04');
  });
  it('of two notices that name a day the one imported later is right', () => {
    const next = { ...notice2027, days: [...notice2027.days, day('2026-12-31', true)] };
    const amended = { year: 2026, papers: [], days: [day('2026-12-31', false)] };
    expect(addWorkingDays(makeCalendar([next, amended]), '2026-12-30', 1).dueOn).toBe('2026-12-31');
    expect(addWorkingDays(makeCalendar([amended, next]), '2026-12-30', 1).dueOn).toBe('2027-01-04');
  });
  it('a second notice of a year replaces the first one whole', () => {
    const calendar = makeCalendar([notice2027, { year: 2027, papers: [], days: [day('2027-01-01', true)] }]);
    expect(countWorkingDays(calendar, '2027-02-05', '2027-02-12').days).toBe(5);
  });
  it('an amendment of a known year replaces what the program brought along', () => {
    const calendar = makeCalendar([{ year: 2026, papers: [], days: [day('2026-01-01', true)] }]);
    expect(addWorkingDays(calendar, '2026-02-13', 1).dueOn).toBe('2026-02-16');
  });
  it('a year that follows a gap does not move the horizon', () =>
    expect(makeCalendar([{ year: 2028, papers: [], days: [day('2028-01-01', true)] }]).horizon).toBe(
      '2026-12-31',
    ));
  it('calendars already made stay as they are', () => expect(announced.version).toBe(0));
});
