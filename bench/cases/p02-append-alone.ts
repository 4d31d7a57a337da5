import { numbered, oursAppending, rawAppending } from '../appending.ts';
import type { Case } from '../harness.ts';

/** P2: one writer, who waits for every answer. */
export const appendAloneCase: Case = {
  goals: ['P2'],
  async open({ milliseconds }, scratch) {
    const files = numbered(scratch);
    return {
      comparisons: [
        {
          goal: 'P2',
          title: 'Durable appends of 3 facts, one writer',
          unit: 'appends/s',
          better: 'more',
          ours: oursAppending(files, 1, milliseconds),
          limit: rawAppending(files, 1, milliseconds),
          target: { kind: 'share', of: 0.97, stretch: 1.08 },
        },
      ],
      close: async () => {},
    };
  },
};
