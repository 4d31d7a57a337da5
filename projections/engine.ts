import type { Kysely } from 'kysely';
import { type Instant, later } from '../domain/kernel/instant.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import { createParked, type ParkedFact, park, parkedFact, unpark } from './engine/parked.ts';
import type { Change, Projection, Reader } from './engine/projection.ts';
import { Rows } from './engine/rows.ts';
import { createPositions, PlaceMoved, rebuild, type WithPositions } from './engine/schema.ts';

/** Raises a stored fact to today's schema; throws on one that it does not know. */
export type Today = (fact: Recorded) => Recorded;

/** Somebody who keeps rows in memory as well: told of every batch after it was committed, and never of one that was not. */
export interface Mirror {
  /** The rows in force that a table has now, of those that changed. */
  changed(table: string, rows: readonly unknown[]): void;
  /** Everything of a batch was told; the latest instant at which any of its facts was recorded. */
  committed(recordedAt: Instant): void;
}

/** What else belongs into every transaction that moves projections on: what throws there undoes it. */
export interface Within {
  before?(transaction: Kysely<WithPositions>): Promise<void>;
  after?(transaction: Kysely<WithPositions>): Promise<void>;
}

export interface Projector {
  /** Make the tables, empty those whose version has changed; answers after which fact to go on. */
  start(): Promise<Position | 'start'>;
  /**
   * Fold facts, in order of position: rows and positions in one transaction, so that a kill leaves both or neither, and
   * a fact that comes again is skipped. One call at a time. A fact that a handler cannot take is set aside with the reason
   * and answered here, while everything else goes on; where it is a rebuild, it stops loudly and nothing is kept.
   */
  apply(batch: readonly Recorded[], rebuilding?: boolean): Promise<readonly ParkedFact[]>;
  /** The last fact that every projection has handled. */
  position(): Position | 'start';
  /** Where each projection has come to, and the id of the fact there; those before the first fact are left out. */
  places(): readonly Place[];
}

/** A fact that a reader came to. */
export interface Place {
  readonly reader: string;
  readonly position: Position;
  /** Null where the place was written down before ids were. */
  readonly eventId: string | null;
}

/** One projection on its way through the log. */
interface Progress {
  readonly projection: Projection;
  readonly rows: ReadonlyMap<string, Rows>;
  position: number | null;
  recordedAt: Instant | null;
  eventId: string | null;
}

/** Runs read models forward, in the database of which this is the writing connection. */
export function createProjector<Tables>(
  { write }: { readonly write: Kysely<Tables> },
  projections: readonly Projection[],
  asToday: Today = (fact) => fact,
  mirror?: Mirror,
  within: Within = {},
): Projector {
  // The engine writes tables that it only knows by their specs.
  const database = write as unknown as Kysely<WithPositions>;
  let running: readonly Progress[] = [];

  return {
    async start() {
      await createPositions(database);
      await createParked(database);
      const begun: Progress[] = [];
      for (const projection of projections) begun.push(await begin(database, projection, within));
      running = begun;
      return slowest(running);
    },
    async apply(batch, rebuilding = false) {
      const said = batch.map((stored) => new Said(stored, asToday));
      const steps = running
        .map((progress) => ({
          progress,
          facts: said.filter(({ stored }) => Number(stored.position) > (progress.position ?? -1)),
        }))
        .filter(({ facts }) => facts.length > 0);
      if (steps.length === 0) return [];
      const parked: ParkedFact[] = [];
      const changed: Changed[] = [];
      const reached = steps.map(({ progress, facts }) => ({ progress, ...reachedWith(progress, facts) }));
      try {
        await database.transaction().execute(async (transaction) => {
          await within.before?.(transaction);
          await assertPlaces(transaction, steps);
          for (const { progress, facts } of steps) {
            parked.push(...(await fold(transaction, progress, facts, rebuilding)));
            changed.push(...(await flush(transaction, progress)));
          }
          await park(transaction, parked);
          await store(transaction, reached);
          await within.after?.(transaction);
        });
      } catch (error) {
        for (const { rows } of running) for (const table of rows.values()) table.forget();
        throw error;
      }
      for (const { progress, ...place } of reached) Object.assign(progress, place);
      if (mirror !== undefined) {
        for (const [table, rows] of changed) if (rows.length > 0) mirror.changed(table, rows);
        mirror.committed(reached.reduce<Instant>((latest, { recordedAt }) => later(latest, recordedAt), ''));
      }
      return parked;
    },
    position: () => slowest(running),
    places: () =>
      running.flatMap(({ projection, position, eventId }) =>
        position === null ? [] : [{ reader: readerOf(projection), position: BigInt(position), eventId }],
      ),
  };
}

