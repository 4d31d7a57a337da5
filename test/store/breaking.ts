import Database from 'better-sqlite3';
import type { OpenDatabase } from '../../store/embedded/openFile.ts';

/**
 * What breaks, and how: `kill` is SIGKILL to this very process, `eio` what SQLite says when the disk fails, `full` when
 * it has no room. At an `insert` a write fails; at a `commit` the fsync does. `after` lets the statement run first: the
 * disk has it, and the store is told that it has not.
 */
export interface Break {
  readonly how: 'kill' | 'eio' | 'full';
  readonly what: 'insert' | 'commit';
  /** The n-th of its kind, from 1. */
  readonly nth: number;
  readonly when?: 'before' | 'after';
}

const errors = { eio: { insert: 'SQLITE_IOERR_WRITE', commit: 'SQLITE_IOERR_FSYNC' }, full: 'SQLITE_FULL' };

/** The seam: a connection whose n-th statement of a kind fails. Give it to the store instead of its own opener. */
export const breakingAt =
  ({ how, what, nth, when = 'before' }: Break): OpenDatabase =>
  (file) => {
    const database = new Database(file);
    const prepare = database.prepare.bind(database) as (sql: string) => Database.Statement;
    let count = 0;
    const strike = () => {
      if (how === 'kill') process.kill(process.pid, 'SIGKILL');
      const code = how === 'full' ? errors.full : errors.eio[what];
      throw Object.assign(new Error(`struck at ${what} ${nth}`), { code });
    };
    const breaking = (sql: string) => {
      const statement = prepare(sql);
      if (!sql.startsWith(what === 'insert' ? 'insert into batches' : 'commit')) return statement;
      const run = statement.run.bind(statement);
      statement.run = (...values: unknown[]) => {
        count += 1;
        if (count === nth && when === 'before') strike();
        const result = run(...values);
        if (count === nth) strike();
        return result;
      };
      return statement;
    };
    database.prepare = breaking as typeof database.prepare;
    return database;
  };
