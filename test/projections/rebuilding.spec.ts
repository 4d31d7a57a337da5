import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../../app/readModels.ts';
import { rebuildProjection } from '../../app/rebuildProjection.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { accepted, G05 } from '../matter/facts.ts';
import { PROJECT } from '../nodeTerms.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { dump, filesIn, nodesOf, projections, readModelOf, recorded, World } from './world.ts';

const folder = temporaryFolder();
const newFile = filesIn(folder);
afterAll(() => folder.remove());

const ACCEPTED = '2026-03-02T01:00:00.000Z';
const log = (facts: readonly Recorded[]) => ({
  head: async () => facts.at(-1)?.position ?? ('start' as const),
  readAll: async (after: bigint | 'start', limit: number) =>
    facts.filter(({ position }) => after === 'start' || position > after).slice(0, limit),
  at: async (position: bigint) => facts.find((fact) => fact.position === position),
});
const deadlines = readModels.find(({ name }) => name === 'deadlines')!;
const everything = { first: 50, after: null };

describe('a projection is folded anew', () => {
  const world = new World();
  beforeAll(() => {
    for (const event of accepted(G05, '2026-03-02')) world.tell(`matter-${PROJECT}-G05`, event, ACCEPTED);
  });
  const open = () => readModelOf(newFile(), world.facts);
  type Model = Awaited<ReturnType<typeof open>>;
  const again = (model: Model, facts: readonly Recorded[], stamp: string) =>
    rebuildProjection({ log: log(facts), readModel: model.readModel, projection: deadlines, stamp });
  const ask = async ({ queries }: Model) => nodesOf(await queries.deadlines({}, ACCEPTED, everything));

  it('and is the same to the byte, time after time, and goes on from there', async () => {
    const model = await open();
    const before = await dump(model.readModel.read);
    for (const stamp of ['a', 'b']) {
      expect(await again(model, world.facts, stamp)).toBe(world.facts.length);
      expect(await dump(model.readModel.read)).toBe(before);
    }
    await model.projector.start();
    expect(model.projector.position()).toBe(world.facts.at(-1)?.position);
    expect(await ask(model)).toHaveLength(1);
    await model.close();
  });

  it('and mends rows that were wrong, and no fact is set aside any more', async () => {
    const model = await open();
    const before = await dump(model.readModel.read);
    await model.readModel.write.deleteFrom('deadlines').execute();
    await model.readModel.write
      .insertInto('parked_facts')
      .values({
        reader: 'projection deadlines',
        position: 1,
        stream: 's',
        revision: 0,
        type: 'x',
        reason: 'an old bug',
        since: ACCEPTED,
      })
      .execute();
    await again(model, world.facts, 'a');
    expect(await dump(model.readModel.read)).toBe(before);
    expect((await model.queries.overdueAlerts({ kind: 'FAULT' }, ACCEPTED, everything)).totalCount).toBe(0);
    await model.close();
  });

  it('stops loudly at a fact that it cannot take, and what was read before is read on', async () => {
    const model = await open();
    const before = await dump(model.readModel.read);
    const unheard = recorded(`matter-${PROJECT}-G05`, { type: 'Unheard', data: null }, ACCEPTED, 100);
    await expect(again(model, [...world.facts, unheard], 'a')).rejects.toThrow(/stopped at Unheard/);
    expect(await dump(model.readModel.read)).toBe(before);
    expect(await ask(model)).toHaveLength(1);
    const tables = (await model.readModel.read.introspection.getTables()).map(({ name }) => name);
    expect(tables.filter((name) => name.includes('rebuild'))).toEqual([]);
    await model.close();
  });

  it('clears away what an interrupted one has left', async () => {
    const model = await open();
    await model.readModel.write.schema.createTable('deadlines_rebuild_old').addColumn('x', 'text').execute();
    await again(model, world.facts, 'a');
    const tables = (await model.readModel.read.introspection.getTables()).map(({ name }) => name);
    expect(tables.filter((name) => name.includes('rebuild'))).toEqual([]);
    await model.close();
  });

  it('and does not take the place of rows that hold a fact more, which somebody has read already', async () => {
    const [last] = world.facts.slice(-1) as [Recorded];
    const before = world.facts.slice(0, -1);
    const model = await readModelOf(newFile(), before);
    let told = false;
    const growing = {
      ...log(world.facts),
      readAll: async (after: bigint | 'start', limit: number) => {
        const found = await log(told ? world.facts : before).readAll(after, limit);
        if (found.length > 0 || told) return found;
        // Just now it is recorded, and folded on by who runs the old rows.
        told = true;
        await model.projector.apply([last]);
        return [];
      },
    };
    const { readModel } = model;
    await rebuildProjection({ log: growing, readModel, projection: deadlines, stamp: 'a' });
    const [place] = await readModel.read
      .selectFrom('projection_positions' as never)
      .select(['position' as never])
      .where('name' as never, '=', 'deadlines' as never)
      .execute();
    expect(place).toEqual({ position: Number(last.position) });
    await model.close();
  });

  it('promise 17: from the first fact where an interrupted one was of another history', async () => {
    const model = await open();
    const dying = {
      ...log(world.facts),
      readAll: async (after: bigint | 'start') => {
        if (after !== 'start') throw new Error('The process dies.');
        return world.facts.slice(0, 1);
      },
    };
    const { readModel } = model;
    const parts = { readModel, projection: deadlines, stamp: 'v2' };
    await expect(rebuildProjection({ ...parts, log: dying })).rejects.toThrow('dies');
    const others = world.facts.map((fact) => ({ ...fact, eventId: `another-${fact.eventId}` }));
    expect(await rebuildProjection({ ...parts, log: log(others) })).toBe(others.length);
    await model.close();
  });

  it('is every projection of the runtime', () =>
    expect(readModels.map(({ name }) => name)).toEqual(projections.map(({ name }) => name)));
});
