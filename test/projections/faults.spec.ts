import { afterAll, describe, expect, it } from 'vitest';
import type { Projection } from '../../projections/engine/projection.ts';
import { createProjector } from '../../projections/engine.ts';
import { type AlertFilter, PageError } from '../../projections/views.ts';
import { openTestReadModel } from '../postgres/openTestReadModel.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { filesIn, nodesOf, projections, readModelOf, recorded, World } from './world.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const newFile = filesIn(folder);

const DAY = (day: number) => `2026-03-${String(day).padStart(2, '0')}T01:00:00.000Z`;
/** A reader that can take in nothing of a type. */
const unable: Projection = {
  name: 'unable',
  version: 1,
  tables: [],
  handle: ({ event }) => {
    if (event.type === 'Unheard') throw new Error('nobody knows it');
    return [];
  },
};
const facts = [2, 3, 4, 5].map((day) => recorded('some-1', { type: 'Unheard', data: null }, DAY(day), day));
const everything = { first: 50, after: null };

describe('promise 11: what a reader could not take in is an alert', () => {
  it('red, of nobody’s department, since it was recorded, with its reason', async () => {
    const model = await readModelOf(newFile(), facts.slice(0, 1), { of: [...projections, unable] });
    expect(nodesOf(await model.queries.overdueAlerts({}, DAY(9), everything))).toEqual([
      {
        id: 'fault/projection unable/2/some-1/Unheard',
        kind: 'FAULT',
        level: 'RED',
        raisedAt: DAY(2),
        rule: null,
        text: 'projection unable could not take in Unheard, revision 2 of some-1: nobody knows it',
        department: 'system',
        project: null,
        deadline: null,
        seenBy: null,
        note: null,
      },
    ]);
    await model.close();
  });

  it('as of an instant before it, there is none', async () => {
    const model = await readModelOf(newFile(), facts, { of: [...projections, unable] });
    const at = async (asOf: string) => (await model.queries.overdueAlerts({}, asOf, everything)).totalCount;
    expect([await at('2026-03-03T00:59:59.999Z'), await at(DAY(3)), await at(DAY(9))]).toEqual([1, 2, 4]);
    await model.close();
  });

  it.each<[AlertFilter, number]>([
    [{ kind: 'FAULT' }, 4],
    [{ level: 'RED' }, 4],
    [{ department: 'system' }, 4],
    [{ kind: 'VIOLATION' }, 0],
    [{ kind: 'LATE' }, 0],
    [{ level: 'PURPLE' }, 0],
    [{ department: '11532390MB0A001015' }, 0],
    [{ project: '2603-532390-04-01-482134' }, 0],
  ])('narrowed by %j: %i', async (filter, count) => {
    const model = await readModelOf(newFile(), facts, { of: [...projections, unable] });
    const page = await model.queries.overdueAlerts(filter, DAY(9), everything);
    expect([page.totalCount, page.edges.length]).toEqual([count, count]);
    await model.close();
  });

  it('page by page, behind the violations, each once', async () => {
    const world = new World();
    for (const [at, alert] of ['v1', 'v2'].entries())
      world.tell(
        `matter-2603-532390-04-01-482134-G0${at}`,
        {
          type: 'SecondVisitRefused',
          data: { violations: [{ rule: 'J2', charged: 'x', text: alert }] },
        },
        DAY(2),
      );
    const model = await readModelOf(newFile(), [...world.facts, ...facts.slice(1)], {
      of: [...projections, unable],
    });
    const kinds: string[] = [];
    const ids = new Set<string>();
    for (let after: string | null = null; ; ) {
      const page = await model.queries.overdueAlerts({}, DAY(9), { first: 1, after });
      for (const { node } of page.edges) {
        kinds.push(node.kind);
        ids.add(node.id);
      }
      if (!page.hasNextPage) break;
      after = page.edges.at(-1)?.cursor ?? null;
    }
    expect(kinds.slice(-3)).toEqual(['FAULT', 'FAULT', 'FAULT']);
    expect(ids.size).toBe(kinds.length);
    expect((await model.queries.overdueAlerts({}, DAY(9), everything)).totalCount).toBe(kinds.length);
    await model.close();
  });
});

it.each([
  ['nonsense'],
  ['[]'],
  ['["projection unable","2","some-1","Unheard"]'],
  ['["projection unable",2.5,"some-1","Unheard"]'],
  ['["projection unable",2,"some\\u0000","Unheard"]'],
  ['["projection unable",2,{},"Unheard"]'],
])('a cursor that nobody gave is refused: %s', async (place) => {
  const model = await readModelOf(newFile(), facts, { of: [...projections, unable] });
  const after = Buffer.from(JSON.stringify(['overdueAlerts', '~~', place])).toString('base64url');
  await expect(model.queries.overdueAlerts({}, DAY(9), { first: 1, after })).rejects.toThrow(PageError);
  await model.close();
});

it('a table of facts set aside that does not say since when is made anew', async () => {
  const file = newFile();
  const readModel = await openTestReadModel<{ parked_facts: { reader: string } }>(file);
  await readModel.write.schema
    .createTable('parked_facts')
    .addColumn('reader', 'text', (column) => column.primaryKey())
    .execute();
  await createProjector(readModel, [unable]).start();
  await readModel.close();
  const model = await readModelOf(file, facts, { of: [...projections, unable] });
  expect((await model.queries.overdueAlerts({}, DAY(9), everything)).totalCount).toBe(4);
  await model.close();
});
