import Database from 'better-sqlite3';
import { announced } from '../../domain/calendar/calendar.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Tables } from '../../projections/all.ts';
import { FOREVER } from '../../projections/engine/table.ts';
import { createProjector } from '../../projections/engine.ts';
import { createQueries } from '../../projections/queries.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { AS_OF, insertDeadlines } from '../deadlines.ts';
import { type Case, type Comparison, cpuMicrosecondsOf, sink } from '../harness.ts';
import { projections } from './p05-catch-up.ts';

const PAGE = 100;

async function board(count: number, milliseconds: number, file: string) {
  const model = openReadModel<Tables>(file);
  await createProjector(model, projections()).start();
  insertDeadlines(file, count);
  const queries = createQueries({
    read: model.read,
    calendar: () => announced,
    calendarAt: () => announced,
    now: () => AS_OF,
    ruleOf,
  });
  const raw = new Database(file, { readonly: true });
  const latest = raw.prepare<[string, string, number], { id: string; data: string }>(
    'select id, data from deadlines where valid_to = ? and closed_at is null and due_sort < ? order by due_sort limit ?',
  );
  const counted = raw.prepare<[string, string], { department: string; late: number }>(
    'select department, count(*) as late from deadlines where valid_to = ? and closed_at is null and due_sort < ? group by department',
  );
  const before = latest.all(FOREVER, AS_OF, PAGE);
  const asked = await queries.deadlines({ dueBefore: AS_OF }, AS_OF, { first: PAGE, after: null });
  if (asked.edges.map(({ node }) => node.id).join() !== before.map(({ id }) => id).join())
    throw new Error(`The board of ${count} deadlines does not agree with the plain scan.`);

  const size = count.toLocaleString('en-US');
  const comparisons: readonly Comparison[] = [
    {
      goal: 'P12',
      title: `The ${PAGE} most overdue of ${size} open deadlines`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: deadlines() with total, levels, names and days left',
        run: () =>
          cpuMicrosecondsOf(milliseconds, async () => {
            sink.value = await queries.deadlines({ dueBefore: AS_OF }, AS_OF, { first: PAGE, after: null });
            return 1;
          }),
      },
      limit: {
        name: 'limit: bare index scan and JSON.parse',
        run: () =>
          cpuMicrosecondsOf(milliseconds, () => {
            sink.value = latest.all(FOREVER, AS_OF, PAGE).map(({ data }) => JSON.parse(data) as unknown);
            return 1;
          }),
      },
      target: { kind: 'share', of: 0.04 },
    },
    {
      goal: 'P12',
      title: `Overdue by department of ${size} open deadlines`,
      unit: 'CPU µs',
      better: 'less',
      ours: {
        name: 'ours: overdueByDepartment() with three levels and names',
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
            sink.value = counted.all(FOREVER, AS_OF);
            return 1;
          }),
      },
      target: { kind: 'share', of: 0.0004 },
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
