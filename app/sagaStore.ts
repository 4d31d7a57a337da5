import { type Kysely, sql } from 'kysely';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position } from '../domain/kernel/recorded.ts';
import { makeTables, textOf } from '../projections/engine/dialect.ts';
import {
  allParked,
  createParked,
  type ParkedFact,
  park,
  unpark,
  unparkFacts,
} from '../projections/engine/parked.ts';
import { addColumn, PlaceMoved } from '../projections/engine/schema.ts';
import type { Place } from '../projections/engine.ts';

/** What one instance of a saga remembers, and the wake-ups that it was given already. */
export interface Remembered {
  readonly state: unknown;
  readonly fired: readonly string[];
  readonly nextAt: Instant | undefined;
}

/** A fact that a saga has taken in, with all before it. */
export interface SagaPlace {
  readonly saga: string;
  readonly version: number;
  readonly position: Position;
  readonly eventId: string;
}

/** What a runner needs of where its sagas are kept. */
export type SagaMemory = Pick<SagaStore, 'start' | 'sleepers' | 'load' | 'instances' | 'commit' | 'parkedBy'>;

interface SagaTables {
  saga_instances: { saga: string; instance: string; state: string; fired: string; next_at: string | null };
  saga_positions: { saga: string; version: number; position: number; event_id: string | null };
}

/** What a saga is called among the readers of the log. */
export const readerOf = (saga: string) => `saga ${saga}`;

/** What else belongs into every transaction that moves sagas on: what throws there undoes it. */
type Before = (transaction: Kysely<never>) => Promise<void>;

/** Keeps sagas beside the read models: they can be rebuilt from the facts just like those. */
export class SagaStore {
  readonly #db: Kysely<SagaTables>;
  readonly #before: Before | undefined;
  /** Where each saga is, as far as was read or written from here; undefined: nothing was read yet. */
  #places: ReadonlyMap<string, number> | undefined;

  private constructor(db: Kysely<SagaTables>, before: Before | undefined) {
    this.#db = db;
    this.#before = before;
  }

  /** In the database of the read models, whatever else that holds. */
  static in<Tables>(db: Kysely<Tables>, before?: Before): SagaStore {
    return new SagaStore(db as unknown as Kysely<SagaTables>, before);
  }

