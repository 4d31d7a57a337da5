import Database from 'better-sqlite3';
import { announced } from '../domain/calendar/calendar.ts';
import { addDays, atTime } from '../domain/calendar/day.ts';
import { applyClockFacts, type Clock, openClock } from '../domain/clock/clock.ts';
import { noClocks } from '../domain/clock/clockBook.ts';
import { FOREVER } from '../projections/engine/table.ts';
import { deadlines } from '../projections/handlers/deadlines.ts';

/** About 8 % of the deadlines are late at this instant. */
export const AS_OF = atTime('2026-06-15', '12:00');
const DEPARTMENTS = 31;

/** An open limit as the clock module makes it; they begin over half a year. */
export function openDeadline(index: number): Clock {
  const project = `2603-${100_000 + Math.floor(index / 10)}-04-01-482134`;
  const fact = openClock(announced, {
    id: `${project}/G${index % 10}`,
    kind: 'NODE',
    title: '环境影响评价审批',
    charged: `11532390MB0A001${String(index % DEPARTMENTS).padStart(3, '0')}`,
    project,
    node: `G${index % 10}`,
    terms: {
      promised: { days: 10, unit: 'workingDay' },
      statutory: { days: 20, unit: 'workingDay' },
      pausePolicy: 'exclude',
      thresholds: { amberShare: 0.9, amberBefore: 1, purpleFactor: 2, purpleAfter: 5 },
      closesAt: null,
      rules: ['T6'],
    },
    startedAt: atTime(addDays('2026-05-20', (index * 7919) % 180), '09:00'),
  });
  const [clock] = applyClockFacts(noClocks, [fact]).values();
  if (clock === undefined) throw new Error('Unreachable: the clock was opened.');
  return clock;
}

/** Rows of the read model as its projection writes them, put there directly: a million of them take seconds, not minutes. */
export function insertDeadlines(file: string, count: number): void {
  const database = new Database(file);
  const cells = Object.keys(deadlines.columns);
  const columns = ['id', ...cells, 'data', 'valid_from', 'valid_to'];
  const insert = database.prepare(
    `insert into deadlines (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  database.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const clock = openDeadline(index);
      const row: Readonly<Record<string, string | number | null>> = deadlines.cells(clock);
      insert.run(
        clock.id,
        ...cells.map((column) => row[column] ?? null),
        JSON.stringify(clock),
        clock.startedAt,
        FOREVER,
      );
    }
  })();
  database.close();
}
