import { beforeEach, describe, expect, it } from 'vitest';
import type { AnySlice } from '../../api/offer.ts';
import { makeSchema } from '../../api/schema/schema.ts';
import { publicViewer, type Viewer } from '../../api/viewer.ts';
import { calendarSlice } from '../../domain/calendar/slice.ts';
import { asker, viewer } from './ask.ts';
import { fakeRuntime } from './fake.ts';
import {
  HOSPITAL,
  INTAKE,
  makeWorld,
  OFFICE,
  OTHER_OWNER,
  OWNER,
  openNode,
  record,
  type World,
} from './world.ts';

const G01 = `matter-${HOSPITAL}-G01`;
let world: World;
let ask: ReturnType<typeof asker>;
beforeEach(() => {
  world = makeWorld();
  const runtime = fakeRuntime(world, [calendarSlice as unknown as AnySlice]);
  ask = asker(makeSchema(runtime.slices.values()), runtime);
});

describe('the calendar', () => {
  const calendar = (question: string) => ask(`{ calendar { ${question} } }`);

  it.each([
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-04-30', 3, '2026-05-08'],
    ['2026-09-30', 5, '2026-10-13'],
    ['2025-12-31', 1, '2026-01-04'],
    ['2026-03-07', 5, '2026-03-13'],
  ])('adds to %s %i working days: %s', async (from, days, dueOn) =>
    expect(
      (await calendar(`addWorkingDays(from: "${from}", days: ${days}) { dueOn provisional }`)).data,
    ).toEqual({
      calendar: { addWorkingDays: { dueOn, provisional: false } },
    }),
  );
  it('says of every day why', async () =>
    expect(
      (
        await calendar(
          'addWorkingDays(from: "2026-03-06", days: 1.5) { dueOn steps { date counted amount reason } }',
        )
      ).data,
    ).toEqual({
      calendar: {
        addWorkingDays: {
          dueOn: '2026-03-10',
          steps: [
            { date: '2026-03-07', counted: false, amount: 0, reason: 'weekend' },
            { date: '2026-03-08', counted: false, amount: 0, reason: 'weekend' },
            { date: '2026-03-09', counted: true, amount: 1, reason: 'working day' },
            { date: '2026-03-10', counted: true, amount: 0.5, reason: 'working day, until 12:00' },
          ],
        },
      },
    }));
  it('marks what lies beyond its horizon', async () =>
    expect(
      (await calendar('horizon addWorkingDays(from: "2026-12-31", days: 1) { provisional }')).data,
    ).toEqual({ calendar: { horizon: '2026-12-31', addWorkingDays: { provisional: true } } }));
  it('counts, as the inverse of adding', async () =>
    expect(
      (await calendar('countWorkingDays(from: "2026-09-30", to: "2026-10-13") { days steps { counted } }'))
        .data,
    ).toMatchObject({ calendar: { countWorkingDays: { days: 5, steps: { length: 13 } } } }));
  it('counts no day up to the same day', async () =>
    expect((await calendar('countWorkingDays(from: "2026-09-30", to: "2026-09-30") { days }')).data).toEqual({
      calendar: { countWorkingDays: { days: 0 } },
    }));

  it.each([0, -1, 0.25, 2000.5, 1e9])(
    'refuses %d days, naming the argument and what is allowed',
    async (days) =>
      expect(
        (await calendar(`addWorkingDays(from: "2026-03-02", days: ${days}) { dueOn }`)).errors,
      ).toMatchObject([
        {
          code: 'BAD_USER_INPUT',
          message: expect.stringMatching(/«days».*multiple of 0.5 from 0.5 to 2000/),
        },
      ]),
  );
  it('refuses a span that runs backwards', async () =>
    expect(
      (await calendar('countWorkingDays(from: "2026-03-02", to: "2026-03-01") { days }')).errors,
    ).toMatchObject([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining('«to» cannot be 2026-03-01') },
    ]));
  it('refuses a span that nobody needs', async () =>
    expect(
      (await calendar('countWorkingDays(from: "2004-01-01", to: "2026-03-01") { days }')).errors,
    ).toMatchObject([{ code: 'BAD_USER_INPUT', message: expect.stringContaining('«to»') }]));
  it.each(['1800-01-01', '9999-12-31'])(
    'answers a day far out with a date or an error, never a bug: %s',
    async (day) => {
      const { errors = [] } = await calendar(
        `a: addWorkingDays(from: "${day}", days: 1) { dueOn } b: countWorkingDays(from: "${day}", to: "${day}") { days }`,
      );
      for (const { code } of errors) expect(code).toBe('BAD_USER_INPUT');
    },
  );
});

