import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadModel, type ReadModel } from '../../store/readModel/sqlite.ts';
import { temporaryFolder } from './temporary.ts';

interface Tables {
  note: { id: number; text: string };
}

describe('the read-model database', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const opened: ReadModel<Tables>[] = [];
  const open = async (file: string) => {
    const model = openReadModel<Tables>(file);
    opened.push(model);
    await model.write.schema
      .createTable('note')
      .ifNotExists()
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('text', 'text')
      .execute();
    return model;
  };
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    for (const model of opened.splice(0)) await model.close();
    folder.remove();
  });

  it('keeps its rows when it is closed and opened again', async () => {
    const first = await open(folder.file('read.db'));
    await first.write.insertInto('note').values({ id: 1, text: '受理' }).execute();
    await first.close();
    const second = await open(folder.file('read.db'));
    expect(await second.read.selectFrom('note').selectAll().execute()).toEqual([{ id: 1, text: '受理' }]);
  });

  it('reads what was committed while a transaction is open, and does not wait for it', async () => {
    const model = await open(folder.file('read.db'));
    await model.write.transaction().execute(async (transaction) => {
      await transaction.insertInto('note').values({ id: 1, text: 'a' }).execute();
      expect(await model.read.selectFrom('note').selectAll().execute()).toEqual([]);
    });
    expect(await model.read.selectFrom('note').selectAll().execute()).toHaveLength(1);
  });

  it('cannot be written through its reader', async () => {
    const model = await open(folder.file('read.db'));
    await expect(model.read.insertInto('note').values({ id: 1, text: 'a' }).execute()).rejects.toThrow(
      'readonly',
    );
  });

  it('sees a column that was added after a statement was first used', async () => {
    const model = await open(folder.file('read.db'));
    await model.write.insertInto('note').values({ id: 1, text: 'a' }).execute();
    const rows = () => model.read.selectFrom('note').selectAll().execute();
    expect(await rows()).toEqual([{ id: 1, text: 'a' }]);
    await model.write.schema.alterTable('note').addColumn('more', 'text').execute();
    expect(await rows()).toEqual([{ id: 1, text: 'a', more: null }]);
  });

  it('lives in memory too, with one connection', async () => {
    const model = await open(':memory:');
    await model.write.insertInto('note').values({ id: 1, text: 'a' }).execute();
    expect(await model.read.selectFrom('note').selectAll().execute()).toHaveLength(1);
  });

  it('is refused in one clear line when it is no database', async () => {
    writeFileSync(folder.file('read.db'), 'no database '.repeat(100));
    await expect(open(folder.file('read.db'))).rejects.toThrow(/read\.db: this is not a database/);
  });
});
