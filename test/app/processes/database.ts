import { afterEach } from 'vitest';
import { createLeases, makingTables } from '../../../app/processes/leaseBook.ts';
import { SagaStore } from '../../../app/sagaStore.ts';
import { createPositions } from '../../../projections/engine/schema.ts';
import { openReadModel, type ReadModel } from '../../../store/readModel/sqlite.ts';

const opened: ReadModel<never>[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

/** One database, as several processes of a test see it, with the tables that they share. */
export async function sharedDatabase<Tables>(): Promise<ReadModel<Tables>> {
  const database = openReadModel<Tables>(':memory:');
  opened.push(database as unknown as ReadModel<never>);
  await makingTables(database.write, async (transaction) => {
    await createPositions(transaction as never);
    await SagaStore.in(transaction).createTables();
    await createLeases(transaction);
  });
  return database;
}

/** Waits until something holds; the test's own time limit ends it where it never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
