import { numbered, oursAppending } from '../appending.ts';
import { RawStore } from '../bare/rawStore.ts';
import { three } from '../facts.ts';
import { type Case, rateOf } from '../harness.ts';
import { counter } from '../numbers.ts';

const PER_TRANSACTION = 100;

/** P3: what one fact costs when 64 write, beside a plain batch insert that checks nothing. */
export const costCase: Case = {
  goals: ['P3'],
  async open({ milliseconds }, scratch) {
    const files = numbered(scratch);
    const ours = oursAppending(files, 64, milliseconds);
    return {
      comparisons: [
        {
          goal: 'P3',
          title: 'Cost of one fact with 64 writers',
          unit: 'µs per fact',
          better: 'less',
          ours: {
            name: ours.name,
            async run() {
              const sample = await ours.run();
              return 1e6 / (3 * (typeof sample === 'number' ? sample : sample.value));
            },
          },
          limit: {
            name: 'limit: better-sqlite3, batch insert, 100 facts per FULL transaction',
            async run() {
              const raw = new RawStore(files('batch'));
              const insert = raw.database.prepare(
                'insert into events (stream, revision, body) values (1, ?, ?)',
              );
              const next = counter();
              const rate = await rateOf(milliseconds, () => {
                raw.transaction(() => {
                  for (let index = 0; index < PER_TRANSACTION; index += 1) {
                    const revision = next();
                    insert.run(revision, JSON.stringify(three(revision)[revision % 3]));
                  }
                });
                return PER_TRANSACTION;
              });
              raw.close();
              return 1e6 / rate;
            },
          },
          target: { kind: 'share', of: 1.4 },
        },
      ],
      close: async () => {},
    };
  },
};
