import { groupAppending, numbered, oursAppending, rawAppending } from '../appending.ts';
import type { Case } from '../harness.ts';

/** P1: many writers at once. */
export const appendCase: Case = {
  goals: ['P1'],
  async open({ milliseconds }, scratch) {
    const files = numbered(scratch);
    return {
      comparisons: [
        {
          goal: 'P1',
          title: 'Durable appends of 3 facts, 64 writers',
          unit: 'appends/s',
          better: 'more',
          ours: oursAppending(files, 64, milliseconds),
          limit: rawAppending(files, 64, milliseconds),
          others: [groupAppending(files, 64, milliseconds)],
          target: { kind: 'share', of: 9, stretch: 12 },
        },
      ],
      close: async () => {},
    };
  },
};
