import Database from 'better-sqlite3';
import { announced } from '../../domain/calendar/calendar.ts';
import { closeClock, openClock } from '../../domain/clock/clock.ts';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { numbered } from '../appending.ts';
import { AS_OF, openDeadline } from '../deadlines.ts';
import { alertFact } from '../facts.ts';
import { type Case, type Contender, rateOf } from '../harness.ts';
import { counter } from '../numbers.ts';

/** One fact that closes a deadline and opens another: durable when it is answered. */
function fact(index: number): NewEvent {
  const clock = openDeadline(index);
  const { due: _, pauses: _p, extensions: _e, closedAt: _c, startOn: _s, startDay, ...opening } = clock;
  const next = openClock(announced, { ...opening, startDay, id: `${clock.id}/next`, startedAt: AS_OF });
  return {
    ...alertFact(index),
    event: { type: 'StepCompleted', data: { step: 'review', clocks: [closeClock(clock, AS_OF), next] } },
  };
}

/** P13: close a deadline and open one. */
export const closeAndOpenCase: Case = {
  goals: ['P13'],
  async open({ milliseconds }, scratch) {
    const files = numbered(scratch);
    const facts = Array.from({ length: 500 }, (_, index) => fact(index));
    const clocks = facts.map((_, index) => openDeadline(index));
    const ours = (atOnce: number): Contender => ({
      name: 'ours: one fact with both, appended',
      async run() {
        const store = new EmbeddedEventStore(files('ours'));
        const next = counter();
        // A deadline that is closed was opened before, in the same stream.
        const stand: (number | 'noStream')[] = facts.map(() => 'noStream');
        const append = async () => {
          const at = next() % facts.length;
          const result = await store.append(`matter-${at}`, stand[at] ?? 'noStream', [facts[at] as NewEvent]);
          if (result.kind !== 'appended') throw new Error(`matter-${at} is not at ${stand[at]}`);
          stand[at] = result.revision;
        };
        await Promise.all(facts.map(append));
        const rate = await rateOf(milliseconds, async () => {
          await Promise.all(Array.from({ length: atOnce }, append));
          return atOnce;
        });
        await store.close();
        return 1e6 / rate;
      },
    });
    const limit: Contender = {
      name: 'limit: better-sqlite3, delete and insert in one FULL transaction',
      async run() {
        const database = new Database(files('raw'));
        database.pragma('journal_mode = WAL');
        database.exec(
          'create table deadlines (id text primary key, department text, due text, data text); create index due on deadlines (due, department)',
        );
        database.pragma('synchronous = FULL');
        const remove = database.prepare('delete from deadlines where id = ?');
        const insert = database.prepare('insert into deadlines values (?, ?, ?, ?)');
        const next = counter();
        const rate = await rateOf(milliseconds, () => {
          const index = next();
          const clock = clocks[index % 500];
          database.transaction(() => {
            remove.run(`${clock?.id}/${index - 500}`);
            insert.run(`${clock?.id}/${index}`, clock?.charged, clock?.due.dueAt, JSON.stringify(clock));
          })();
          return 1;
        });
        database.close();
        return 1e6 / rate;
      },
    };
    const comparison = (atOnce: number, of: number) => ({
      goal: 'P13',
      title: `Close a deadline and open one, ${atOnce === 1 ? 'alone' : `${atOnce} at once`}`,
      unit: 'µs',
      better: 'less' as const,
      ours: ours(atOnce),
      limit,
      target: { kind: 'share' as const, of },
    });
    return { comparisons: [comparison(1, 1.1), comparison(64, 0.15)], close: async () => {} };
  },
};
