import Database from 'better-sqlite3';
import { pino } from 'pino';
import { virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import type { Tables } from '../../projections/all.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { asNew } from './replay.ts';
import { factsOf, readTape } from './tape.ts';

/**
 * A process of its own: `worker.ts FOLDER HISTORY NTH WHEN` takes the facts of a recorded history into its store, one command
 * after the other from where an earlier one stopped, while read models and sagas follow. It kills itself at its NTH statement
 * that writes, in whichever of its databases, `before` or `after` the statement; 0: never. It says `done` at the end.
 */
const [folder = '', name = '', nth = '0', when = 'before'] = process.argv.slice(2);

const prepare = Database.prototype.prepare as (this: Database.Database, sql: string) => Database.Statement;
let count = 0;
Database.prototype.prepare = function (this: Database.Database, sql: string) {
  const statement = prepare.call(this, sql);
  if (!/^\s*(insert|update|delete|commit)/i.test(sql)) return statement;
  for (const verb of ['run', 'all', 'get'] as const) {
    const act = statement[verb].bind(statement);
    const counted = (...values: unknown[]) => {
      count += 1;
      const mine = count === Number(nth);
      if (mine && when === 'before') process.kill(process.pid, 'SIGKILL');
      const result = act(...values);
      if (mine) process.kill(process.pid, 'SIGKILL');
      return result;
    };
    Object.assign(statement, { [verb]: counted });
  }
  return statement;
} as typeof Database.prototype.prepare;

const tape = readTape(name);
const clock = virtualClock(factsOf(tape).at(-1)?.recordedAt ?? '');
const store = new EmbeddedEventStore(`${folder}/events.db`);
const readModel = openReadModel<Tables>(`${folder}/read.db`);
const logger = pino({ level: 'silent' });
// Sagas would act at today's instant on a history that is half told; they follow when it is whole.
const following = { store, readModel, clock, logger, timers: false };
const half = await createRuntime({ ...following, sagas: [] });
for (const { recorded } of tape.commands) {
  const [first] = recorded;
  if (first === undefined) continue;
  const expected = first.revision === 0 ? 'noStream' : first.revision - 1;
  const answer = await store.append(first.stream, expected, recorded.map(asNew));
  if (answer.kind === 'conflict') throw new Error(`${first.stream} stands at ${answer.actual}.`);
}
await half.settled();
await half.stop();
const whole = await createRuntime(following);
await whole.settled();
await whole.stop();
await readModel.close();
await store.close();
process.stdout.write(`done ${count}\n`);
