import { describe, expect, it } from 'vitest';
import { makeSchema } from '../../api/schema/schema.ts';
import { publicViewer, type Viewer } from '../../api/viewer.ts';
import { asker, viewer } from './ask.ts';
import { fakeRuntime } from './fake.ts';
import { HOSPITAL, INTAKE, makeWorld, OFFICE, OTHER_OWNER, OWNER, PLANT, WATER } from './world.ts';

const world = makeWorld();
const runtime = fakeRuntime(world);
const ask = asker(makeSchema(runtime.slices.values()), runtime);

const owner = viewer('owner', OWNER);
const supervisor = viewer('supervisor');
const officer = viewer('officer', OFFICE);

describe('lists show what the viewer may see', () => {
  const codes = async (as: Viewer, filter = '') =>
    ask(`{ projects(orderBy: CODE_ASC ${filter}) { totalCount nodes { code } } }`, as);

  it.each([
    ['public', publicViewer, []],
    ['owner', owner, [HOSPITAL]],
    ['intermediary', viewer('intermediary', OFFICE), []],
    ['intake', viewer('intake', INTAKE), [HOSPITAL, PLANT]],
    ['officer', officer, [HOSPITAL, PLANT]],
    ['lead', viewer('lead', OFFICE), [HOSPITAL, PLANT]],
    ['operator', viewer('operator', INTAKE), []],
    ['supervisor', supervisor, [HOSPITAL, PLANT]],
    ['system', viewer('system'), [HOSPITAL, PLANT]],
    ['security', viewer('security'), [HOSPITAL, PLANT]],
    ['audit', viewer('audit'), [HOSPITAL, PLANT]],
  ] as const)('projects, as %s', async (_, as, expected) =>
    expect(await codes(as)).toEqual({
      data: { projects: { totalCount: expected.length, nodes: expected.map((code) => ({ code })) } },
      errors: undefined,
    }),
  );

  it('projects, as an owner who asks for those of another', async () =>
    expect(await codes(owner, `filter: { owner: "${OTHER_OWNER}" }`)).toMatchObject({
      data: { projects: { totalCount: 0 } },
    }));

  describe.each(['deadlines', 'overdueAlerts'])('%s', (field) => {
    const own = field === 'deadlines' ? 'id' : 'id deadline { id }';
    const ids = async (as: Viewer, filter = '') => {
      const { data, errors } = await ask(`{ ${field} ${filter} { totalCount nodes { ${own} } } }`, as);
      expect(errors).toBeUndefined();
      return (data as Record<string, { nodes: { id: string }[] }>)[field]?.nodes.map(({ id }) =>
        id.replace('alert:', ''),
      );
    };
    const [g01, g11, e01] = [`${HOSPITAL}/G01`, `${HOSPITAL}/G11`, `${PLANT}/E01`];

    it.each([
      ['public', publicViewer, []],
      ['owner', owner, [g11, g01]],
      ['intermediary', viewer('intermediary', OFFICE), []],
      ['officer', officer, [g01]],
      ['intake', viewer('intake', INTAKE), []],
      ['lead', viewer('lead', WATER), [g11, e01]],
      ['operator', viewer('operator', OFFICE), []],
      ['supervisor', supervisor, [g11, e01, g01]],
      ['system', viewer('system'), []],
      ['security', viewer('security'), []],
      ['audit', viewer('audit'), [g11, e01, g01]],
    ] as const)('as %s', async (_, as, expected) => expect(await ids(as)).toEqual(expected));

    it('of another department, as an officer', async () =>
      expect(await ids(officer, `(filter: { department: "${WATER}" })`)).toEqual([]));
    it('of a project of another, as an owner', async () =>
      expect(await ids(owner, `(filter: { project: "${PLANT}" })`)).toEqual([]));
    it('of one own project, as an owner', async () =>
      expect(await ids(owner, `(filter: { project: "${HOSPITAL}" })`)).toEqual([g11, g01]));
  });

  it('pages through the deadlines of an owner', async () => {
    const page = async (after: string) =>
      (await ask(
        `{ deadlines(first: 1 ${after}) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        owner,
      )) as unknown as {
        data: {
          deadlines: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        };
      };
    const one = await page('');
    expect(one.data.deadlines).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const two = await page(`after: "${one.data.deadlines.pageInfo.endCursor}"`);
    expect(two.data.deadlines).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect([one, two].flatMap(({ data }) => data.deadlines.nodes.map(({ id }) => id))).toEqual([
      `${HOSPITAL}/G11`,
      `${HOSPITAL}/G01`,
    ]);
  });

  it.each([
    ['public', publicViewer, 0],
    ['owner', owner, 0],
    ['officer', officer, 1],
    ['supervisor', supervisor, 1],
    ['audit', viewer('audit'), 1],
  ] as const)('overdueByDepartment, as %s', async (_, as, length) =>
    expect((await ask('{ overdueByDepartment { department red } }', as)).data).toMatchObject({
      overdueByDepartment: { length },
    }),
  );
});

describe('workQueue', () => {
  const queue = (as: Viewer, department: string) =>
    ask(`{ workQueue(department: "${department}") { totalCount } }`, as);
  it.each([
    ['its own staff', officer],
    ['a supervisor', supervisor],
  ] as const)('is open to %s', async (_, as) =>
    expect(await queue(as, OFFICE)).toEqual({ data: { workQueue: { totalCount: 1 } }, errors: undefined }),
  );
  it.each([
    ['the staff of another department', viewer('officer', WATER)],
    ['an owner', owner],
    ['the public', publicViewer],
  ] as const)('is FORBIDDEN to %s', async (_, as) =>
    expect((await queue(as, OFFICE)).errors).toMatchObject([{ code: 'FORBIDDEN' }]),
  );
});

describe('a page', () => {
  it.each([201, -1])('of %i is refused', async (first) =>
    expect((await ask(`{ agencies(first: ${first}) { totalCount } }`)).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(`«first» cannot be ${first}`) },
    ]),
  );
  it.each([0, 200])('of %i is given', async (first) =>
    expect((await ask(`{ agencies(first: ${first}) { totalCount } }`)).data).toEqual({
      agencies: { totalCount: 1 },
    }),
  );
  it('after a cursor of somewhere else is refused', async () =>
    expect((await ask('{ agencies(after: "elsewhere") { totalCount } }')).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining('«after»') },
    ]));
});
