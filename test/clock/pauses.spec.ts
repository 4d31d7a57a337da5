import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import {
  applyClockFacts,
  levelAt,
  pauseClock,
  pausedAt,
  resumeClock,
  usedDays,
} from '../../domain/clock/clock.ts';
import { apply, at, example, millisecondBefore, paused, shanghai, started } from './clocks.ts';

describe('T10: accepted 23 March, five working days, paused on the 25th', () => {
  it.each([
    ['04-09', 'exclude', '2026-04-14'],
    ['04-09', 'addBack', '2026-04-14'],
    ['04-09', 'remaining', '2026-04-15'],
    ['04-09', 'restart', '2026-04-16'],
    ['04-03', 'exclude', '2026-04-09'],
    ['04-03', 'addBack', '2026-04-08'],
    ['04-03', 'remaining', '2026-04-10'],
    ['04-03', 'restart', '2026-04-13'],
  ] as const)('closed on %s under %s it is due on %s', (to, policy, dueOn) =>
    expect(paused(example(policy), '03-25 10:00', `${to} 10:00`).due.dueOn).toBe(dueOn),
  );

  it.each([
    ['exclude', '04-14 00:00', '04-22 00:00'],
    ['addBack', '04-14 00:00', '04-23 00:00'],
    ['remaining', '04-15 00:00', '04-23 00:00'],
    ['restart', '04-16 00:00', '04-24 00:00'],
  ] as const)('amber and purple follow under %s', (policy, amber, purple) => {
    const { due } = paused(example(policy), '03-25 10:00', '04-09 10:00');
    expect([shanghai(due.amberAt), shanghai(due.purpleAt)]).toEqual([amber, purple]);
  });

  it.each(['exclude', 'addBack', 'remaining', 'restart'] as const)(
    'open without a cap nobody knows the end: %s',
    (policy) =>
      expect(paused(example(policy), '03-25 10:00', null).due).toMatchObject({
        dueOn: null,
        dueAt: null,
        redAt: null,
        purpleAt: null,
      }),
  );

  it.each(['exclude', 'addBack'] as const)(
    'closed on the day it was opened it leaves out nothing: %s',
    (policy) => expect(paused(example(policy), '03-25 10:00', '03-25 16:00').due.dueOn).toBe('2026-03-30'),
  );

  it('under remaining, a pause on the day of the start has spent nothing', () =>
    expect(paused(example('remaining'), '03-23 10:00', '03-24 10:00').due.dueOn).toBe('2026-03-31'));
});

describe('T13: the expert review inside the feasibility approval', () => {
  const capped = paused(started('04-23', 5), '04-23 10:00', null, 10);
  it('ends at 24:00 of the tenth working day at the latest', () =>
    expect(capped.pauses[0]?.capAt).toBe('2026-05-11T16:00:00.000Z'));
  it('is reckoned to its cap while it is open', () => expect(capped.due.dueOn).toBe('2026-05-18'));
  it('closed at its cap it counts 12, 13, 14, 15 and 18 May', () => {
    const closed = apply(capped, resumeClock(announced, capped, capped.pauses[0]?.capAt ?? ''));
    expect(closed.due).toMatchObject({ dueOn: '2026-05-18', dueAt: '2026-05-18T16:00:00.000Z' });
  });
  it('closed after its cap by a late fact it has been running since the cap', () =>
    expect(apply(capped, resumeClock(announced, capped, at('05-13 10:00'))).due).toEqual(capped.due));
  it('closed before its cap it is due earlier', () =>
    expect(apply(capped, resumeClock(announced, capped, at('05-06 10:00'))).due.dueOn).toBe('2026-05-12'));
  it('the freeze ends at the cap with no fact recorded', () =>
    expect([
      pausedAt(capped, '2026-05-11T15:59:59.999Z'),
      pausedAt(capped, '2026-05-11T16:00:00.000Z'),
    ]).toEqual([true, false]));
  it('is paused from the very instant', () => {
    const from = capped.pauses[0]?.from ?? '';
    expect([pausedAt(capped, millisecondBefore(from)), pausedAt(capped, from)]).toEqual([false, true]);
  });
});

describe('several pauses', () => {
  it('each leaves out its own days', () => {
    const once = paused(example('exclude'), '03-25 10:00', '03-27 10:00');
    expect(once.due.dueOn).toBe('2026-04-01');
    expect(paused(once, '03-30 10:00', '04-03 10:00').due.dueOn).toBe('2026-04-08');
  });
  it('one that opens on the day the other closed leaves out nothing twice', () => {
    const once = paused(example('exclude'), '03-25 10:00', '03-27 10:00');
    expect(paused(once, '03-27 14:00', '03-30 10:00').due.dueOn).toBe('2026-04-02');
  });
  it('under restart only the last one matters', () => {
    const once = paused(example('restart'), '03-25 10:00', '03-27 10:00');
    expect(paused(once, '03-31 10:00', '04-03 10:00').due.dueOn).toBe('2026-04-13');
  });
  it('under remaining the spent days add up', () => {
    const once = paused(example('remaining'), '03-25 10:00', '03-27 10:00');
    expect(paused(once, '04-01 10:00', '04-03 10:00').due.dueOn).toBe('2026-04-08');
  });
  it('a paused clock cannot be paused', () => {
    const open = paused(example('exclude'), '03-25 10:00', null);
    const again = { reason: '听证', legalBasis: 'T10', cap: null, from: at('03-26 10:00') };
    expect(() => pauseClock(announced, open, again)).toThrow('is closed or paused');
  });
  it('a history that pauses a paused clock is corrupt', () => {
    const clock = example('exclude');
    const fact = pauseClock(announced, clock, {
      reason: '听证',
      legalBasis: 'T10',
      cap: null,
      from: at('03-25 10:00'),
    });
    expect(() => applyClockFacts(new Map([[clock.id, clock]]), [fact, fact])).toThrow('Corrupt history');
  });
});

