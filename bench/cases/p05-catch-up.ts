import Database from 'better-sqlite3';
import { nodeStatusOf } from '../../app/nodeSlices.ts';
import { ProjectionRunner } from '../../app/projectionRunner.ts';
import { sliceByName } from '../../app/slices.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import { allProjections, type Tables } from '../../projections/all.ts';
import type { ParkedFact } from '../../projections/engine/parked.ts';
import { createProjector } from '../../projections/engine.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { numbered } from '../appending.ts';
import { RawStore } from '../bare/rawStore.ts';
import { type Case, type Contender, rateOf, ratePerCpu } from '../harness.ts';
import { fillWithHistories } from '../histories.ts';

const PAGE = 1000;

/** Nothing may be set aside while it is measured. */
export const setAside = ({ reason }: ParkedFact): never => {
  throw new Error(reason);
};

/** Every read model of the system, as the runtime puts them together. */
export const projections = () =>
  allProjections(
    new Map(
      [...nodeStatusOf].flatMap(([name, statusOf]) => {
        const slice = sliceByName.get(name);
        return slice === undefined ? [] : [[name, { lifecycle: slice.lifecycle, statusOf }] as const];
      }),
    ),
  );

async function readAll(store: EventStore): Promise<number> {
  let count = 0;
  for (let after: bigint | 'start' = 'start'; ; ) {
    const page = await store.readAll(after, PAGE);
    count += page.length;
    const last = page.at(-1);
    if (last === undefined) return count;
    after = last.position;
  }
}

function scanAll(raw: RawStore): number {
  let count = 0;
  for (let after = 0; ; ) {
    const page = raw.scan(after, PAGE);
    count += page.count;
    if (page.count === 0) return count;
    after = page.last;
  }
}

/** P5: the whole log, read and folded into every read model. */
export const catchUpCase: Case = {
  goals: ['P5'],
  async open({ quick, milliseconds }, scratch) {
    const files = numbered(scratch);
    const file = scratch('histories.db');
    await fillWithHistories(file, quick ? 900 : 20_000);
    const store = new EmbeddedEventStore(file);
    const raw = new RawStore(scratch('raw.db'));
    await copyInto(raw, store);

    const limit: Contender = {
      name: 'limit: better-sqlite3, scan and JSON.parse',
      run: () => ratePerCpu(milliseconds, () => scanAll(raw)),
    };
    return {
      comparisons: [
        {
          goal: 'P5',
          title: 'Read the whole log',
          unit: 'facts per CPU s',
          better: 'more',
          ours: {
            name: `ours: readAll, ${PAGE} at a time`,
            run: () => ratePerCpu(milliseconds, () => readAll(store)),
          },
          limit,
          target: { kind: 'share', of: 1 },
        },
        {
          goal: 'P5',
          title: 'Catch up: fold the whole log into all read models',
          unit: 'facts/s',
          better: 'more',
          ours: {
            name: 'ours: seven projections, temporal rows, position in the same transaction',
            run: () =>
              rateOf(1, async () => {
                const model = openReadModel<Tables>(files('read'));
                const projector = createProjector(model, projections());
                const runner = new ProjectionRunner(store, projector, setAside);
                await runner.start();
                const position = Number(projector.position());
                await runner.stop();
                await model.close();
                return position;
              }),
          },
          limit: { ...limit, run: () => rateOf(milliseconds, () => scanAll(raw)) },
          others: [
            {
              name: 'bare: scan, parse and one upsert per fact, 1000 per transaction',
              run: () => rateOf(1, () => bareCatchUp(raw, files('bare'))),
            },
          ],
          target: { kind: 'share', of: 0.35 },
        },
      ],
      async close() {
        raw.close();
        await store.close();
      },
    };
  },
};

/** The same facts, one row each. */
export async function copyInto(raw: RawStore, store: EventStore): Promise<void> {
  for (let after: bigint | 'start' = 'start'; ; ) {
    const page = await store.readAll(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    raw.transaction(() => {
      for (const { stream, revision, position: _, ...fact } of page) raw.put(stream, revision - 1, [fact]);
    });
    after = last.position;
  }
}

/** The least that any read model costs: one row per fact and how far it is. */
function bareCatchUp(raw: RawStore, file: string): number {
  const model = new Database(file);
  model.pragma('journal_mode = WAL');
  model.pragma('synchronous = NORMAL');
  model.exec(
    'create table rows (id text primary key, body text); create table reached (one integer primary key, position integer)',
  );
  const upsert = model.prepare(
    'insert into rows values (?, ?) on conflict (id) do update set body = excluded.body',
  );
  const reach = model.prepare('insert or replace into reached values (1, ?)');
  const page = raw.database.prepare<[number, number], { position: number; stream: number; body: string }>(
    'select position, stream, body from events where position > ? order by position limit ?',
  );
  let count = 0;
  for (let after = 0; ; ) {
    const rows = page.all(after, PAGE);
    const last = rows.at(-1);
    if (last === undefined) break;
    model.transaction(() => {
      for (const { stream, body } of rows) {
        const { event } = JSON.parse(body) as { readonly event: unknown };
        upsert.run(`row-${stream}`, JSON.stringify(event));
      }
      reach.run(last.position);
    })();
    count += rows.length;
    after = last.position;
  }
  model.close();
  return count;
}
