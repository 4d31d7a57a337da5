import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announced, makeCalendar } from '../../domain/calendar/calendar.ts';
import { applyClockFacts, noClocks, openClock, rederiveClock } from '../../domain/clock/clock.ts';
import { closeAll, openNodeClocks } from '../../domain/clock/nodeClock.ts';
import type { AlertFilter } from '../../projections/views.ts';
import { accepted, G05, officer } from '../matter/facts.ts';
import { PROJECT, termsOf } from '../nodeTerms.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { filesIn, firstPage, nodesOf, readModelOf, shift, World } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Five working days from Monday 2026-03-02: the instants of the thresholds' table. */
const ACCEPTED = '2026-03-02T01:00:00.000Z';
const AMBER = '2026-03-06T16:00:00.000Z';
const RED = '2026-03-09T16:00:00.000Z';
const PURPLE = '2026-03-16T16:00:00.000Z';
const key = { project: PROJECT, node: 'G05' };
const id = `${PROJECT}/G05`;

const acceptedMatter = () => {
  const world = new World();
  for (const event of accepted(G05, '2026-03-02')) world.tell(`matter-${PROJECT}-G05`, event, ACCEPTED);
  return world;
};
const decide = (issuedAt: string) => ({
  type: 'DecideMatter',
  issuedAt,
  actor: officer,
  data: { outcome: 'approved', documentNumber: '1', lateness: 'Too much work.' },
});

const newFile = filesIn(folder);
const modelOf = (world: World, now?: string) =>
  readModelOf(newFile(), world.facts, now === undefined ? {} : { now });
type Model = Awaited<ReturnType<typeof modelOf>>;
const alertsAt = async ({ queries }: Model, asOf: string, filter: AlertFilter = {}) =>
  nodesOf(await queries.overdueAlerts(filter, asOf, firstPage));

describe('levels of an open deadline', () => {
  let model: Model;
  beforeAll(async () => {
    model = await modelOf(acceptedMatter());
  });
  afterAll(() => model.close());

  it.each([
    ['K3', 'AMBER', AMBER, 'GREEN'],
    ['K2', 'RED', RED, 'AMBER'],
    ['K2', 'PURPLE', PURPLE, 'RED'],
  ] as const)(
    '%s: is %s from its instant on, and one millisecond before it still is not',
    async (_, level, instant, before) => {
      const levels = async (asOf: string) =>
        nodesOf(await model.queries.deadlines({}, asOf, firstPage)).map((one) => one.level);
      expect(await levels(shift(instant, -1))).toEqual([before]);
      expect(await levels(instant)).toEqual([level]);
      expect(await levels(shift(instant, 1))).toEqual([level]);
    },
  );

  it('K3: raises no alert one millisecond before amber, and one from it on', async () => {
    expect(await alertsAt(model, shift(AMBER, -1))).toEqual([]);
    expect(await alertsAt(model, AMBER)).toMatchObject([
      {
        id: `alert/${id}`,
        kind: 'LATE',
        level: 'AMBER',
        raisedAt: AMBER,
        project: PROJECT,
        department: G05.authority,
      },
    ]);
  });

  it.each([
    ['RED', RED, RED],
    ['PURPLE', PURPLE, PURPLE],
    ['PURPLE', '2027-01-01T00:00:00.000Z', PURPLE],
  ])(
    'K2: is one alert that becomes %s, raised at that instant and not at %s',
    async (level, asOf, raisedAt) => {
      expect(await alertsAt(model, asOf)).toMatchObject([
        { id: `alert/${id}`, level, raisedAt, deadline: { id, dueAt: RED } },
      ]);
    },
  );

  it('knows nothing of it before the fact', async () => {
    expect(nodesOf(await model.queries.deadlines({}, shift(ACCEPTED, -1), firstPage))).toEqual([]);
    expect(nodesOf(await model.queries.deadlines({}, ACCEPTED, firstPage))).toHaveLength(1);
  });

  it.each([
    [{ department: G05.authority }, 1],
    [{ department: 'somebody else' }, 0],
    [{ project: PROJECT }, 1],
    [{ project: 'another' }, 0],
    [{ level: 'RED' }, 1],
    [{ level: 'AMBER' }, 0],
    [{ level: 'GREEN' }, 0],
    [{ kind: 'LATE' }, 1],
    [{ kind: 'STEP' }, 0],
    [{ kind: 'VIOLATION' }, 0],
  ] as const)('filter %j finds %i of it while it is red', async (filter, found) => {
    expect(await alertsAt(model, RED, filter)).toHaveLength(found);
  });

  it('answers the same after a restart', async () => {
    const world = acceptedMatter();
    const file = folder.file('restart.db');
    const first = await readModelOf(file, world.facts);
    const before = await alertsAt(first, RED);
    await first.close();
    const second = await readModelOf(file, []);
    expect(await alertsAt(second, RED)).toEqual(before);
    await second.close();
  });
});

