import { expect, it } from 'vitest';
import { assertHeld, createLeases, LeaseBook, makingTables } from '../../app/processes/leaseBook.ts';
import { passing } from '../../cli/passing.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { temporaryFolder } from '../store/temporary.ts';

it('a file of read models that another process was writing is written later, where several share one store', async () => {
  const folder = temporaryFolder();
  const [one, two] = [
    openReadModel<object>(folder.file('read.db')),
    openReadModel<object>(folder.file('read.db')),
  ];
  await makingTables(one.write, createLeases);
  const lease = await new LeaseBook(one.write).take('sagas', 'one', undefined);
  if (lease === undefined) throw new Error('There is nobody else.');
  const failure = await one.write
    .transaction()
    .execute(async (transaction) => {
      await assertHeld(transaction, [lease]);
      await new LeaseBook(two.write).beat('two', '');
      await new LeaseBook(transaction).beat('one', '');
    })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'SQLITE_BUSY_SNAPSHOT' });
  expect(passing({ ...memoryEventStore(), shared: true })(failure)).toBe(true);
  expect(passing(memoryEventStore())(failure)).toBe(false);
  await one.close();
  await two.close();
  folder.remove();
});