async function begin(
  database: Kysely<WithPositions>,
  projection: Projection,
  within: Within,
): Promise<Progress> {
  const stored = await database
    .selectFrom('projection_positions')
    .selectAll()
    .where('name', '=', projection.name)
    .executeTakeFirst();
  const current = stored?.version === projection.version ? stored : undefined;
  if (current === undefined)
    await database.transaction().execute(async (transaction) => {
      await within.before?.(transaction);
      await rebuild(transaction, projection);
      await unpark(transaction, readerOf(projection));
    });
  const empty = current === undefined || current.position === null;
  return {
    projection,
    rows: new Map(projection.tables.map((table) => [table.name, new Rows(table, empty)] as const)),
    position: current?.position ?? null,
    recordedAt: current?.recorded_at ?? null,
    eventId: current?.event_id ?? null,
  };
}

async function fold(
  transaction: Kysely<WithPositions>,
  { projection, rows }: Progress,
  facts: readonly Said[],
  rebuilding: boolean,
): Promise<ParkedFact[]> {
  const parked: ParkedFact[] = [];
  const own = (table: string): Rows => {
    const found = rows.get(table);
    if (found === undefined) throw new Error(`Projection «${projection.name}» has no table «${table}».`);
    return found;
  };
  const reader: Reader = {
    read: <Data>(table: { readonly name: string }, key: readonly string[]) => {
      const found = own(table.name).read(transaction, key);
      return (found instanceof Promise ? found.catch(unreadable) : found) as Data | undefined;
    },
  };
  for (const { stored, today } of facts) {
    let changes: readonly Change[];
    try {
      const answer = projection.handle(today(), reader);
      changes = answer instanceof Promise ? await answer : answer;
    } catch (error) {
      if (rebuilding || error instanceof ReadModelFault) throw stopped(projection, stored, error);
      parked.push(parkedFact(readerOf(projection), stored, error));
      continue;
    }
    for (const { table, data } of changes) {
      const waits = own(table.name).put(transaction, data, stored.recordedAt);
      if (waits !== undefined) await waits;
    }
  }
  return parked;
}

type Changed = readonly [table: string, rows: readonly unknown[]];

async function flush(transaction: Kysely<WithPositions>, { rows }: Progress): Promise<readonly Changed[]> {
  const changed: Changed[] = [];
  for (const [name, table] of rows) changed.push([name, await table.flush(transaction)]);
  return changed;
}

/** A stored fact, and what it says in today's schema: found out once for all projections, when the first one asks. */
class Said {
  readonly stored: Recorded;
  readonly #asToday: Today;
  #today: Recorded | undefined;

  constructor(stored: Recorded, asToday: Today) {
    this.stored = stored;
    this.#asToday = asToday;
  }

  readonly today = (): Recorded => {
    this.#today ??= this.#asToday(this.stored);
    return this.#today;
  };
}

/** The database is out of order, and no fact is to blame. */
class ReadModelFault extends Error {}

const unreadable = (error: unknown): never => {
  throw new ReadModelFault('The read model cannot be read.', { cause: error });
};

const readerOf = ({ name }: Projection) => `projection ${name}`;

/** A rebuild met a fact that it could not take in. */
export class StoppedAtFact extends Error {}

const stopped = (projection: Projection, { event, stream, revision }: Recorded, cause: unknown) => {
  const Kind = cause instanceof ReadModelFault ? Error : StoppedAtFact;
  return new Kind(`${readerOf(projection)} stopped at ${event.type}, revision ${revision} of ${stream}.`, {
    cause,
  });
};

const reachedWith = ({ recordedAt }: Progress, facts: readonly Said[]) => ({
  position: Number((facts.at(-1) as Said).stored.position),
  recordedAt: facts.reduce<Instant>(
    (latest, { stored }) => later(latest, stored.recordedAt),
    recordedAt ?? '',
  ),
  eventId: (facts.at(-1) as Said).stored.eventId,
});

/** Rows in memory are those of the place in memory, and nothing else may be folded on. */
async function assertPlaces(
  transaction: Kysely<WithPositions>,
  steps: readonly { readonly progress: Progress }[],
): Promise<void> {
  const stored = await transaction.selectFrom('projection_positions').select(['name', 'position']).execute();
  for (const { progress } of steps) {
    const found = stored.find(({ name }) => name === progress.projection.name);
    if (found === undefined || found.position !== progress.position)
      throw new PlaceMoved(readerOf(progress.projection), progress.position, found?.position);
  }
}

async function store(
  transaction: Kysely<WithPositions>,
  reached: readonly {
    readonly progress: Progress;
    readonly position: number;
    readonly recordedAt: Instant;
    readonly eventId: string;
  }[],
): Promise<void> {
  await transaction
    .insertInto('projection_positions')
    .values(
      reached.map(({ progress: { projection }, position, recordedAt, eventId }) => ({
        name: projection.name,
        version: projection.version,
        position,
        recorded_at: recordedAt,
        event_id: eventId,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet(({ ref }) => ({
        position: ref('excluded.position'),
        recorded_at: ref('excluded.recorded_at'),
        event_id: ref('excluded.event_id'),
      })),
    )
    .execute();
}

function slowest(running: readonly Progress[]): Position | 'start' {
  const positions = running.flatMap(({ position }) => position ?? []);
  return positions.length < running.length || positions.length === 0
    ? 'start'
    : BigInt(Math.min(...positions));
}
