import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { applyClockFacts, noClocks, openClock, pauseClock } from '../../domain/clock/clock.ts';
import type { ClockFact } from '../../domain/clock/facts.ts';
import { type Page, PageError, type PageRequest, type Queries } from '../../projections/views.ts';
import { G05 } from '../matter/facts.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { agencies, job, march } from '../tender/market.ts';
import { AGENCY, agencyRegistration, authority, registration, START } from './history.ts';
import { firstPage, nodesOf, readModelOf, World, walk } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const ASKED = '2026-04-01T00:00:00.000Z';
const unit = G05.authority;

/** Three deadlines for each of four starts, so that many are due at once, and two that nobody can say of when they are due. */
function manyDeadlines(world: World): void {
  const facts: ClockFact[] = [];
  for (const [at, day] of ['02', '09', '16', '30'].entries())
    for (const name of ['a', 'b', 'c'])
      facts.push(
        openClock(announced, {
          ...{ id: `${name}-${at}`, kind: 'NODE', title: name, charged: unit, project: null, node: null },
          terms: { ...G05, promised: G05.promised! },
          startedAt: `2026-03-${day}T01:00:00.000Z`,
        }),
      );
  const book = applyClockFacts(noClocks, facts);
  const pausing = { reason: 'expertReview', legalBasis: 'T10', cap: null, from: '2026-03-30T02:00:00.000Z' };
  for (const id of ['a-3', 'b-3']) facts.push(pauseClock(announced, book.get(id)!, pausing));
  world.tell('something-1', { type: 'Unheard', data: { clocks: facts } }, START);
  for (const name of ['x', 'y'])
    world.tell(
      `survey-${name}`,
      { type: 'Unheard', data: { violation: { rule: 'J1', charged: unit, text: name } } },
      START,
    );
}

const CODES = ['2603-532390-04-01-482134', '2603-532390-04-01-482159', '2603-532390-04-01-517421'];
function manyProjects(world: World): void {
  for (const code of CODES) world.accept('project', { code }, registration(code));
  const issuedAt = '2026-03-03T01:00:00.000Z';
  world.accept(
    'project',
    { code: CODES[2]! },
    { type: 'StartProject', data: { startedAt: issuedAt }, issuedAt },
  );
}

/** Jobs of two instants, a bid of one agency in each, and agencies. */
function manyJobs(world: World): void {
  for (const [at, name] of ['job-1', 'job-2', 'job-3', 'job-4'].entries()) {
    world.accept('job', { job: name }, job.publish({ job: name }, march(9, at < 2 ? '09:00' : '10:00')));
    world.accept('job', { job: name }, job.bid(AGENCY, 900, march(10)));
  }
  for (const code of agencies) world.accept('agency', { agency: code }, agencyRegistration(code));
}

/** Agents of two firms for two owners, so that neither part of the key alone names one. */
function manyMandates(world: World): void {
  for (const organization of [agencies[0], agencies[1]])
    for (const agent of ['agent-1', 'agent-2', 'zoe'])
      world.accept('mandate', { organization, agent }, authority(organization, agent));
}

type Model = Awaited<ReturnType<typeof readModelOf>>;
let full: Model;
let empty: Model;
beforeAll(async () => {
  const world = new World();
  manyDeadlines(world);
  manyProjects(world);
  manyJobs(world);
  manyMandates(world);
  full = await readModelOf(folder.file('full.db'), world.facts);
  empty = await readModelOf(folder.file('empty.db'), []);
});
afterAll(async () => {
  await full.close();
  await empty.close();
});

type Named = { id: string; job?: string } | { code: string };
type List = (queries: Queries) => (page: PageRequest) => Promise<Page<Named>>;
const lists: Readonly<Record<string, List>> = {
  deadlines: (queries) => (page) => queries.deadlines({}, ASKED, page),
  overdueAlerts: (queries) => (page) => queries.overdueAlerts({}, ASKED, page),
  workQueue: (queries) => (page) => queries.workQueue(unit, ASKED, page),
  'projects by code': (queries) => (page) => queries.projects({}, 'CODE_ASC', ASKED, page),
  'projects by start': (queries) => (page) => queries.projects({}, 'STARTED_AT_ASC', ASKED, page),
  'projects by start, latest first': (queries) => (page) =>
    queries.projects({}, 'STARTED_AT_DESC', ASKED, page),
  'projects by what remains': (queries) => (page) => queries.projects({}, 'REMAINING_ASC', ASKED, page),
  jobs: (queries) => (page) => queries.jobs({}, ASKED, page),
  agencies: (queries) => (page) => queries.agencies({}, page),
  bids: (queries) => (page) => queries.bidsOf(AGENCY, page),
  mandates: (queries) => (page) => queries.mandates({}, ASKED, page),
};
const nameOf = (view: Named) => ('code' in view ? view.code : `${view.job ?? ''} ${view.id}`);

