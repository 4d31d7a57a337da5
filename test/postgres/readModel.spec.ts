import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPassingFault } from '../../store/readModel/faults.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import { shownPostgresUrl } from '../../store/readModel/postgresUrl.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { hasPostgres, isOwnServer } from './cluster.ts';
import { schemaFor } from './openTestReadModel.ts';

interface Tables {
  note: { id: number; text: string };
}

const opened: ReadModel<Tables>[] = [];
async function open(url: string): Promise<ReadModel<Tables>> {
  const model = await openReadModelAt<Tables>(url);
  opened.push(model);
  return model;
}
const makeNotes = ({ write }: ReadModel<Tables>) =>
  write.schema
    .createTable('note')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('text', 'text')
    .execute();

describe.skipIf(!hasPostgres())('read models on PostgreSQL', () => {
  let url: string;
  let model: ReadModel<Tables>;
  beforeEach(async () => {
    url = await schemaFor(randomUUID());
    model = await open(url);
    await makeNotes(model);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  const notes = (database: Kysely<Tables>) => database.selectFrom('note').selectAll().execute();
  const note = (database: Kysely<Tables>, id: number, text = 'a') =>
    database.insertInto('note').values({ id, text }).execute();

  it('are kept when they are closed and opened again, and whole numbers are numbers', async () => {
    await note(model.write, Number.MAX_SAFE_INTEGER, '受理');
    const again = await open(url);
    expect(await notes(again.read)).toEqual([{ id: Number.MAX_SAFE_INTEGER, text: '受理' }]);
  });

  it('are read as they were committed while a transaction is open, and nobody waits for it', async () => {
    await model.write.transaction().execute(async (transaction) => {
      await note(transaction, 1);
      expect(await notes(model.read)).toEqual([]);
    });
    expect(await notes(model.read)).toHaveLength(1);
  });

  it('are read by several at the same time', async () => {
    await model.read.transaction().execute(async (first) => {
      await model.read.transaction().execute(async (second) => {
        expect([await notes(first), await notes(second)]).toEqual([[], []]);
      });
    });
  });

  it('stay for a reader as they were when it began', async () => {
    await model.read
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (reading) => {
        expect(await notes(reading)).toEqual([]);
        await note(model.write, 1);
        expect(await notes(reading)).toEqual([]);
      });
  });

  it('cannot be written through a reader', async () => {
    await expect(note(model.read, 1)).rejects.toThrow('read-only');
  });

  it('are opened by two processes at once, also where nothing is there yet', async () => {
    const place = await schemaFor(randomUUID());
    const both = await Promise.all([open(place), open(place)]);
    await makeNotes(both[0]);
    expect(await notes(both[1].read)).toEqual([]);
  });

  it('see no table but those of their own schema', async () => {
    const other = await open(await schemaFor(randomUUID()));
    expect(await other.read.introspection.getTables()).toEqual([]);
    expect((await model.read.introspection.getTables()).map(({ name }) => name)).toEqual(['note']);
  });

  it('hold a text that no database holds, as well as it can be said', async () => {
    await note(model.write, 1, 'a\u0000b');
    expect(await notes(model.read)).toEqual([{ id: 1, text: 'a\ufffdb' }]);
  });

  it('let nobody ask or wait for ever', async () => {
    const settings = async (database: Kysely<Tables>) =>
      (
        await sql<{ name: string; setting: string }>`select name, setting from pg_settings where name in
          ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit')
          order by name`.execute(database)
      ).rows.map(({ setting }) => setting);
    expect(await settings(model.read)).toEqual(['10000', '30000', '10000', 'on']);
    expect(await settings(model.write)).toEqual(['10000', '30000', '120000', 'off']);
  });

  describe('whose connections break', () => {
    const numberOf = async (database: Kysely<Tables>) =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database)).rows[0]?.pid;
    const end = (number: number | undefined) =>
      sql`select pg_terminate_backend(${number}::integer)`.execute(model.write);

    it('say so in a way that is told from a mistake, and are connected to again', async () => {
      const error = await model.read
        .transaction()
        .execute(async (reading) => {
          await end(await numberOf(reading));
          await notes(reading);
        })
        .catch((reason: unknown) => reason);
      expect(isPassingFault(error)).toBe(true);
      expect(await notes(model.read)).toEqual([]);
    });

    it('while nobody uses them are not missed', async () => {
      await end(await numberOf(model.read));
      await vi.waitFor(async () => expect(await notes(model.read)).toEqual([]));
    });

    it('a mistake is not taken for a fault that passes', async () => {
      const error = await sql`select nonsense`.execute(model.read).catch((reason: unknown) => reason);
      expect(isPassingFault(error)).toBe(false);
    });

    it.each(['40001', '57014', '53300', '55P03'])('%s passes', async (code) => {
      const error = await sql`do ${sql.lit(`begin raise exception 'no' using errcode = '${code}'; end`)}`
        .execute(model.write)
        .catch((reason: unknown) => new Error('What was being done failed.', { cause: reason }));
      expect(isPassingFault(error)).toBe(true);
    });
  });

  describe('whose processes tell each other', () => {
    const stop = new AbortController();
    afterEach(() => stop.abort());

    it('what is committed, and nothing that is not; and are connected again when they have been cut off', async () => {
      const heard: (string | undefined)[] = [];
      const channel = `reached ${randomUUID()}`;
      const other = await open(url);
      other.listen(channel, (payload) => heard.push(payload), stop.signal);
      await vi.waitFor(() => expect(heard).toEqual([undefined]));

      await model.write
        .transaction()
        .execute(async (transaction) => {
          await model.notify(transaction, channel, 'dropped');
          throw new Error('Nothing is kept.');
        })
        .catch(() => undefined);
      await model.write
        .transaction()
        .execute((transaction) => model.notify(transaction, channel, 'projection projects'));
      await vi.waitFor(() => expect(heard).toEqual([undefined, 'projection projects']));

      await sql`select pg_terminate_backend(pid) from pg_stat_activity where query = ${`listen "${channel}"`}`.execute(
        model.write,
      );
      await vi.waitFor(() => expect(heard).toEqual([undefined, 'projection projects', undefined]), 10_000);
      await model.notify(model.write, channel, 'again');
      await vi.waitFor(() => expect(heard.at(-1)).toBe('again'));
    });
  });

  describe('that cannot be opened say why in one line without a password', () => {
    const changed = (change: (at: URL) => void) => {
      const at = new URL(url);
      if (at.password === '') at.password = 'unasked';
      change(at);
      return at.href;
    };
    it.for<[string, (at: URL) => void, RegExp]>([
      ['nobody listens', (at) => Object.assign(at, { port: '1' }), /nobody listens there\..*ECONNREFUSED/],
      ['no such database', (at) => Object.assign(at, { pathname: '/nowhere' }), /no such database\..*3D000/],
      [
        'a wrong password',
        (at) => Object.assign(at, { password: 'wrong' }),
        /password is not accepted\..*28P01/,
      ],
      ['no name for a schema', (at) => at.searchParams.set('schema', 'a; drop'), /a schema is named by/],
      [
        'an option misspelt, without which the tables would lie elsewhere',
        (at) => at.searchParams.set('schmea', 'mine'),
        /there is no option «schmea»/,
      ],
      ['no such mode of TLS', (at) => at.searchParams.set('sslmode', 'often'), /sslmode is one of disable, /],
      [
        'no file with the authority',
        (at) => at.searchParams.set('sslrootcert', '/nowhere/ca.crt'),
        /there is no file \/nowhere\/ca\.crt \(sslrootcert\)/,
      ],
      [
        'a setting that the server does not know',
        (at) => at.searchParams.set('options', '-c nonsense=1'),
        /a setting in «options» is not known there.*42704/,
      ],
      ['no UTF8', (at) => Object.assign(at, { pathname: '/lianshen_ascii' }), /keeps its texts as SQL_ASCII/],
    ])('%s', async ([what, change, said], { skip }) => {
      skip(
        !isOwnServer && ['a wrong password', 'no UTF8'].includes(what),
        'A server of somebody else may let everybody in, and let nobody make a database.',
      );
      const ascii = what === 'no UTF8';
      if (ascii)
        await sql`create database lianshen_ascii template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'`.execute(
          model.write,
        );
      const place = changed(change);
      const error = await openReadModelAt(place).catch((reason: unknown) => reason as Error);
      if (ascii) await sql`drop database lianshen_ascii with (force)`.execute(model.write);
      expect(error).toMatchObject({
        name: 'StoreUnavailable',
        message: expect.stringMatching(said) as string,
      });
      expect((error as Error).message).not.toContain(new URL(place).password);
    });
  });
});

describe('the URL of a database as it may be shown', () => {
  it.each([
    ['postgres://u:secret@db:5432/x?sslmode=require', 'postgres://u:***@db:5432/x?sslmode=require'],
    ['postgres://db/x?password=secret', 'postgres://db/x?password=***'],
    ['postgres://u@db/x', 'postgres://u@db/x'],
    ['postgres://u:secret@:x', 'postgres://…'],
  ])('%s', (url, shown) => expect(shownPostgresUrl(url)).toBe(shown));
});