describe('the level is frozen while the clock is paused', () => {
  const onLastDay = paused(started('03-02', 5), '03-09 10:00', '03-12 10:00');
  it('opened on the last day, that day keeps being the last', () =>
    expect(onLastDay.due.dueOn).toBe('2026-03-09'));
  it('stays amber past 24:00 of the last day', () =>
    expect(levelAt(onLastDay, '2026-03-09T16:00:00.000Z')).toBe('AMBER'));
  it('is red when the freeze ends, and not a millisecond before', () =>
    expect([
      levelAt(onLastDay, millisecondBefore(at('03-12 10:00'))),
      levelAt(onLastDay, at('03-12 10:00')),
    ]).toEqual(['AMBER', 'RED']));
  it('opened at the very amber instant it is amber', () => {
    const open = paused(started('03-02', 5, { pausePolicy: 'addBack' }), '03-07 00:00', null);
    expect(levelAt(open, at('03-20 00:00'))).toBe('AMBER');
  });
  it('open on the last day without a cap nobody knows when it is due', () =>
    expect(paused(started('03-02', 5), '03-09 10:00', null).due).toMatchObject({ dueOn: null, dueAt: null }));
  it.each(['exclude', 'addBack', 'remaining', 'restart'] as const)(
    'amber stays amber in an open pause: %s',
    (policy) =>
      expect(
        levelAt(paused(started('03-02', 5, { pausePolicy: policy }), '03-09 10:00', null), at('05-01 00:00')),
      ).toBe('AMBER'),
  );
  it.each(['exclude', 'addBack', 'remaining', 'restart'] as const)(
    'green stays green in an open pause: %s',
    (policy) =>
      expect(levelAt(paused(example(policy), '03-25 10:00', null), at('12-01 00:00'))).toBe('GREEN'),
  );
});

describe('a pause opened at or after the due instant', () => {
  const clock = started('03-02', 5);
  const late = paused(clock, '03-10 00:00', '03-12 10:00');
  it('does not undo red', () => expect(levelAt(late, at('03-10 00:00'))).toBe('RED'));
  it('leaves the due day as it is', () =>
    expect(late.due).toMatchObject({ dueOn: '2026-03-09', dueAt: clock.due.dueAt }));
  it('shifts purple by the days left out', () => expect(shanghai(late.due.purpleAt)).toBe('03-19 00:00'));
  it('keeps the due day even without an end', () =>
    expect(paused(clock, '03-11 10:00', null).due).toMatchObject({ dueOn: '2026-03-09', purpleAt: null }));
  it('keeps the due day even at the very due instant', () =>
    expect(paused(clock, '03-10 00:00', null).due).toMatchObject({
      dueOn: '2026-03-09',
      redAt: clock.due.dueAt,
    }));
  it('at the very purple instant does not undo purple', () => {
    const moved = paused(started('03-02', 5, { pausePolicy: 'addBack' }), '03-17 00:00', '03-31 10:00');
    expect(levelAt(moved, at('03-20 10:00'))).toBe('PURPLE');
  });
  it('opened one millisecond earlier it freezes amber', () => {
    const pausing = { reason: '听证', legalBasis: 'T10', cap: null, from: '2026-03-09T15:59:59.999Z' };
    expect(levelAt(apply(clock, pauseClock(announced, clock, pausing)), at('03-20 00:00'))).toBe('AMBER');
  });
  it.each(['exclude', 'addBack', 'remaining', 'restart'] as const)('never undoes purple: %s', (pausePolicy) =>
    expect(
      levelAt(paused(started('03-02', 5, { pausePolicy }), '03-18 10:00', '03-31 10:00'), at('04-01 00:00')),
    ).toBe('PURPLE'),
  );
});

describe('used days', () => {
  const due = at('04-14 17:00');
  it('leave out the days of the pause', () =>
    expect(usedDays(announced, paused(example('exclude'), '03-25 10:00', '04-09 10:00'), due)).toBe(5));
  it('start anew under restart', () =>
    expect(usedDays(announced, paused(example('restart'), '03-25 10:00', '04-09 10:00'), due)).toBe(3));
  it('leave out a day once though two pauses share it', () => {
    const once = paused(example('remaining'), '03-25 10:00', '03-27 10:00');
    expect(usedDays(announced, paused(once, '03-27 14:00', '03-30 10:00'), at('04-01 10:00'))).toBe(3);
  });
  it('stand still while it is paused', () =>
    expect(usedDays(announced, paused(example('exclude'), '03-25 10:00', null), due)).toBe(2));
});
