import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { Boards } from '../../../app/board/boards.ts';
import { announced } from '../../../domain/calendar/calendar.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import type { Tables } from '../../../projections/all.ts';
import { createProjector } from '../../../projections/engine.ts';
import { createQueries } from '../../../projections/queries.ts';
import type { QuerySource } from '../../../projections/query/source.ts';
import type { AlertView, DeadlineView, Page, PageRequest, Queries } from '../../../projections/views.ts';
import { onPostgres, openTestReadModel } from '../../postgres/openTestReadModel.ts';
import { unevenHistories } from '../../projections/history.ts';
import { filesIn, projections, shift, walk } from '../../projections/world.ts';
import { temporaryFolder } from '../../store/temporary.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const newFile = filesIn(folder);

/** Read models with the boards above them, and a note of every question that the boards passed on. */
async function boardsOn(file: string, clock: { now: string }) {
  const model = await openTestReadModel<Tables>(file);
  const source: QuerySource = {
    read: model.read,
    calendar: () => announced,
    calendarAt: () => announced,
    now: () => clock.now,
    ruleOf: (id) => ({ id, text: `Rule ${id}` }),
  };
  const plain = createQueries(source);
  const passedOn: string[] = [];
  const noted: Queries = {
    ...plain,
    deadlines: (...asked) => {
      passedOn.push('deadlines');
      return plain.deadlines(...asked);
    },
    overdueAlerts: (...asked) => {
      if (asked[0].kind == null) passedOn.push('overdueAlerts');
      return plain.overdueAlerts(...asked);
    },
    overdueByDepartment: (asOf) => {
      passedOn.push('overdueByDepartment');
      return plain.overdueByDepartment(asOf);
    },
  };
  const boards = new Boards(source, noted);
  const projector = createProjector(model, projections, undefined, boards);
  await projector.start();
  return { model, plain, boards, projector, passedOn };
}

/** Everything that a deadline says, as plain data. */
const deadlineOf = (view: DeadlineView) => {
  const { id, project, node, department, departmentName, kind, title, clock } = view;
  const { level, dueOn, dueAt, remainingDays, paused, provisional, closedAt } = view;
  return [
    ...[id, project, node, department, departmentName, kind, title, clock, level],
    ...[dueOn, dueAt, remainingDays, paused, provisional, closedAt],
  ];
};
const alertOf = ({ deadline, ...alert }: AlertView) => ({
  ...alert,
  deadline: deadline && deadlineOf(deadline),
});
const said = <View>({ edges, ...page }: Page<View>, show: (view: View) => unknown) => ({
  ...page,
  edges: edges.map(({ cursor, node }) => ({ cursor, node: show(node) })),
});

const DEPARTMENTS = [null, '11532390MB0A001015', '11532390MB0A00103B'];
const LEVELS = [null, 'GREEN', 'AMBER', 'RED', 'PURPLE'] as const;

async function agree(boards: Queries, plain: Queries, asOf: string): Promise<void> {
  expect(await boards.overdueByDepartment(asOf)).toEqual(await plain.overdueByDepartment(asOf));
  for (const department of DEPARTMENTS)
    for (const level of LEVELS) {
      const filter = { department, level };
      const deadlines = (queries: Queries) => (page: PageRequest) => queries.deadlines(filter, asOf, page);
      const alerts = (queries: Queries) => (page: PageRequest) => queries.overdueAlerts(filter, asOf, page);
      for (const first of [1, 3]) {
        const [ours, theirs] = [await walk(deadlines(boards), first), await walk(deadlines(plain), first)];
        expect(ours.pages.map((page) => said(page, deadlineOf))).toEqual(
          theirs.pages.map((page) => said(page, deadlineOf)),
        );
        const [late, theirLate] = [await walk(alerts(boards), first), await walk(alerts(plain), first)];
        expect(late.pages.map((page) => said(page, alertOf))).toEqual(
          theirLate.pages.map((page) => said(page, alertOf)),
        );
      }
    }
  const before = { dueBefore: asOf };
  const page = { first: 2, after: null };
  expect(said(await boards.deadlines(before, asOf, page), deadlineOf)).toEqual(
    said(await plain.deadlines(before, asOf, page), deadlineOf),
  );
}

