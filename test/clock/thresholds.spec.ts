import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { closeClock, levelAt, usedDays } from '../../domain/clock/clock.ts';
import { apply, at, millisecondBefore, shanghai, started } from './clocks.ts';

describe('K2, K3: amber, red and purple of limits in working days', () => {
  it.each([
    [1, '03-03 00:00', '03-04 00:00', '03-05 00:00'],
    [3, '03-05 00:00', '03-06 00:00', '03-11 00:00'],
    [5, '03-07 00:00', '03-10 00:00', '03-17 00:00'],
    [7, '03-11 00:00', '03-12 00:00', '03-19 00:00'],
    [10, '03-14 00:00', '03-17 00:00', '03-24 00:00'],
    [13, '03-18 16:48', '03-20 00:00', '03-27 00:00'],
    [0.5, '03-03 00:00', '03-03 12:00', '03-04 00:00'],
    [2.5, '03-04 12:00', '03-05 12:00', '03-10 00:00'],
  ])('%d working days from 2 March', (days, amber, red, purple) => {
    const { amberAt, redAt, dueAt, purpleAt } = started('03-02', days).due;
    expect([amberAt, redAt, dueAt, purpleAt].map(shanghai)).toEqual([amber, red, red, purple]);
  });

  it('other thresholds are data', () => {
    const { due } = started('03-02', 10, {
      thresholds: { amberShare: 0.5, amberBefore: 0, purpleFactor: 3, purpleAfter: 1 },
    });
    expect([due.amberAt, due.purpleAt].map(shanghai)).toEqual(['03-10 00:00', '03-18 00:00']);
  });
});

describe('T2, K4: the level holds from its instant inclusive', () => {
  const clock = started('03-02', 5);
  it.each([
    ['amberAt', 'GREEN', 'AMBER'],
    ['redAt', 'AMBER', 'RED'],
    ['purpleAt', 'RED', 'PURPLE'],
  ] as const)('at %s, and one millisecond before', (key, before, from) => {
    const instant = clock.due[key];
    expect([levelAt(clock, millisecondBefore(instant)), levelAt(clock, instant ?? '')]).toEqual([
      before,
      from,
    ]);
  });

  it('dueAt is 24:00 of the last day', () =>
    expect(clock.due).toMatchObject({ dueOn: '2026-03-09', dueAt: '2026-03-09T16:00:00.000Z' }));
});

describe('a closed clock', () => {
  const close = (days: number, instant: string, step = false) =>
    apply(
      started('03-02', days, step ? { thresholds: null } : {}),
      closeClock({ id: '2603-532390-04-01-482134/G05' }, instant),
    );
  const later = at('06-01 00:00');

  it('decided on its last day is green, though it passed through amber', () =>
    expect(levelAt(close(5, '2026-03-09T15:59:59.999Z'), later)).toBe('GREEN'));
  it('decided at 24:00.000 of its last day is red', () =>
    expect(levelAt(close(5, '2026-03-09T16:00:00.000Z'), later)).toBe('RED'));
  it('decided after twice the limit stays purple', () =>
    expect(levelAt(close(5, at('03-17 00:00')), later)).toBe('PURPLE'));
  it('asked about an instant before it was closed, it says what it was then', () =>
    expect(levelAt(close(5, at('03-09 12:00')), at('03-09 11:59'))).toBe('AMBER'));
  it('a day that began is a used day', () =>
    expect(usedDays(announced, close(5, at('03-09 17:00')), later)).toBe(5));
});

describe('K5: a step inside a node', () => {
  const step = started('03-02', 2, { thresholds: null });
  it('is amber from its due instant on and never more', () => {
    expect(levelAt(step, millisecondBefore(step.due.dueAt))).toBe('GREEN');
    expect(levelAt(step, step.due.dueAt ?? '')).toBe('AMBER');
    expect(levelAt(step, at('12-31 00:00'))).toBe('AMBER');
  });
  it('stays amber when it was closed late', () =>
    expect(levelAt(apply(step, closeClock(step, step.due.dueAt ?? '')), at('06-01 00:00'))).toBe('AMBER'));
  it('is green when it was closed in time', () =>
    expect(levelAt(apply(step, closeClock(step, millisecondBefore(step.due.dueAt))), at('06-01 00:00'))).toBe(
      'GREEN',
    ));
});
