import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { daysBetween } from '../../domain/calendar/day.ts';
import { explain, openClock, pauseClock, resumeClock } from '../../domain/clock/clock.ts';
import { PausePolicy } from '../../domain/clock/terms.ts';
import { apply, at, clockTerms, example, opening, paused, started } from './clocks.ts';

const lines = (clock: Parameters<typeof explain>[1]) =>
  explain(announced, clock).steps.map(({ date, amount, reason }) => `${date.slice(5)} ${amount} ${reason}`);

describe('T10: the explanation of a paused clock', () => {
  it('names the pause on every day that it takes out', () =>
    expect(lines(paused(example('exclude'), '03-25 10:00', '03-27 10:00'))).toEqual([
      '03-24 1 working day',
      '03-25 1 working day',
      '03-26 0 paused: 咨询评估 (T13)',
      '03-27 0 paused: 咨询评估 (T13)',
      '03-28 0 weekend',
      '03-29 0 weekend',
      '03-30 1 working day',
      '03-31 1 working day',
      '04-01 1 working day',
    ]));
  it('shows the five counted days of the feasibility approval (scenario G05)', () => {
    const steps = explain(announced, paused(started('04-23', 5), '04-23 10:00', null, 10)).steps;
    expect(steps.filter(({ counted }) => counted).map(({ date }) => date.slice(5))).toEqual([
      '05-12',
      '05-13',
      '05-14',
      '05-15',
      '05-18',
    ]);
  });
  it('under addBack counts the limit first and moves its end then', () => {
    const steps = lines(paused(example('addBack'), '03-25 10:00', '03-27 10:00'));
    expect(steps.slice(-2)).toEqual([
      '03-31 0 added back, day 1 of 2: 咨询评估 (T13)',
      '04-01 0 added back, day 2 of 2: 咨询评估 (T13)',
    ]);
  });
  it('under restart says that what came before is not counted', () =>
    expect(lines(paused(example('restart'), '03-25 10:00', '03-27 10:00'))[0]).toBe(
      '03-24 0 the limit starts anew after the pause: 咨询评估 (T13)',
    ));
  it('ends with the opening of a pause without an end', () =>
    expect(explain(announced, paused(example('exclude'), '03-25 10:00', null))).toMatchObject({
      dueOn: null,
      steps: [{ date: '2026-03-24' }, { date: '2026-03-25' }],
    }));
});

describe('the rules of an explanation', () => {
  it('are those of the limit and those that the count used', () => {
    const clock = started('03-07', 5, { statutory: { days: 20, unit: 'workingDay' } });
    expect(explain(announced, paused(clock, '03-10 10:00', '03-11 10:00')).rules).toEqual([
      'B4',
      'T1',
      'T2',
      'T21',
      'T10',
      'T13',
      'T15',
    ]);
  });
  it('T23 stands where natural days are counted', () =>
    expect(
      explain(announced, started('03-02', 5, { promised: { days: 5, unit: 'naturalDay' } })).rules,
    ).toEqual(['B4', 'T23', 'T2']));
  it('T2: a natural day limit says why it ends later', () =>
    expect(lines(started('03-02', 5, { promised: { days: 5, unit: 'naturalDay' } })).slice(-3)).toEqual([
      '03-07 1 natural day',
      '03-08 0 weekend: moves on (T2)',
      '03-09 0 the limit ends here (T2)',
    ]));
});

const minutes = fc.integer({ min: 0, max: 60 * 24 * 40 });
const after = (from: string, minute: number) => new Date(Date.parse(from) + minute * 60_000).toISOString();

describe('laws of every explanation', () => {
  it('the counted days add up to the limit, one entry a day, the last one the due day', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...PausePolicy.options),
        fc.array(fc.tuple(minutes, minutes), { maxLength: 3 }),
        (twice, pausePolicy, breaks) => {
          let from = at('01-05 09:00');
          let clock = apply(
            undefined,
            openClock(announced, opening(clockTerms(twice / 2, { pausePolicy }), from)),
          );
          for (const [wait, length] of breaks) {
            from = after(from, wait);
            const to = after(from, length);
            const pausing = { reason: '听证', legalBasis: 'T10', cap: null, from };
            clock = apply(clock, pauseClock(announced, clock, pausing));
            clock = apply(clock, resumeClock(announced, clock, to));
            from = to;
          }
          const { steps, startedOn, dueOn } = explain(announced, clock);
          expect(dueOn).toBe(clock.due.dueOn);
          expect(steps.at(-1)?.date).toBe(dueOn);
          expect(steps).toHaveLength(daysBetween(startedOn, dueOn ?? ''));
          expect(steps.reduce((sum, { amount }) => sum + amount, 0)).toBe(twice / 2);
          const { amberAt, redAt, purpleAt } = clock.due;
          expect([redAt, purpleAt].toSorted((a, b) => (a ?? '').localeCompare(b ?? ''))).toEqual([
            redAt,
            purpleAt,
          ]);
          expect(amberAt).not.toBeNull();
        },
      ),
      { numRuns: 400 },
    ));
});
