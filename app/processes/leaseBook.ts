import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * The right to be the one who runs something 租约: a projection, or the sagas. Its token grows with every change of hands,
 * and whoever writes names it, so that one who was asleep while it changed hands can write nothing (promise 14).
 */
export interface Lease {
  readonly name: string;
  readonly token: number;
  /** A database that crashed may have forgotten that a token was given; it gives it to another process then. */
  readonly holder: string;
}

/** What is written down of one lease. */
export interface LeaseRow extends Omit<Lease, 'holder'> {
  /** The process that has it; null where nobody does. */
  readonly holder: string | null;
}

/** A process that is there, as long as its beat moves. */
export interface MemberRow {
  readonly process: string;
  readonly beat: number;
  /** What it runs: `projections`, `sagas`, or both with a comma. */
  readonly runs: string;
}

interface LeaseTables {
  leases: LeaseRow;
  members: MemberRow;
}

/** Another process has this by now. No fault: what was being written is dropped, and the other one does it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  readonly lease: string;

  constructor(lease: string) {
    super(`The lease «${lease}» is another process's by now.`);
    this.lease = lease;
  }
}

/** A database or a transaction in it, whatever else it holds. */
type Database = Pick<Kysely<never>, 'isTransaction'>;
const on = (database: Database) => database as unknown as Kysely<LeaseTables>;

const locksRows = (database: Kysely<LeaseTables>) =>
  database.getExecutor().adapter instanceof PostgresAdapter;

/** Whoever writes under a lease has it locked for as long as one transaction takes. */
const LOCKED_MS = 200;
/** So long nobody stands still between two statements who is alive. */
const ASLEEP_MS = 3000;
const isLocked = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03';

/** Any number that all processes agree on: whoever makes tables does so alone. */
const MAKING_TABLES = 4_207_151;

/** Makes tables while no other process does: two that make one at once would both fail. */
export async function makingTables<Tables>(
  database: Kysely<Tables>,
  make: (transaction: Kysely<Tables>) => Promise<void>,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (locksRows(on(transaction)))
      await sql`select pg_advisory_xact_lock(${MAKING_TABLES})`.execute(transaction);
    await make(transaction);
  });
}

export async function createLeases(database: Database): Promise<void> {
  const { schema } = on(database);
  await schema
    .createTable('leases')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text')
    .addColumn('token', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('members')
    .ifNotExists()
    .addColumn('process', 'text', (column) => column.primaryKey())
    .addColumn('beat', 'bigint', (column) => column.notNull())
    .addColumn('runs', 'text', (column) => column.notNull())
    .execute();
}

/** Who is there and who has what, in the database that the read models are in. Every change is one statement. */
export class LeaseBook {
  readonly #db: Kysely<LeaseTables>;

  constructor(database: Database) {
    this.#db = on(database);
  }

  async beat(process: string, runs: string): Promise<void> {
    await this.#db
      .insertInto('members')
      .values({ process, beat: 1, runs })
      .onConflict((conflict) =>
        conflict
          .column('process')
          .doUpdateSet(({ eb, ref }) => ({ beat: eb(ref('members.beat'), '+', 1), runs })),
      )
      .execute();
  }

  async read(): Promise<{ readonly leases: readonly LeaseRow[]; readonly members: readonly MemberRow[] }> {
    const leases = await this.#db.selectFrom('leases').selectAll().execute();
    const members = await this.#db.selectFrom('members').selectAll().execute();
    return {
      leases: leases.map((lease) => ({ ...lease, token: Number(lease.token) })),
      members: members.map((member) => ({ ...member, beat: Number(member.beat) })),
    };
  }

  /** Take a lease as it was last seen; undefined where another process was faster. */
  async take(name: string, holder: string, seen: LeaseRow | undefined): Promise<Lease | undefined> {
    if (seen === undefined) {
      const { numInsertedOrUpdatedRows } = await this.#db
        .insertInto('leases')
        .values({ name, holder, token: 1 })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n ? { name, token: 1, holder } : undefined;
    }
    const token = seen.token + 1;
    const take = async (database: Kysely<LeaseTables>): Promise<Lease | undefined> => {
      const { numUpdatedRows } = await database
        .updateTable('leases')
        .set({ holder, token })
        .where('name', '=', name)
        .where('token', '=', seen.token)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n ? { name, token, holder } : undefined;
    };
    if (!locksRows(this.#db)) return take(this.#db);
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        await sql`set local lock_timeout = ${sql.lit(LOCKED_MS)}`.execute(transaction);
        return take(transaction);
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
      await this.#endSleepers();
      return undefined;
    }
  }

  /**
   * A process that was stopped, or cut off, in the middle of a transaction keeps what it was writing under locked: for as
   * long as the server does not notice, which may be minutes. Whoever finds it like that ends its session.
   */
  async #endSleepers(): Promise<void> {
    await sql`
      select pg_terminate_backend(session.pid)
      from pg_catalog.pg_locks held join pg_catalog.pg_stat_activity session on session.pid = held.pid
      where held.relation = 'leases'::regclass and held.mode = 'RowShareLock'
        and session.state = 'idle in transaction'
        and session.state_change < clock_timestamp() - ${sql.lit(`${ASLEEP_MS} milliseconds`)}::interval`.execute(
      this.#db,
    );
  }

  /** Let go of it: nothing more can be written under it, and whoever wants it need not wait. */
  async release({ name, token }: Lease): Promise<void> {
    await this.#db
      .updateTable('leases')
      .set({ holder: null, token: token + 1 })
      .where('name', '=', name)
      .where('token', '=', token)
      .execute();
  }

  async forget(process: string): Promise<void> {
    await this.#db.deleteFrom('members').where('process', '=', process).execute();
  }
}

/**
 * Within the transaction that writes under these leases: throws `LeaseLost` where one has changed hands, and where the
 * database has locks for rows none changes hands before the transaction has ended.
 */
export async function assertHeld(transaction: Database, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  const query = on(transaction)
    .selectFrom('leases')
    .select(['name', 'token', 'holder'])
    .where(
      'name',
      'in',
      leases.map(({ name }) => name),
    );
  const rows = await (locksRows(on(transaction)) ? query.forShare() : query).execute();
  for (const { name, token, holder } of leases)
    if (!rows.some((row) => row.name === name && Number(row.token) === token && row.holder === holder))
      throw new LeaseLost(name);
}

/** Whoever has it, has it no more from the end of this transaction on. */
export async function passOn(transaction: Database, name: string): Promise<void> {
  await on(transaction)
    .updateTable('leases')
    .set(({ eb, ref }) => ({ holder: null, token: eb(ref('token'), '+', 1) }))
    .where('name', '=', name)
    .execute();
}
