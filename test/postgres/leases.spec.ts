import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  assertHeld,
  createLeases,
  LeaseBook,
  LeaseLost,
  makingTables,
} from '../../app/processes/leaseBook.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { until } from '../app/processes/database.ts';
import { hasPostgres } from './cluster.ts';
import { dropSchemas, schemaFor } from './openTestReadModel.ts';

const opened: ReadModel<object>[] = [];
afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
});
afterAll(dropSchemas);

/** A process of its own on one schema. */
async function processOn(name: string) {
  const model = await openReadModelAt<object>(await schemaFor(name));
  opened.push(model);
  await makingTables(model.write, createLeases);
  return { write: model.write, book: new LeaseBook(model.write) };
}

describe.skipIf(!hasPostgres())(
  'promise 14: a process that is stopped in the middle of a transaction',
  () => {
    it('keeps nobody from taking over, and commits nothing when it wakes up', {
      timeout: 60_000,
    }, async () => {
      const [asleep, other] = [await processOn('leases asleep'), await processOn('leases asleep')];
      const mine = await asleep.book.take('sagas', 'asleep', undefined);
      if (mine === undefined) throw new Error('There is nobody else.');
      const wake = Promise.withResolvers<void>();
      const checked = Promise.withResolvers<void>();
      const writing = asleep.write.transaction().execute(async (transaction) => {
        await assertHeld(transaction, [mine]);
        checked.resolve();
        await wake.promise;
        await new LeaseBook(transaction).beat('asleep', 'written after it lost the lease');
      });
      writing.catch(() => undefined);
      await checked.promise;

      // Meanwhile every look ends soon, so that whoever looks goes on saying that it is there.
      const [seen] = (await other.book.read()).leases;
      let looks = 0;
      await until(async () => {
        looks += 1;
        await other.book.beat('other', '');
        return (await other.book.take('sagas', 'other', seen)) !== undefined;
      });
      expect(looks).toBeGreaterThan(1);
      wake.resolve();
      await expect(writing).rejects.toThrow();
      expect((await other.book.read()).members.map(({ process }) => process)).toEqual(['other']);
      await expect(
        asleep.write.transaction().execute((transaction) => assertHeld(transaction, [mine])),
      ).rejects.toThrow(LeaseLost);
    });
  },
);