  createTables(): Promise<void> {
    return makeTables(this.#db, createTables);
  }

  /** Makes the tables; forgets what a saga of another version remembered. Answers where each one stands. */
  async start(
    sagas: readonly { readonly name: string; readonly version: number }[],
  ): Promise<Map<string, Place>> {
    await this.createTables();
    const rows = await this.#db.selectFrom('saga_positions').selectAll().execute();
    const places = new Map<string, Place>();
    for (const { name, version } of sagas) {
      const row = rows.find(({ saga }) => saga === name);
      if (row !== undefined && row.version === version)
        places.set(name, {
          reader: readerOf(name),
          position: BigInt(row.position),
          eventId: row.event_id,
        });
      else if (row !== undefined)
        await this.#db.transaction().execute(async (transaction) => {
          await this.#before?.(transaction as never);
          await transaction.deleteFrom('saga_instances').where('saga', '=', name).execute();
          await transaction.deleteFrom('saga_positions').where('saga', '=', name).execute();
          await unpark(transaction, readerOf(name));
        });
    }
    this.#places = new Map([...places].map(([name, { position }]) => [name, Number(position)]));
    return places;
  }

  /** Those who sleep longer than until an instant, the next so many; and until when the last of them sleeps, if there are more. */
  async sleepers(
    after: Instant,
    most: number,
  ): Promise<{
    readonly sleepers: readonly { saga: string; instance: string; nextAt: Instant }[];
    readonly beyond: Instant | undefined;
  }> {
    const asleep = this.#db.selectFrom('saga_instances').where('next_at', '>', after);
    const last = await asleep
      .select('next_at')
      .orderBy('next_at')
      .limit(1)
      .offset(most - 1)
      .executeTakeFirst();
    const beyond = last?.next_at ?? undefined;
    const rows = await (beyond === undefined ? asleep : asleep.where('next_at', '<=', beyond))
      .select(['saga', 'instance', 'next_at'])
      .execute();
    const sleepers = rows.map(({ saga, instance, next_at }) => ({
      saga,
      instance,
      nextAt: next_at as Instant,
    }));
    return { sleepers, beyond };
  }

  async load(saga: string, instance: string): Promise<Remembered | undefined> {
    const row = await this.#db
      .selectFrom('saga_instances')
      .select(['state', 'fired', 'next_at'])
      .where('saga', '=', saga)
      .where('instance', '=', instance)
      .executeTakeFirst();
    return (
      row && { state: JSON.parse(row.state), fired: JSON.parse(row.fired), nextAt: row.next_at ?? undefined }
    );
  }

  async instances(saga: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('saga_instances')
      .select('instance')
      .where('saga', '=', saga)
      .execute();
    return rows.map(({ instance }) => instance);
  }

  /** What a saga has set aside, in order. */
  async parkedBy(saga: string): Promise<readonly ParkedFact[]> {
    return (await allParked(this.#db)).filter(({ reader }) => reader === readerOf(saga));
  }

  /** What changed and how far the sagas are, in one transaction. */
  async commit(
    changed: readonly {
      readonly saga: string;
      readonly instance: string;
      readonly now: Remembered | undefined;
    }[],
    positions: readonly SagaPlace[],
    parked: readonly ParkedFact[] = [],
    triedAgain: readonly ParkedFact[] = [],
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await this.#before?.(transaction as never);
      await unparkFacts(transaction, triedAgain);
      await park(transaction, parked);
      const rows: SagaTables['saga_instances'][] = [];
      for (const { saga, instance, now } of changed)
        if (now === undefined)
          await transaction
            .deleteFrom('saga_instances')
            .where('saga', '=', saga)
            .where('instance', '=', instance)
            .execute();
        else
          rows.push({
            saga,
            instance,
            state: JSON.stringify(now.state),
            fired: JSON.stringify(now.fired),
            next_at: now.nextAt ?? null,
          });
      await remember(transaction, rows);
      if (positions.length > 0) {
        await this.#assertPlaces(transaction, positions);
        await reach(transaction, positions);
      }
    });
    if (this.#places !== undefined)
      this.#places = new Map([
        ...this.#places,
        ...positions.map(({ saga, position }) => [saga, Number(position)] as const),
      ]);
  }

  async #assertPlaces(transaction: Kysely<SagaTables>, moving: readonly SagaPlace[]): Promise<void> {
    const known = this.#places;
    if (known === undefined) return;
    const stored = await transaction.selectFrom('saga_positions').select(['saga', 'position']).execute();
    for (const { saga } of moving) {
      const found = stored.find((row) => row.saga === saga)?.position;
      if (found !== known.get(saga)) throw new PlaceMoved(readerOf(saga), known.get(saga) ?? null, found);
    }
  }
}

async function reach(transaction: Kysely<SagaTables>, positions: readonly SagaPlace[]): Promise<void> {
  await transaction
    .insertInto('saga_positions')
    .values(
      positions.map(({ saga, version, position, eventId }) => ({
        saga,
        version,
        position: Number(position),
        event_id: eventId,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('saga').doUpdateSet(({ ref }) => ({
        version: ref('excluded.version'),
        position: ref('excluded.position'),
        event_id: ref('excluded.event_id'),
      })),
    )
    .execute();
}

/** Rows of one statement: many or one, so that there are two statements and not one for every number of rows. */
const AT_ONCE = 50;

async function remember(
  transaction: Kysely<SagaTables>,
  rows: readonly SagaTables['saga_instances'][],
): Promise<void> {
  for (let at = 0; at < rows.length; ) {
    const some = rows.slice(at, rows.length - at >= AT_ONCE ? at + AT_ONCE : at + 1);
    await transaction
      .insertInto('saga_instances')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['saga', 'instance']).doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          fired: ref('excluded.fired'),
          next_at: ref('excluded.next_at'),
        })),
      )
      .execute();
    at += some.length;
  }
}

async function createTables(db: Kysely<SagaTables>): Promise<void> {
  const { schema } = db;
  const text = textOf(db);
  await schema
    .createTable('saga_instances')
    .ifNotExists()
    .addColumn('saga', text, (column) => column.notNull())
    .addColumn('instance', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('fired', text, (column) => column.notNull())
    .addColumn('next_at', text)
    .addPrimaryKeyConstraint('saga_instances_key', ['saga', 'instance'])
    .execute();
  await schema
    .createTable('saga_positions')
    .ifNotExists()
    .addColumn('saga', text, (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await addColumn(db, 'saga_positions', 'event_id');
  await schema
    .createIndex('saga_sleepers')
    .ifNotExists()
    .on('saga_instances')
    .column('next_at')
    .where(sql.ref('next_at'), 'is not', null)
    .execute();
  await createParked(db);
}
