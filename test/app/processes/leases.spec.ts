import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { assertHeld, LeaseBook, LeaseLost, passOn } from '../../../app/processes/leaseBook.ts';
import { LeaseKeeper } from '../../../app/processes/leaseKeeper.ts';
import type { ReadModel } from '../../../store/readModel/sqlite.ts';
import { sharedDatabase, until } from './database.ts';

const EIGHT = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const times = { beatMs: 10, deadMs: 200 };
const keepers: LeaseKeeper[] = [];
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.stop();
});

async function keeperOn(
  { write }: ReadModel<object>,
  process: string,
  { shared = EIGHT, whole = ['sagas'] }: { shared?: readonly string[]; whole?: readonly string[] } = {},
) {
  const logger = pino({ level: 'silent' });
  const keeper = new LeaseKeeper({ book: new LeaseBook(write), process, shared, whole, logger, times });
  keepers.push(keeper);
  await keeper.start();
  return keeper;
}
const projectionsOf = ({ held }: LeaseKeeper) => EIGHT.filter((name) => held.has(name));

describe('leases', () => {
  it('are all of one process where there is only one, at once', async () => {
    const one = await keeperOn(await sharedDatabase(), 'one');
    expect([...one.held.keys()].toSorted()).toEqual([...EIGHT, 'sagas']);
  });

  it('are shared out fairly as processes come, each to one, the sagas to the first', async () => {
    const database = await sharedDatabase<object>();
    const one = await keeperOn(database, 'one');
    const two = await keeperOn(database, 'two');
    await until(() => projectionsOf(one).length === 4 && projectionsOf(two).length === 4);
    const three = await keeperOn(database, 'three');
    const all = [one, two, three];
    await until(() => all.every((each) => [2, 3].includes(projectionsOf(each).length)));
    await until(() => all.flatMap(projectionsOf).length === 8);
    expect(all.flatMap(projectionsOf).toSorted()).toEqual(EIGHT);
    expect(all.map(({ held }) => held.has('sagas'))).toEqual([true, false, false]);
  });

  it('go to the others when a process leaves, and come with a greater token', async () => {
    const database = await sharedDatabase<object>();
    const one = await keeperOn(database, 'one');
    const before = one.held.get('sagas')?.token ?? 0;
    const two = await keeperOn(database, 'two');
    await one.stop();
    await until(() => projectionsOf(two).length === 8 && two.held.has('sagas'));
    expect(two.held.get('sagas')?.token).toBeGreaterThan(before);
  });

  it('of a process that died without a word are taken when its beat has not moved for a while', async () => {
    const database = await sharedDatabase<object>();
    const book = new LeaseBook(database.write);
    await book.beat('dead', 'projections,sagas');
    const dead = await book.take('sagas', 'dead', undefined);
    const alive = await keeperOn(database, 'alive');
    expect(alive.held.has('sagas')).toBe(false);
    await until(() => alive.held.has('sagas'));
    expect(alive.held.get('sagas')?.token).toBe((dead?.token ?? 0) + 1);
  });

  it('are wanted by who runs it: one that runs no projections takes none', async () => {
    const database = await sharedDatabase<object>();
    const sagas = await keeperOn(database, 'sagas', { shared: [] });
    const projections = await keeperOn(database, 'projections', { whole: [] });
    await until(() => projectionsOf(projections).length === 8);
    expect([...sagas.held.keys()]).toEqual(['sagas']);
    expect(projections.held.has('sagas')).toBe(false);
  });

  it('that a newer program has are not wanted again', async () => {
    const database = await sharedDatabase<object>();
    const old = await keeperOn(database, 'old');
    await old.decline('a');
    const book = new LeaseBook(database.write);
    const beatOf = async () => (await book.read()).members[0]?.beat ?? 0;
    const now = await beatOf();
    await until(async () => (await beatOf()) > now + 2);
    expect(old.held.has('a')).toBe(false);
    expect((await book.read()).leases.find(({ name }) => name === 'a')?.holder).toBeNull();
  });

  it('are noticed to be gone when they were passed on', async () => {
    const database = await sharedDatabase<object>();
    const one = await keeperOn(database, 'one');
    let changes = 0;
    one.onChange(() => {
      changes += 1;
    });
    const before = one.held.get('b')?.token ?? 0;
    await passOn(database.write, 'b');
    await until(() => (one.held.get('b')?.token ?? 0) > before + 1);
    expect(changes).toBeGreaterThan(0);
  });

  it('for a while are had by one at a time', async () => {
    const database = await sharedDatabase<object>();
    const one = await keeperOn(database, 'one');
    const two = await keeperOn(database, 'two');
    const lease = await one.tryTake('rebuild a');
    expect(lease).toBeDefined();
    expect(await two.tryTake('rebuild a')).toBeUndefined();
    if (lease !== undefined) await one.release(lease);
    expect(await two.tryTake('rebuild a')).toBeDefined();
  });
});

