import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WakeQueue } from '../../app/wakeQueue.ts';

const instant = fc.integer({ min: 0, max: 9 }).map((n) => `2026-03-0${n}T00:00:00.000Z`);

it('always wakes the earliest, whatever was set and taken back before', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(instant, { nil: undefined })), {
        maxLength: 60,
      }),
      (steps) => {
        const queue = new WakeQueue();
        const naive = new Map<string, string>();
        for (const [id, at] of steps) {
          queue.set(id, at);
          if (at === undefined) naive.delete(id);
          else naive.set(id, at);
          const [first] = [...naive].toSorted(([idA, a], [idB, b]) =>
            a < b ? -1 : a > b ? 1 : idA < idB ? -1 : 1,
          );
          expect(queue.peek()).toEqual(first && { id: first[0], at: first[1] });
        }
      },
    ),
  ));
