import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { SagaStore } from '../../app/sagaStore.ts';
import type { Clock } from '../../domain/clock/clock.ts';
import type { Tables } from '../../projections/all.ts';
import { createProjector } from '../../projections/engine.ts';
import { deadlineWatch } from '../../sagas/deadlineWatch.ts';
import { sagas } from '../../sagas/sagas.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { RawStore } from '../bare/rawStore.ts';
import { insertDeadlines, openDeadline } from '../deadlines.ts';
import type { Case, Sample } from '../harness.ts';
import { fillWithHistories } from '../histories.ts';
import { Program } from '../http/processes.ts';
import { copyInto, projections } from './p05-catch-up.ts';

/** Spread as the levels of deadlines are, and so late that nothing falls due while this runs. */
const wakeAt = ({ due }: Clock) => (due.amberAt ?? '').replace(/^\d{4}/, '2090');

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

/** Read models and sagas that have handled everything, and one sleeper that waits for each open deadline. */
async function reachedBySagasAsleep(file: string, count: number, facts: number): Promise<void> {
  const model = openReadModel<Tables>(file);
  await createProjector(model, projections()).start();
  await SagaStore.in(model.write).start(sagas);
  await model.close();
  insertDeadlines(file, count);
  const database = new Database(file);
  const sleep = database.prepare(
    "insert into saga_instances (saga, instance, state, fired, next_at) values (?, ?, ?, '[]', ?)",
  );
  const reached = database.prepare('insert into saga_positions (saga, version, position) values (?, ?, ?)');
  database.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const clock = openDeadline(index);
      const state = JSON.stringify({
        open: { stream: 'matter', clocks: [clock] },
        raised: {},
        withdrawals: {},
      });
      sleep.run(deadlineWatch.name, `matter-${clock.id}`, state, wakeAt(clock));
    }
    for (const { name, version } of sagas) reached.run(name, version, facts);
    database
      .prepare("update projection_positions set position = ?, recorded_at = '2026-01-01T00:00:00.000Z'")
      .run(facts);
  })();
  database.close();
}

const forget = (file: string) => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
};

async function scanned(events: string, file: string): Promise<RawStore> {
  const raw = new RawStore(file);
  const store = new EmbeddedEventStore(events);
  await copyInto(raw, store);
  await store.close();
  return raw;
}

const scanOf = (raw: RawStore) => ({
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
});

/** P14: a process comes up again, with its read models there and without. */
export const coldStartCase: Case = {
  goals: ['P14'],
  async open({ quick }, scratch) {
    const wanted = quick ? 900 : 1_000_000;
    const events = scratch('events.db');
    const facts = await fillWithHistories(events, wanted);
    const read = scratch('read.db');
    await reachedBySagasAsleep(read, wanted, facts);
    const raw = await scanned(events, scratch('raw.db'));

    // To fold a million anew takes the better part of a minute; a tenth of them says the same in a tenth of the time.
    const fewer = scratch('fewer.db');
    const some = await fillWithHistories(fewer, wanted / 10);
    const rawSome = await scanned(fewer, scratch('raw-some.db'));
    const shown = (count: number) => count.toLocaleString('en-US');
    return {
      comparisons: [
        {
          goal: 'P14',
          title: `Cold start on ${shown(facts)} facts and ${shown(wanted)} open deadlines, read models there`,
          unit: 's',
          better: 'less',
          ours: { name: 'ours: store, read models, boards, sagas: ready', run: () => start(events, read) },
          limit: scanOf(raw),
          target: { kind: 'bound', value: 2 },
        },
        {
          goal: 'P14',
          title: `Cold start on ${shown(some)} facts, read models and sagas folded anew`,
          unit: 's',
          better: 'less',
          ours: {
            name: 'ours: every fact folded into every read model, and shown to every saga',
            run: async () => {
              const file = scratch('anew.db');
              forget(file);
              return start(fewer, file);
            },
          },
          limit: scanOf(rawSome),
          // Five seconds for a million.
          target: { kind: 'bound', value: (5 * some) / 1_000_000 },
        },
      ],
      async close() {
        raw.close();
        rawSome.close();
      },
    };
  },
};
