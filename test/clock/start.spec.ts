import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { openClock } from '../../domain/clock/clock.ts';
import { commonStart, startDayOf } from '../../domain/clock/start.ts';
import { apply, at, clockTerms, opening, started } from './clocks.ts';

const startedAt = (text: string, closesAt: string | null = null) =>
  apply(undefined, openClock(announced, opening(clockTerms(5, { closesAt }), at(text))));

describe('T2, T21: the start', () => {
  it('is not counted', () => expect(startedAt('03-02 09:00').due.dueOn).toBe('2026-03-09'));
  it('in the last millisecond of a day belongs to that day', () =>
    expect(
      apply(undefined, openClock(announced, opening(clockTerms(5), '2026-03-02T15:59:59.999Z'))).startOn,
    ).toBe('2026-03-02'));
  it('at 24:00 belongs to the next day', () => expect(startedAt('03-03 00:00').startOn).toBe('2026-03-03'));
  it('on a Saturday counts as made on Monday', () =>
    expect(startedAt('03-07 10:00')).toMatchObject({ startOn: '2026-03-09', due: { dueOn: '2026-03-16' } }));
  it('on a make-up Saturday counts on that day', () =>
    expect(startedAt('02-28 10:00')).toMatchObject({ startOn: '2026-02-28', due: { dueOn: '2026-03-06' } }));
  it('on a holiday counts on the first working day behind it', () =>
    expect(startedAt('10-01 10:00').startOn).toBe('2026-10-08'));
  it('by a deemed fact at 24:00 belongs to the day that ends', () => {
    const fact = openClock(announced, {
      ...opening(clockTerms(5), at('03-03 00:00')),
      startDay: '2026-03-02',
    });
    expect(apply(undefined, fact)).toMatchObject({ startOn: '2026-03-02', due: { dueOn: '2026-03-09' } });
  });
});

describe('T21: office hours where a policy sets them', () => {
  it('one minute before closing is the same day', () =>
    expect(startedAt('03-02 16:59', '17:00').startOn).toBe('2026-03-02'));
  it('at closing time it is the next working day', () =>
    expect(startedAt('03-02 17:00', '17:00').startOn).toBe('2026-03-03'));
  it('on Friday evening it is Monday', () =>
    expect(startedAt('03-06 18:00', '17:00').startOn).toBe('2026-03-09'));
  it('on Saturday evening it is Monday, not Tuesday', () =>
    expect(startedAt('03-07 18:00', '17:00').startOn).toBe('2026-03-09'));
  it('without such a policy the whole day counts', () =>
    expect(startedAt('03-02 23:59').startOn).toBe('2026-03-02'));
});

describe('T16: items under one common receipt', () => {
  const accepted = at('03-02 09:00');
  it('start together with it', () => expect(commonStart(accepted, [])).toEqual({ startedAt: accepted }));
  it('start when the last predecessor is decided, where they wait for some', () =>
    expect(
      commonStart(accepted, [{ startedAt: at('03-16 17:00') }, { startedAt: at('03-12 17:00') }]).startedAt,
    ).toBe(at('03-16 17:00')));
  it('never start before the receipt', () =>
    expect(commonStart(accepted, [{ startedAt: at('02-27 17:00') }]).startedAt).toBe(accepted));
  it('after a decision deemed at 24:00 have the day that ends as their day 0', () => {
    const start = commonStart(accepted, [{ startedAt: at('03-10 00:00'), startDay: '2026-03-09' }]);
    expect(startDayOf(announced, start, null)).toBe('2026-03-09');
  });
});

describe('T22b: halves of days', () => {
  it('two and a half days end at 12:00 of the third counted day', () =>
    expect(started('03-02', 2.5).due).toMatchObject({
      dueOn: '2026-03-05',
      dueAt: '2026-03-05T04:00:00.000Z',
    }));
});
