import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Preloaded into a server: while the file DIE_AT_COMMIT is there, the next commit of facts is the last thing that the process
 * does: `before` it reaches the disk, or `after` it has and nobody was answered.
 */
const armed = process.env['DIE_AT_COMMIT'] ?? '';
const prepare = Database.prototype.prepare as (this: Database.Database, sql: string) => Database.Statement;

Database.prototype.prepare = function (this: Database.Database, sql: string) {
  const statement = prepare.call(this, sql);
  if (sql !== 'commit' || !this.name.endsWith('events.db')) return statement;
  const run = statement.run.bind(statement);
  statement.run = (...values: unknown[]) => {
    const when = existsSync(armed) ? readFileSync(armed, 'utf8') : '';
    if (when === 'before') process.kill(process.pid, 'SIGKILL');
    const result = run(...values);
    if (when === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  return statement;
} as typeof Database.prototype.prepare;