describe('a project by its code', () => {
  it.each([
    [
      'whose check digit is wrong',
      '2603-532390-04-01-482133',
      'The check digit of the project code is wrong',
    ],
    ['that is written otherwise', '26035323900401482134', 'A project code is written'],
    ['that is none', '', 'A project code is written'],
  ])('R23: a code %s is answered by name', async (_, code, message) =>
    expect((await ask(`{ project(code: "${code}") { code } }`)).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(`«code» cannot be ${code}: ${message}`) },
    ]),
  );
  it('R23: a code that may be one and that nobody has is null, and no error', async () =>
    expect(await ask('{ project(code: "2603-532390-04-01-482159") { code } }')).toMatchObject({
      data: { project: null },
    }));
});

describe('a node', () => {
  it('explains its due date with the rules', async () => {
    const { data } = await ask(`{ project(code: "${HOSPITAL}") { nodes {
      key dueOn dueAt provisional explanation { startedOn dueOn binding rules { id text } steps { date counted } }
    } } }`);
    expect(data).toMatchObject({
      project: {
        nodes: [
          {
            key: 'G01',
            dueOn: '2026-03-09',
            dueAt: '2026-03-09T16:00:00.000Z',
            explanation: {
              startedOn: '2026-03-02',
              dueOn: '2026-03-09',
              binding: 'PROMISED',
              steps: { length: 7 },
            },
          },
          { key: 'G02', dueOn: null, dueAt: null, provisional: false, explanation: null },
        ],
      },
    });
    expect(JSON.stringify(data)).toContain('"text":"Text of T6."');
  });
});

describe('the history of a node', () => {
  const history = (as: Viewer, stream = G01, rest = '') =>
    ask(
      `{ history(stream: "${stream}" ${rest}) { totalCount nodes { type revision position data withheld actor { subject organization roles } } pageInfo { endCursor hasNextPage } } }`,
      as,
    );
  beforeEach(() => {
    openNode(world, G01, 'MatterOpened');
    world.facts.set(G01, [
      ...(world.facts.get(G01) ?? []),
      record(
        G01,
        1,
        { type: 'CorrectionNoted', data: { note: 'x' } },
        { actor: { subject: 'clerk', organization: INTAKE, role: 'intake', onBehalfOf: null } },
      ),
    ]);
  });

  it.each([
    ['a supervisor', viewer('supervisor')],
    ['an auditor', viewer('audit')],
  ] as const)('is open to %s, with who did it', async (_, as) => {
    const { data } = await history(as);
    expect(data).toMatchObject({
      history: {
        totalCount: 2,
        nodes: [
          { type: 'MatterOpened', revision: 0, position: '1', withheld: null },
          { data: { note: 'x' }, actor: { subject: 'clerk', organization: INTAKE, roles: ['intake'] } },
        ],
      },
    });
  });
  it('goes on from a cursor', async () => {
    const supervisor = viewer('supervisor');
    const one = (await history(supervisor, G01, 'first: 1')).data as unknown as {
      history: { pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
    expect(one.history.pageInfo.hasNextPage).toBe(true);
    const two = await history(supervisor, G01, `first: 1, after: "${one.history.pageInfo.endCursor}"`);
    expect(two.data).toMatchObject({
      history: { nodes: [{ revision: 1 }], pageInfo: { hasNextPage: false } },
    });
  });

  describe('with parties', () => {
    beforeEach(() => openNode(world, G01, 'MatterOpened'));
    it.each([
      ['its owner', viewer('owner', OWNER)],
      ['its deciding unit', viewer('officer', OFFICE)],
      ['its window', viewer('intake', INTAKE)],
    ] as const)('is open to %s, without who did it', async (_, as) =>
      expect((await history(as)).data).toMatchObject({
        history: {
          totalCount: 1,
          nodes: [{ actor: { subject: null, organization: null, roles: ['system'] } }],
        },
      }),
    );
    it.each([
      ['another owner', viewer('owner', OTHER_OWNER)],
      ['another department', viewer('officer', '11532390MB0A00105H')],
      ['an intermediary without a part in it', viewer('intermediary', '91532390MA6K00302M')],
      ['the system administrator', viewer('system')],
      ['the public', publicViewer],
    ] as const)('is FORBIDDEN to %s', async (_, as) =>
      expect((await history(as)).errors).toMatchObject([{ code: 'FORBIDDEN' }]),
    );
  });

  it.each(['nothing', 'nothing-at-all', '', 'matter'])(
    'of the stream «%s», which there is not, tells strangers nothing',
    async (stream) => {
      expect((await history(viewer('owner', OWNER), stream)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
      expect((await history(viewer('supervisor'), stream)).data).toMatchObject({
        history: { totalCount: 0 },
      });
    },
  );
  it('of the calendar is open to everybody', async () =>
    expect((await history(publicViewer, 'calendar-cn')).data).toMatchObject({ history: { totalCount: 0 } }));
});
