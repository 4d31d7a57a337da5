import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedNotices } from '../../domain/calendar/announcedNotices.ts';
import {
  addWorkingDays,
  announced,
  countWorkingDays,
  isWorkingDay,
  subtractWorkingDays,
} from '../../domain/calendar/calendar.ts';
import { countedDays } from '../../domain/calendar/countedDays.ts';
import { addDays, daysBetween } from '../../domain/calendar/day.ts';

const special = new Map(
  announcedNotices.flatMap(({ days }) => days.map((day) => [day.date, day.isOffDay] as const)),
);

/** The definition, day by day, without a table and without our day numbers. */
const days: { readonly date: string; readonly works: boolean }[] = [];
for (let time = Date.UTC(2010, 0, 1); time <= Date.UTC(2026, 11, 31); time += 86_400_000) {
  const date = new Date(time).toISOString().slice(0, 10);
  const weekday = new Date(time).getUTCDay();
  const off = special.get(date);
  days.push({ date, works: off === undefined ? weekday !== 0 && weekday !== 6 : !off });
}

describe('the prefix sums against a loop over every day of 2010 to 2026', () => {
  it.each([1, 2, 5, 20, 60])('adding %d working days from every start day', (n) => {
    for (let start = 0; start < days.length - 2 * n - 30; start++) {
      let at = start;
      for (let left = n; left > 0; ) if (days[++at]?.works) left -= 1;
      const from = days[start]?.date ?? '';
      if (addWorkingDays(announced, from, n).dueOn !== days[at]?.date)
        expect.fail(`${from} + ${n} should end on ${days[at]?.date}.`);
    }
  });
  it('counting from every start day over a month and over a year', () => {
    for (const length of [30, 365])
      for (let start = 0; start < days.length - length; start++) {
        let works = 0;
        for (let at = start + 1; at <= start + length; at++) if (days[at]?.works) works += 1;
        const [from, to] = [days[start]?.date ?? '', days[start + length]?.date ?? ''];
        if (countWorkingDays(announced, from, to).days !== works)
          expect.fail(`${from} to ${to} are ${works} days.`);
      }
  });
});

const someDay = fc.integer({ min: 0, max: days.length - 1 }).map((index) => days[index]?.date ?? '');
const whole = fc.integer({ min: 1, max: 2000 });

describe('laws of counting', () => {
  it('count undoes add for whole days', () =>
    fc.assert(
      fc.property(someDay, whole, (from, n) => {
        expect(countWorkingDays(announced, from, addWorkingDays(announced, from, n).dueOn).days).toBe(n);
      }),
    ));
  it('add undoes subtract on working days', () =>
    fc.assert(
      fc.property(
        someDay.filter((day) => day > '2020' && isWorkingDay(announced, day)),
        fc.integer({ min: 1, max: 900 }),
        (day, n) => {
          expect(addWorkingDays(announced, subtractWorkingDays(announced, day, n).dueOn, n).dueOn).toBe(day);
        },
      ),
    ));
  it('subtract leaves just so many working days, from any day', () =>
    fc.assert(
      fc.property(someDay, fc.integer({ min: 1, max: 900 }), (day, n) => {
        expect(countWorkingDays(announced, subtractWorkingDays(announced, day, n).dueOn, day).days).toBe(n);
      }),
    ));
  it('adding twice is adding the sum', () =>
    fc.assert(
      fc.property(someDay, whole, whole, (from, a, b) => {
        const between = addWorkingDays(announced, from, a).dueOn;
        fc.pre(a + b <= 2000);
        expect(addWorkingDays(announced, between, b)).toEqual(addWorkingDays(announced, from, a + b));
      }),
    ));
  it('the explanation adds up to what was asked for, a half included', () =>
    fc.assert(
      fc.property(someDay, fc.integer({ min: 1, max: 240 }), (from, twice) => {
        const { dueOn } = addWorkingDays(announced, from, twice / 2);
        const steps = countedDays(announced, from, dueOn, twice / 2);
        expect(steps.reduce((sum, { amount }) => sum + amount, 0)).toBe(twice / 2);
        expect(steps).toHaveLength(daysBetween(from, dueOn));
        expect(steps.every(({ counted, amount }) => counted === amount > 0)).toBe(true);
      }),
    ));
  it('days go there and back as numbers', () =>
    fc.assert(
      fc.property(someDay, fc.integer({ min: -2000, max: 20_000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n);
      }),
    ));
});
