import { rmSync } from 'node:fs';
import { SagaStore } from '../../app/sagaStore.ts';
import type { Tables } from '../../projections/all.ts';
import { deadlineWatch } from '../../sagas/deadlineWatch.ts';
import { sagas } from '../../sagas/sagas.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { RawStore } from '../bare/rawStore.ts';
import { insertDeadlines, openDeadline } from '../deadlines.ts';
import type { Case, Sample } from '../harness.ts';
import { fillWithHistories } from '../histories.ts';
import { Program } from '../http/processes.ts';
import { copyInto } from './p05-catch-up.ts';

/** So late that nothing falls due while this runs. */
const WAKE_AT = '2090-01-01T00:00:00.000Z';

interface Started {
  readonly seconds: number;
  readonly mebibytes: number;
}

async function start(events: string, read: string): Promise<Sample> {
  const program = new Program<Started>('../coldStart.ts', events, read);
  const { seconds, mebibytes } = await program.answer();
  await program.ended();
  return { value: seconds, extras: { 'resident MiB': mebibytes } };
}

/** Sagas that have handled everything, and one that waits for each open deadline. */
async function putToSleep(file: string, count: number, facts: number): Promise<void> {
  const model = openReadModel<Tables>(file);
  const memory = SagaStore.in(model.write);
  await memory.start(sagas);
  const asleep = Array.from({ length: count }, (_, index) => ({
    saga: deadlineWatch.name,
    instance: `matter-${openDeadline(index).id}`,
    now: { state: { open: { stream: 'matter', clocks: [openDeadline(index)] } }, fired: [], nextAt: WAKE_AT },
  }));
  const at = sagas.map(({ name, version }) => ({ saga: name, version, position: BigInt(facts) }));
  await memory.commit(asleep, at);
  await model.close();
}

const forget = (file: string) => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
};

/** P14: a process comes up again, with its read models there and without. */
export const coldStartCase: Case = {
  goals: ['P14'],
  async open({ quick }, scratch) {
    const wanted = quick ? 900 : 100_000;
    const events = scratch('events.db');
    const facts = await fillWithHistories(events, wanted);
    const read = scratch('read.db');
    await start(events, read);
    insertDeadlines(read, wanted);
    await putToSleep(read, wanted, facts);
    const raw = new RawStore(scratch('raw.db'));
    const store = new EmbeddedEventStore(events);
    await copyInto(raw, store);
    await store.close();

    const limit = {
      name: 'limit: better-sqlite3, scan and JSON.parse of all facts',
      run: async () => {
        const began = performance.now();
        for (let after = 0; ; ) {
          const { count, last } = raw.scan(after, 1000);
          if (count === 0) break;
          after = last;
        }
        return (performance.now() - began) / 1000;
      },
    };
    const size = facts.toLocaleString('en-US');
    return {
      comparisons: [
        {
          goal: 'P14',
          title: `Cold start on ${size} facts and ${wanted.toLocaleString('en-US')} open deadlines, read models there`,
          unit: 's',
          better: 'less',
          ours: { name: 'ours: store, read models, ready', run: () => start(events, read) },
          limit,
          target: { kind: 'bound', value: 2 },
        },
        {
          goal: 'P14',
          title: `Cold start on ${size} facts, read models folded anew`,
          unit: 's',
          better: 'less',
          ours: {
            name: 'ours: every fact folded into every read model',
            run: async () => {
              const file = scratch('anew.db');
              forget(file);
              return start(events, file);
            },
          },
          limit,
          // Five seconds for a million.
          target: { kind: 'bound', value: (5 * facts) / 1_000_000 },
        },
      ],
      async close() {
        raw.close();
      },
    };
  },
};
