import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital } from '../../app/simulation/reference.ts';
import { alertOn, countedOf, justBefore, nodeAt } from '../journey/reading.ts';
import { openWorld, type World } from '../journey/world.ts';
import { temporaryFolder } from '../store/temporary.ts';

const folder = temporaryFolder();
const leap = hospital.code;
const common = '2603-532390-04-01-482159';
let world: World;
beforeAll(async () => {
  const scripts = [
    { ...hospital, code: common, registeredAt: '2027-02-24T01:00:00.000Z', stalled: ['G01'] },
    { ...hospital, code: leap, registeredAt: '2028-02-25T01:00:00.000Z', stalled: ['G01'] },
  ];
  world = await openWorld(folder, '2027-02-24T01:00:00.000Z');
  await world.play(scripts.map(projectPlayer), scripts.map(registrationOf), '2028-03-20T00:00:00.000Z');
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('promise 13: a leap day', () => {
  it('29 February 2028, a Tuesday, counts like any other', async () => {
    const node = await nodeAt(world, leap, 'G01');
    expect(countedOf(node).slice(0, 5)).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
      '2028-03-02',
      '2028-03-03',
    ]);
    expect(node).toMatchObject({ dueOn: '2028-03-03', dueAt: '2028-03-03T16:00:00.000Z' });
  });

  it('and is not there a year before', async () => {
    const node = await nodeAt(world, common, 'G01');
    expect(countedOf(node).slice(0, 5)).toEqual([
      '2027-02-25',
      '2027-02-26',
      '2027-03-01',
      '2027-03-02',
      '2027-03-03',
    ]);
    expect(node.dueOn).toBe('2027-03-03');
  });

  it('alerts come at the instants of those days, and not a millisecond earlier', async () => {
    const at = (asOf: string) => alertOn(world, `${leap}/G01`, { project: leap }, asOf);
    for (const [instant, level] of [
      ['2028-03-02T16:00:00.000Z', 'AMBER'],
      ['2028-03-03T16:00:00.000Z', 'RED'],
    ] as const) {
      expect((await at(justBefore(instant)))?.level).not.toBe(level);
      expect(await at(instant)).toMatchObject({ level, raisedAt: instant });
    }
  });

  it.each(['2028-02-28T16:00:00.000Z', '2028-02-29T15:59:59.999Z', '2028-02-29T16:00:00.000Z'])(
    'asked as of %s, everybody is answered',
    async (asOf) => expect((await nodeAt(world, leap, 'G01', asOf)).level).toBe('GREEN'),
  );
});