const inPieces = (facts: readonly Recorded[], size: number): Recorded[][] =>
  Array.from({ length: Math.ceil(facts.length / size) }, (_, at) => facts.slice(at * size, (at + 1) * size));

it(
  'capability D2: what the boards say from memory is what the read models say, after every fact and at every tick',
  () =>
    fc.assert(
      fc.asyncProperty(
        unevenHistories,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(3),
        fc.array(fc.integer({ min: 0, max: 5 * 86_400_000 }), { minLength: 1, maxLength: 4 }),
        async (facts, size, loadedAfter, steps) => {
          const clock = { now: '2026-03-02T00:00:00.000Z' };
          const { model, plain, boards, projector, passedOn } = await boardsOn(newFile(), clock);
          try {
            if (loadedAfter === 0) await boards.load();
            for (const [index, batch] of inPieces(facts, size).entries()) {
              await projector.apply(batch);
              for (const { recordedAt } of batch) if (recordedAt > clock.now) clock.now = recordedAt;
              if (index + 1 < loadedAfter) continue;
              if (index + 1 === loadedAfter) await boards.load();
              clock.now = shift(clock.now, steps[index % steps.length] ?? 0);
              if (index % 4 === 0) await agree(boards.queries, plain, clock.now);
            }
            // A history may be over before its boards are loaded.
            if (loadedAfter > Math.ceil(facts.length / size)) await boards.load();
            await agree(boards.queries, plain, clock.now);
            // Only pages that end among alerts of other kinds are the read models' business.
            expect(passedOn.filter((question) => question !== 'overdueAlerts')).toEqual([]);
          } finally {
            await model.close();
          }
        },
      ),
      { numRuns: onPostgres ? 3 : 15 },
    ),
  60_000,
);

it('is right about rows that move while it is being loaded', async () => {
  const [facts = []] = fc.sample(unevenHistories, { numRuns: 1, seed: 11 });
  const clock = {
    now: facts.reduce((latest, { recordedAt }) => (recordedAt > latest ? recordedAt : latest), ''),
  };
  const { model, plain, boards, projector } = await boardsOn(newFile(), clock);
  const half = Math.floor(facts.length / 2);
  await projector.apply(facts.slice(0, half));
  const loading = boards.load();
  for (const fact of facts.slice(half)) await projector.apply([fact]);
  await loading;
  await agree(boards.queries, plain, clock.now);
  await model.close();
});

it('passes on what it does not know: the past, the future, and what it has no order for', async () => {
  const clock = { now: '2026-06-01T00:00:00.000Z' };
  const { model, boards, projector, passedOn } = await boardsOn(newFile(), clock);
  const [facts = []] = fc.sample(unevenHistories, { numRuns: 1, seed: 7 });
  await projector.apply(facts.filter(({ recordedAt }) => recordedAt <= clock.now));
  await boards.load();
  const page = { first: 5, after: null };
  const asked = async (...[filter, asOf]: [Parameters<Queries['deadlines']>[0], string]) => {
    passedOn.length = 0;
    await boards.queries.deadlines(filter, asOf, page);
    return passedOn.length > 0;
  };
  expect(await asked({}, clock.now)).toBe(false);
  expect(await asked({}, '2026-03-03T00:00:00.000Z')).toBe(true);
  expect(await asked({}, shift(clock.now, 1))).toBe(true);
  expect(await asked({ includeClosed: true }, clock.now)).toBe(true);
  expect(await asked({ kind: 'STEP' }, clock.now)).toBe(true);
  expect(await asked({ project: 'P' }, clock.now)).toBe(true);
  await model.close();
});

it('names nobody before it has read all names: until then the read models are asked', async () => {
  const { model, boards } = await boardsOn(newFile(), { now: '2026-03-02T00:00:00.000Z' });
  expect(boards.naming).toBeUndefined();
  await boards.load();
  expect(boards.naming?.('nobody')).toBe('nobody');
  await model.close();
});
