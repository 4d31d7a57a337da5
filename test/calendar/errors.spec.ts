import { describe, expect, it } from 'vitest';
import {
  addWorkingDays,
  announced,
  countWorkingDays,
  subtractWorkingDays,
} from '../../domain/calendar/calendar.ts';
import { CalendarError } from '../../domain/calendar/error.ts';

const codeOf = (ask: () => unknown): string => {
  try {
    ask();
  } catch (error) {
    if (error instanceof CalendarError) return error.code;
    throw error;
  }
  return 'answered';
};

describe('wrong questions get a typed error', () => {
  it.each([0, -1, 0.25, 1.1, 2000.5, 2001, Number.NaN, Number.POSITIVE_INFINITY])('%d days', (days) => {
    expect(codeOf(() => addWorkingDays(announced, '2026-03-02', days))).toBe('DaysInvalid');
    expect(codeOf(() => subtractWorkingDays(announced, '2026-03-02', days))).toBe('DaysInvalid');
  });
  it.each([0.5, 2000])('%d days are answered', (days) =>
    expect(codeOf(() => addWorkingDays(announced, '2026-03-02', days))).toBe('answered'),
  );
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-3-2',
    '20260302',
    '',
    '2026-03-02T00:00',
    'yyyy-mm-dd',
    '２０２６-03-02',
  ])('«%s» is not a day', (day) =>
    expect(codeOf(() => addWorkingDays(announced, day, 1))).toBe('DateInvalid'),
  );
  it.each(['2003-12-31', '1999-06-01', '2100-01-01'])('%s lies outside the known days', (day) => {
    expect(codeOf(() => addWorkingDays(announced, day, 1))).toBe('DateOutOfRange');
    expect(codeOf(() => countWorkingDays(announced, '2026-03-02', day))).toBe('DateOutOfRange');
  });
  it('a result outside the known days', () => {
    expect(codeOf(() => addWorkingDays(announced, '2099-12-30', 10))).toBe('DateOutOfRange');
    expect(codeOf(() => subtractWorkingDays(announced, '2004-01-05', 10))).toBe('DateOutOfRange');
  });
  it('29 February of a leap year is a day', () =>
    expect(addWorkingDays(announced, '2024-02-29', 1).dueOn).toBe('2024-03-01'));
  it('says what to give instead', () =>
    expect(() => addWorkingDays(announced, '2026-03-02', 0.3)).toThrow('a multiple of 0.5 from 0.5 to 2000'));
});
