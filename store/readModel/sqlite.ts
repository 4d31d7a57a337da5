import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteStatement } from 'kysely';
import { IN_MEMORY, openFile, speakingOf } from '../sqliteFile.ts';
import type { ReadModel } from './readModel.ts';

export type { ReadModel } from './readModel.ts';

/**
 * Open the read-model database. It can be rebuilt from the facts at any time, so it need not survive a power cut
 * (`synchronous=NORMAL`); it does survive the death of the process, and its rows never part from their position.
 * `:memory:` is for tests and the scenario: one connection for both, so a read there waits behind an open transaction.
 */
export function openReadModel<Tables>(file: string): ReadModel<Tables> {
  const writer = openFile(file);
  try {
    speakingOf(file, () => {
      writer.pragma('journal_mode = WAL');
      writer.pragma('synchronous = NORMAL');
      // Rows are written at random places: with the two megabytes of the default most pages are read back to be written.
      writer.pragma('cache_size = -65536');
      // And what is written again and again while the log is folded reaches the file less often.
      writer.pragma('wal_autocheckpoint = 8000');
      writer.pragma('foreign_keys = ON');
      writer.prepare('select count(*) from sqlite_schema').get();
    });
    const reader = file === IN_MEMORY ? writer : openFile(file, { readonly: true });
    const statements = new StatementCache();
    const write = kysely<Tables>(writer, statements);
    const read = reader === writer ? write : kysely<Tables>(reader, statements);
    return {
      write,
      read,
      shared: false,
      // The file has one process: there is nobody to tell.
      notify: async () => undefined,
      listen: () => undefined,
      close: async () => {
        await read.destroy();
        await write.destroy();
        reader.close();
        writer.close();
      },
    };
  } catch (error) {
    writer.close();
    throw error;
  }
}

const kysely = <Tables>(database: Database.Database, statements: StatementCache) =>
  new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: { prepare: (sql) => statements.prepare(database, sql), close: () => database.close() },
    }),
  });

/** Kysely prepares every statement anew; a prepared one is kept here, until the tables change or there are too many. */
class StatementCache {
  static readonly #most = 500;
  readonly #kept = new Map<Database.Database, Map<string, Database.Statement>>();

  prepare(database: Database.Database, sql: string): SqliteStatement {
    const kept = this.#keptOf(database);
    const found = kept.get(sql);
    if (found !== undefined && !found.busy) return found;
    const statement = database.prepare(sql);
    if (/^\s*(create|alter|drop)\b/i.test(sql)) {
      this.#kept.clear();
      return statement;
    }
    if (kept.size >= StatementCache.#most) kept.clear();
    kept.set(sql, statement);
    return statement;
  }

  #keptOf(database: Database.Database): Map<string, Database.Statement> {
    const kept = this.#kept.get(database) ?? new Map<string, Database.Statement>();
    this.#kept.set(database, kept);
    return kept;
  }
}