describe('a closed deadline', () => {
  const late = acceptedMatter();
  late.accept('matter', key, decide(RED));
  late.accept('matter', key, { type: 'DeliverMatter', data: { channel: 'online' }, issuedAt: RED });
  const onTime = acceptedMatter();
  onTime.accept('matter', key, decide(shift(RED, -1)));

  it('leaves with its closing fact, and is still there one millisecond before', async () => {
    const model = await modelOf(late);
    expect(await alertsAt(model, shift(RED, -1))).toMatchObject([{ level: 'AMBER' }]);
    expect(await alertsAt(model, RED)).toEqual([]);
    await model.close();
  });

  it('K2: decided at the due instant it keeps red for ever, and comes back when closed ones are asked for', async () => {
    const model = await modelOf(late);
    const asOf = '2027-01-01T00:00:00.000Z';
    expect(await alertsAt(model, asOf, { includeClosed: true })).toMatchObject([
      { level: 'RED', raisedAt: RED },
    ]);
    expect(await alertsAt(model, asOf, { includeClosed: true, level: 'PURPLE' })).toEqual([]);
    const [one] = nodesOf(
      await model.queries.deadlines({ includeClosed: true, level: 'RED' }, asOf, firstPage),
    );
    expect(one).toMatchObject({ level: 'RED', closedAt: RED });
    await model.close();
  });

  it('K2: decided one millisecond earlier it is green, and there never was an alert', async () => {
    const model = await modelOf(onTime);
    expect(await alertsAt(model, PURPLE, { includeClosed: true })).toEqual([]);
    const closed = { includeClosed: true, level: 'GREEN', kind: 'NODE' } as const;
    const found = nodesOf(await model.queries.deadlines(closed, PURPLE, firstPage));
    expect(found).toMatchObject([{ level: 'GREEN' }]);
    await model.close();
  });
});

it('K5: a step is green until it is due and then amber, never more; closed late it stays amber', async () => {
  const terms = termsOf('G14');
  const world = new World();
  const clocks = openNodeClocks(announced, terms, ACCEPTED);
  world.tell(`drawings-${PROJECT}-G14`, { type: 'Unheard', data: { clocks } }, ACCEPTED);
  const step = clocks.flatMap((fact) => (fact.op === 'opened' && fact.kind === 'STEP' ? [fact] : []))[0]!;
  const due = step.due.dueAt!;
  const model = await modelOf(world);
  const steps = (asOf: string) => alertsAt(model, asOf, { kind: 'STEP' });
  expect(await steps(shift(due, -1))).toEqual([]);
  expect(await steps(due)).toMatchObject([
    { id: `alert/${step.id}`, kind: 'STEP', level: 'AMBER', raisedAt: due },
  ]);
  expect((await steps('2029-01-01T00:00:00.000Z')).map(({ level }) => level)).not.toContain('RED');

  const end = shift(due, 1);
  const closing = closeAll(applyClockFacts(noClocks, clocks), end);
  world.tell(`drawings-${PROJECT}-G14`, { type: 'Unheard', data: { clocks: closing } }, end);
  await model.projector.apply(world.facts);
  expect(await alertsAt(model, end, { kind: 'STEP' })).toEqual([]);
  const closed = await alertsAt(model, end, { kind: 'STEP', includeClosed: true });
  expect(closed).toMatchObject([{ level: 'AMBER', raisedAt: due }]);
  await model.close();
});

it('event 16: a holiday notice moves the alert with the due date; what was answered before stays true for then', async () => {
  const world = acceptedMatter();
  const days = [{ name: '临时放假', date: '2026-03-06', isOffDay: true }];
  const moved = makeCalendar([{ year: 2026, papers: [], days }]);
  const told = '2026-03-05T01:00:00.000Z';
  const opened = accepted(G05, '2026-03-02').flatMap(({ data }) =>
    'clocks' in data ? (data.clocks as never[]) : [],
  );
  const clock = applyClockFacts(noClocks, opened).get(id)!;
  const fact = rederiveClock(moved, clock, '2026');
  world.tell(
    `matter-${PROJECT}-G05`,
    { type: 'DeadlineRederived', data: { notice: '2026', clocks: [fact] } },
    told,
  );
  const model = await modelOf(world);
  const before = nodesOf(await model.queries.deadlines({}, shift(told, -1), firstPage));
  const after = nodesOf(await model.queries.deadlines({}, told, firstPage));
  expect([before[0]?.dueAt, after[0]?.dueAt]).toEqual([RED, '2026-03-10T16:00:00.000Z']);
  expect(await alertsAt(model, RED, { level: 'RED' })).toEqual([]);
  expect(await alertsAt(model, '2026-03-10T16:00:00.000Z', { level: 'RED' })).toHaveLength(1);
  await model.close();
});

