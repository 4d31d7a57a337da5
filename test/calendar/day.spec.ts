import { describe, expect, it } from 'vitest';
import { addDays, atTime, daysBetween, endedDayOf, endOfDay, legalDayOf } from '../../domain/calendar/day.ts';

describe('legal days in Asia/Shanghai', () => {
  it('24:00 is 16:00 UTC of the same date', () =>
    expect(endOfDay('2026-03-09')).toBe('2026-03-09T16:00:00.000Z'));
  it('one millisecond before 24:00 is the same day', () =>
    expect(legalDayOf('2026-03-09T15:59:59.999Z')).toBe('2026-03-09'));
  it('24:00 is the next day', () => expect(legalDayOf('2026-03-09T16:00:00.000Z')).toBe('2026-03-10'));
  it('the first millisecond of a UTC day is 08:00', () =>
    expect(legalDayOf('2026-03-10T00:00:00.000Z')).toBe('2026-03-10'));
  it('across the end of a year', () => expect(legalDayOf('2026-12-31T16:00:00.000Z')).toBe('2027-01-01'));
  it('what happens by itself at 24:00 belongs to the day that ends (T2)', () =>
    expect(endedDayOf('2026-03-09T16:00:00.000Z')).toBe('2026-03-09'));
  it('one millisecond later nothing does any more', () =>
    expect(endedDayOf('2026-03-09T16:00:00.001Z')).toBe('2026-03-10'));
  it.each([
    ['17:00', '2026-03-09T09:00:00.000Z'],
    ['08:00', '2026-03-09T00:00:00.000Z'],
    ['07:59', '2026-03-08T23:59:00.000Z'],
    ['00:00', '2026-03-08T16:00:00.000Z'],
    ['24:00', '2026-03-09T16:00:00.000Z'],
  ])('%s of 9 March is %s', (time, instant) => expect(atTime('2026-03-09', time)).toBe(instant));
  it('natural days are added over a leap day', () => expect(addDays('2028-02-28', 2)).toBe('2028-03-01'));
  it('natural days are counted', () => expect(daysBetween('2025-12-31', '2026-12-31')).toBe(365));
});
