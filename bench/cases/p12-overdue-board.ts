import Database from 'better-sqlite3';
import { Boards } from '../../app/board/boards.ts';
import { OpenDeadlines } from '../../app/board/openDeadlines.ts';
import { announced } from '../../domain/calendar/calendar.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Tables } from '../../projections/all.ts';
import { FOREVER } from '../../projections/engine/table.ts';
import { createProjector } from '../../projections/engine.ts';
import { createQueries } from '../../projections/queries.ts';
import { openDeadlines } from '../../projections/query/openDeadlines.ts';
import type { QuerySource } from '../../projections/query/source.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { AS_OF, insertDeadlines } from '../deadlines.ts';
import { type Case, type Comparison, cpuMicrosecondsOf, sink } from '../harness.ts';
import { projections } from './p05-catch-up.ts';

const PAGE = 100;
/** Not now: the index in memory does not know it, and the read model is asked. */
const ANOTHER_INSTANT = new Date(Date.parse(AS_OF) + 1).toISOString();
/** The rows in force as a partial index sees them. */
const OPEN = `not (valid_to < '${FOREVER}') and closed_at is null`;

async function board(count: number, milliseconds: number, file: string) {
  const model = openReadModel<Tables>(file);
  await createProjector(model, projections()).start();
  insertDeadlines(file, count);
  const source: QuerySource = {
    read: model.read,
    calendar: () => announced,
    calendarAt: () => announced,
    now: () => AS_OF,
    nameNow: () => boards.naming,
    ruleOf,
  };
  const boards: Boards = new Boards(source, createQueries(source));
  await boards.load();
  const { queries } = boards;
  const index = new OpenDeadlines();
  for await (const rows of openDeadlines(model.read)) index.load(rows);
  const raw = new Database(file, { readonly: true });
  const latest = raw.prepare<[string, number], { id: string; data: string }>(
    `select id, data from deadlines where ${OPEN} and due_sort < ? order by due_sort, id limit ?`,
  );
  const counted = raw.prepare<[string], { department: string; late: number }>(
    `select department, count(*) as late from deadlines where ${OPEN} and due_sort < ? group by department`,
  );
  const overdue = { dueBefore: AS_OF };
  const page = { first: PAGE, after: null };
  const before = latest.all(AS_OF, PAGE).map(({ id }) => id);
  for (const asOf of [AS_OF, ANOTHER_INSTANT]) {
    const asked = await queries.deadlines(overdue, asOf, page);
    if (asked.edges.map(({ node }) => node.id).join() !== before.join())
      throw new Error(`The board of ${count} deadlines does not agree with the plain scan.`);
  }
  const departments = await queries.overdueByDepartment(AS_OF);
  const late = counted.all(AS_OF).reduce((sum, row) => sum + row.late, 0);
  if (departments.reduce((sum, { red, purple }) => sum + red + purple, 0) !== late)
    throw new Error(`The departments of ${count} deadlines do not agree with the plain count.`);

  // Beside a scan of ten rows nothing is cheap: there the goal is its bound in microseconds.
  const largest = count >= 1_000_000;
  const size = count.toLocaleString('en-US');
  const now = Date.parse(AS_OF);
  const scan = {
    name: 'limit: bare index scan and JSON.parse',
    run: () =>
      cpuMicrosecondsOf(milliseconds, () => {
        sink.value = latest.all(AS_OF, PAGE).map(({ data }) => JSON.parse(data) as unknown);
        return 1;
      }),
  };
  const comparisons: readonly Comparison[] = [
    {
      goal: 'P12',
      title: `The ${PAGE} most overdue of ${size} open deadlines, now`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: deadlines() from memory, with total, names, levels and days left when asked',
        run: () =>
          cpuMicrosecondsOf(milliseconds, async () => {
            sink.value = await queries.deadlines(overdue, AS_OF, page);
            return 1;
          }),
      },
      limit: scan,
      target: largest ? { kind: 'share', of: 0.04 } : { kind: 'bound', value: 5 },
    },
    {
      goal: 'P12',
      title: `The ${PAGE} most overdue of ${size} open deadlines, at another instant`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: deadlines() from the read model, nobody asking for the total',
        run: () =>
          cpuMicrosecondsOf(milliseconds, async () => {
            sink.value = await queries.deadlines(overdue, ANOTHER_INSTANT, { ...page, total: false });
            return 1;
          }),
      },
      limit: scan,
      target: { kind: 'share', of: 1.2 },
    },
    {
      goal: 'P12',
      title: `Overdue by department of ${size} open deadlines, now`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: overdueByDepartment() from memory, with three levels and names',
        run: () =>
          cpuMicrosecondsOf(milliseconds, async () => {
            sink.value = await queries.overdueByDepartment(AS_OF);
            return 1;
          }),
      },
      limit: {
        name: 'limit: bare index scan, counted by department',
        run: () =>
          cpuMicrosecondsOf(milliseconds, () => {
            sink.value = counted.all(AS_OF);
            return 1;
          }),
      },
      target: largest ? { kind: 'share', of: 0.0004 } : { kind: 'bound', value: 5 },
    },
    {
      goal: 'P12',
      title: `A tick with nothing due among ${size} open deadlines`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: the index let time pass',
        run: () =>
          cpuMicrosecondsOf(milliseconds, () => {
            for (let turn = 0; turn < 1000; turn += 1) sink.value = index.reach(now);
            return 1000;
          }),
      },
      limit: scan,
      target: { kind: 'bound', value: 1 },
    },
  ];
  return {
    comparisons,
    async close() {
      raw.close();
      await model.close();
    },
  };
}

/** P12: what is late now, at three sizes of the backlog. */
export const overdueCase: Case = {
  goals: ['P12'],
  async open({ quick, milliseconds }, scratch) {
    const boards: Awaited<ReturnType<typeof board>>[] = [];
    for (const count of quick ? [10, 1000] : [10, 10_000, 1_000_000])
      boards.push(await board(count, milliseconds, scratch(`board-${count}.db`)));
    return {
      comparisons: boards.flatMap(({ comparisons }) => comparisons),
      async close() {
        for (const { close } of boards) await close();
      },
    };
  },
};
