import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type OpenDeadline, OpenDeadlines } from '../../../app/board/openDeadlines.ts';
import type { Level } from '../../../domain/clock/clock.ts';

const BEGIN = Date.parse('2026-03-02T00:00:00.000Z');
const at = (hours: number) => new Date(BEGIN + hours * 3_600_000).toISOString();
const EVERY: ReadonlySet<Level> = new Set(['GREEN', 'AMBER', 'RED', 'PURPLE']);

const hours = fc.integer({ min: 0, max: 400 });
const deadline = fc
  .record({
    id: fc.integer({ min: 0, max: 60 }),
    department: fc.constantFrom('A', 'B', 'C'),
    due: fc.option(hours),
    purpleAfter: fc.option(fc.integer({ min: 0, max: 50 })),
    step: fc.boolean(),
  })
  .map(({ id, department, due, purpleAfter, step }): OpenDeadline => {
    const text = (hour: number | null) => (hour === null ? null : at(hour));
    return {
      id: `deadline-${id}`,
      department,
      dueAt: text(due),
      amberAt: text(due === null ? null : step ? due : Math.max(0, due - 24)),
      redAt: text(due === null || step ? null : due),
      purpleAt: text(due === null || step || purpleAfter === null ? null : due + purpleAfter),
    };
  });
const move = fc.oneof(
  fc.record({ what: fc.constant('put' as const), deadline }),
  fc.record({ what: fc.constant('close' as const), id: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ what: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 30 }) }),
);

const levelAt = ({ amberAt, redAt, purpleAt }: OpenDeadline, now: string): Level => {
  if (purpleAt !== null && purpleAt <= now) return 'PURPLE';
  if (redAt !== null && redAt <= now) return 'RED';
  return amberAt !== null && amberAt <= now ? 'AMBER' : 'GREEN';
};

it('is what a look at every open deadline would tell, whatever was opened, moved, closed and waited for', () =>
  fc.assert(
    fc.property(fc.array(deadline, { maxLength: 80 }), fc.array(move, { maxLength: 120 }), (first, moves) => {
      const open = new Map(first.map((one) => [one.id, one] as const));
      const inOrder = () =>
        [...open.values()].toSorted((a, b) => {
          const [one, other] = [`${a.dueAt ?? '~'} ${a.id}`, `${b.dueAt ?? '~'} ${b.id}`];
          return one < other ? -1 : 1;
        });
      const index = new OpenDeadlines();
      index.load(inOrder());
      let hour = 0;
      for (const step of moves) {
        if (step.what === 'put') {
          open.set(step.deadline.id, step.deadline);
          index.put(step.deadline);
        } else if (step.what === 'close') {
          open.delete(`deadline-${step.id}`);
          index.remove(`deadline-${step.id}`);
        } else hour += step.hours;
        const now = at(hour);
        expect(index.reach(Date.parse(now))).toBe(true);
        for (const department of [undefined, 'A', 'D'])
          for (const levels of [EVERY, new Set<Level>(['RED']), new Set<Level>(['AMBER', 'PURPLE'])]) {
            const all = inOrder().filter(
              (one) =>
                (department === undefined || one.department === department) && levels.has(levelAt(one, now)),
            );
            const which = { department, levels, dueBefore: undefined };
            expect(index.count(which)).toBe(all.length);
            expect(index.find(which, undefined, 1000)).toEqual(all.map(({ id }) => id));
            const third = all[2];
            if (third !== undefined)
              expect(index.find(which, third, 3)).toEqual(all.slice(3, 6).map(({ id }) => id));
          }
        const due = inOrder().filter(({ dueAt }) => dueAt !== null && dueAt < now);
        const before = { department: undefined, levels: EVERY, dueBefore: now };
        expect([index.count(before), index.find(before, undefined, 1000)]).toEqual([
          due.length,
          due.map(({ id }) => id),
        ]);
      }
      expect(index.size).toBe(open.size);
    }),
    { numRuns: 60 },
  ));

it('does not tell of an instant before a level that was reached already', () => {
  const index = new OpenDeadlines();
  index.put({ id: 'a', department: 'A', dueAt: at(5), amberAt: at(4), redAt: at(5), purpleAt: null });
  expect(index.reach(Date.parse(at(4)))).toBe(true);
  expect(index.reach(Date.parse(at(3)))).toBe(false);
  expect(index.reach(Date.parse(at(4)))).toBe(true);
});

it('keeps more than it began with room for', () => {
  const index = new OpenDeadlines();
  const due = at(10);
  for (let id = 0; id < 3000; id += 1)
    index.put({
      id: `d${id}`,
      department: `D${id % 7}`,
      dueAt: due,
      amberAt: due,
      redAt: due,
      purpleAt: null,
    });
  index.reach(Date.parse(due));
  expect(index.byDepartment().map(({ open, red }) => [open, red])).toEqual(
    Array.from({ length: 7 }, (_, at) => [at < 4 ? 429 : 428, at < 4 ? 429 : 428]),
  );
});