describe('a violation', () => {
  const broken = '2026-03-04T02:00:00.000Z';
  const violation = { rule: 'J1', charged: G05.authority, text: 'A second visit was asked for.' };
  const world = acceptedMatter();
  world.tell(`survey-${PROJECT}-G02`, { type: 'SecondVisitRefused', data: { violation } }, broken);
  const alert = `violation/survey-${PROJECT}-G02@0`;

  it('J1: is red from its fact on, has no deadline, and stays behind all that is late', async () => {
    const model = await modelOf(world);
    expect(await alertsAt(model, shift(broken, -1))).toEqual([]);
    expect(await alertsAt(model, broken)).toMatchObject([
      {
        id: alert,
        kind: 'VIOLATION',
        level: 'RED',
        raisedAt: broken,
        rule: { id: 'J1' },
        project: PROJECT,
        deadline: null,
      },
    ]);
    expect((await alertsAt(model, PURPLE)).map(({ kind }) => kind)).toEqual(['LATE', 'VIOLATION']);
    await model.close();
  });

  it.each([
    [{ kind: 'VIOLATION' }, 1],
    [{ level: 'RED' }, 1],
    [{ level: 'PURPLE' }, 0],
    [{ department: 'somebody else' }, 0],
    [{ project: 'another' }, 0],
  ] as const)('filter %j finds %i of it', async (filter, found) => {
    const model = await modelOf(world);
    expect(await alertsAt(model, broken, filter)).toHaveLength(found);
    await model.close();
  });

  it('is seen by a supervisor from the fact of that on', async () => {
    const seenAt = '2026-03-05T01:00:00.000Z';
    const seen = { type: 'AlertSeen', data: { alert, by: 'supervisor-1', note: '已核查', seenAt } };
    const told = new World();
    for (const fact of world.facts) told.tell(fact.stream, fact.event, fact.recordedAt);
    told.tell(`alert-${alert}`, seen, seenAt);
    const model = await modelOf(told);
    expect(await alertsAt(model, shift(seenAt, -1))).toMatchObject([{ seenBy: null, note: null }]);
    expect(await alertsAt(model, seenAt)).toMatchObject([{ seenBy: 'supervisor-1', note: '已核查' }]);
    await model.close();
  });
});

describe('by department', () => {
  it('K2: counts what is open, green included, and each level apart', async () => {
    const world = acceptedMatter();
    const limit = (name: string, startedAt: string) =>
      openClock(announced, {
        ...{
          id: name,
          kind: 'NODE',
          title: name,
          charged: G05.authority,
          project: null,
          node: null,
          startedAt,
        },
        terms: { ...G05, promised: G05.promised! },
      });
    const clocks = [limit('later', '2026-03-09T01:00:00.000Z'), limit('latest', '2026-03-16T01:00:00.000Z')];
    world.tell('something-1', { type: 'Unheard', data: { clocks } }, ACCEPTED);
    const model = await modelOf(world);
    expect(await model.queries.overdueByDepartment(PURPLE)).toEqual([
      { department: G05.authority, departmentName: G05.authorityName, open: 3, amber: 0, red: 1, purple: 1 },
    ]);
    const queue = nodesOf(await model.queries.workQueue(G05.authority, PURPLE, firstPage));
    expect(queue.map((one) => one.id)).toEqual([id, 'later', 'latest']);
    expect(queue.map(({ remainingDays }) => remainingDays)).toEqual([-5, 0, 5]);
    expect(nodesOf(await model.queries.workQueue('somebody else', PURPLE, firstPage))).toEqual([]);
    await model.close();
  });
});

it('asked about now, what was recorded ahead of a clock that went back is seen', async () => {
  const model = await modelOf(acceptedMatter(), shift(ACCEPTED, -1000));
  expect(nodesOf(await model.queries.deadlines({}, shift(ACCEPTED, -1000), firstPage))).toHaveLength(1);
  expect(nodesOf(await model.queries.deadlines({}, shift(ACCEPTED, -1001), firstPage))).toEqual([]);
  await model.close();
});