describe.each(Object.entries(lists))('%s', (name, list) => {
  it.each([1, 2, 3, 5, 200])('gives everything once, in the same order, in pages of %i', async (first) => {
    const whole = nodesOf(await list(full.queries)(firstPage)).map(nameOf);
    const { pages, nodes } = await walk(list(full.queries), first);
    expect(nodes.map(nameOf)).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
    for (const page of pages) expect(page.totalCount).toBe(whole.length);
    expect(pages.map(({ hasPreviousPage }) => hasPreviousPage)).toEqual(pages.map((_, at) => at > 0));
    expect(pages.map(({ hasNextPage }) => hasNextPage)).toEqual(pages.map((_, at) => at < pages.length - 1));
  });

  it('is empty where there is nothing', async () =>
    expect(await list(empty.queries)(firstPage)).toEqual({
      edges: [],
      totalCount: 0,
      hasNextPage: false,
      hasPreviousPage: false,
    }));

  it('of nought objects is empty and knows that there is more', async () => {
    const { totalCount, edges, hasNextPage } = await list(full.queries)({ first: 0, after: null });
    expect([edges.length, hasNextPage]).toEqual([0, totalCount > 0]);
  });

  it('refuses a cursor of another list', async () => {
    const foreign = name === 'deadlines' ? lists['overdueAlerts'] : lists['deadlines'];
    const { edges } = await foreign!(full.queries)(firstPage);
    await expect(list(full.queries)({ first: 1, after: edges[0]!.cursor })).rejects.toThrow(PageError);
  });

  it.each(['', 'nonsense', Buffer.from('["deadlines",1]').toString('base64url'), '!!!'])(
    'refuses «%s» for a cursor',
    (after) => expect(list(full.queries)({ first: 1, after })).rejects.toThrow(PageError),
  );
});

it('deadlines come by due instant, ties by id, and last those of which nobody can say when they are due', async () => {
  const found = nodesOf(await full.queries.deadlines({ kind: 'NODE' }, ASKED, firstPage));
  const by = ['a-0', 'b-0', 'c-0', 'a-1', 'b-1', 'c-1', 'a-2', 'b-2', 'c-2', 'c-3', 'a-3', 'b-3'];
  expect(found.map(({ id }) => id)).toEqual(by);
  expect(found.slice(-2).map(({ dueAt, paused }) => [dueAt, paused])).toEqual([
    [null, true],
    [null, true],
  ]);
});

it('a work queue has the least remaining time first, and last that of which nobody knows how much remains', async () => {
  const found = nodesOf(await full.queries.workQueue(unit, ASKED, firstPage));
  const left = found.map(({ remainingDays }) => remainingDays ?? Number.POSITIVE_INFINITY);
  expect(left).toEqual(left.toSorted((a, b) => a - b));
  expect(found.at(-1)?.remainingDays).toBeNull();
});

it('deadlines before an instant leave out the instant itself and those that have none', async () => {
  const dueBefore = '2026-03-16T16:00:00.000Z';
  const found = async (instant: string) =>
    nodesOf(await full.queries.deadlines({ dueBefore: instant, kind: 'NODE' }, ASKED, firstPage));
  expect(await found(dueBefore)).toHaveLength(3);
  expect(await found('2026-03-16T16:00:00.001Z')).toHaveLength(6);
  expect(await found('9999-12-31T23:59:59.999Z')).toHaveLength(10);
});

it('alerts come by due instant, and behind them the violations', async () => {
  const found = nodesOf(await full.queries.overdueAlerts({}, ASKED, firstPage));
  expect(found.map(({ kind }) => kind).join(' ')).toMatch(/^(LATE )+VIOLATION VIOLATION$/);
});

it('a page that was begun goes on where it was when something is added before it', async () => {
  const world = new World();
  manyDeadlines(world);
  const model = await readModelOf(folder.file('moving.db'), world.facts);
  const ask = (page: PageRequest) => model.queries.deadlines({}, ASKED, page);
  const begun = await ask({ first: 4, after: null });
  const clocks = [
    openClock(announced, {
      ...{ id: '0-0', kind: 'NODE', title: 'new', charged: unit, project: null, node: null },
      terms: { ...G05, promised: G05.promised! },
      startedAt: START,
    }),
  ];
  world.tell('something-2', { type: 'Unheard', data: { clocks } }, START);
  await model.projector.apply(world.facts);
  const rest = await ask({ first: 200, after: begun.edges.at(-1)!.cursor });
  expect(nodesOf(rest).map(({ id }) => id)[0]).toBe('b-1');
  expect([begun.totalCount, rest.totalCount]).toEqual([12, 13]);
  await model.close();
});