describe('leases, where something goes wrong', () => {
  it('that were taken before the database failed in the middle of a look are told of all the same', async () => {
    const { write } = await sharedDatabase<object>();
    class Failing extends LeaseBook {
      #fails = 1;
      override async take(...asked: Parameters<LeaseBook['take']>) {
        // The first look has found the leases another's; at the second one the connection breaks after the first.
        if (asked[0] === 'a' && this.#fails-- > 0) throw new Error('ECONNRESET');
        return super.take(...asked);
      }
    }
    const book = new LeaseBook(write);
    await book.beat('dead', 'projections,sagas');
    for (const name of [...EIGHT, 'sagas']) await book.take(name, 'dead', undefined);
    const logger = pino({ level: 'silent' });
    const parts = { process: 'alive', shared: EIGHT, whole: ['sagas'], logger, times };
    const keeper = new LeaseKeeper({ book: new Failing(write), ...parts });
    keepers.push(keeper);
    const told: boolean[] = [];
    keeper.onChange(() => told.push(keeper.held.has('a')));
    await keeper.start();
    await until(() => projectionsOf(keeper).length === 8);
    // Once for the sagas, which it had when the connection broke, and once for the rest.
    await until(() => told.length === 2);
    expect(told).toEqual([false, true]);
  });

  it('that older programs leave alone are all run by the newer one, however many of the older there are', async () => {
    const database = await sharedDatabase<object>();
    const older = [await keeperOn(database, 'old'), await keeperOn(database, 'older')];
    for (const keeper of older) for (const name of EIGHT) await keeper.decline(name);
    const newer = await keeperOn(database, 'newer');
    await until(() => projectionsOf(newer).length === 8);
    expect(older.flatMap(projectionsOf)).toEqual([]);
  });

  it('for a while, of a process that died with it, are had by whoever waits for it', async () => {
    const database = await sharedDatabase<object>();
    const book = new LeaseBook(database.write);
    await book.beat('dead', '');
    await book.take('rebuild a', 'dead', undefined);
    const one = await keeperOn(database, 'one', { shared: [], whole: [] });
    expect(await one.tryTake('rebuild a')).toBeUndefined();
    expect(await one.takeSoon('rebuild a')).toMatchObject({ holder: 'one' });
    const two = await keeperOn(database, 'two', { shared: [], whole: [] });
    expect(await two.takeSoon('rebuild a')).toBeUndefined();
  });
});

describe('promise 14: what is written under a lease', () => {
  it('is undone where it has changed hands, and stands where it has not', async () => {
    const database = await sharedDatabase<{ members: { process: string; beat: number; runs: string } }>();
    const book = new LeaseBook(database.write);
    const mine = await book.take('sagas', 'me', undefined);
    if (mine === undefined) throw new Error('There is nobody else.');
    const write = (process: string) =>
      database.write.transaction().execute(async (transaction) => {
        await transaction.insertInto('members').values({ process, beat: 1, runs: '' }).execute();
        await assertHeld(transaction, [mine]);
      });
    await write('before');
    const [seen] = (await book.read()).leases;
    expect(await book.take('sagas', 'another', seen)).toMatchObject({ token: mine.token + 1 });
    expect(await book.take('sagas', 'too late', seen)).toBeUndefined();
    await expect(write('after')).rejects.toThrow(LeaseLost);
    expect((await book.read()).members.map(({ process }) => process)).toEqual(['before']);
  });
});
