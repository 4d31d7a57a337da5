import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { LAYOUT } from '../../store/embedded/layout.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { fact } from './facts.ts';
import { startWriter } from './processes.ts';
import { temporaryFolder } from './temporary.ts';

describe('the file of the embedded store', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  const stores: EmbeddedEventStore[] = [];

  beforeEach(() => {
    folder = temporaryFolder();
    file = folder.file('events.db');
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    folder.remove();
  });

  const open = (opener?: (name: string) => Database.Database) => {
    const store = new EmbeddedEventStore(file, opener);
    stores.push(store);
    return store;
  };
  const append = (store: EmbeddedEventStore, stream: string) =>
    store.append(stream, 'noStream', [fact(randomUUID())]);
  const refusal = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect((error as Error).message).toMatch(/^\S+\.db: [^\n]+$/);
      return (error as Error).message;
    }
    return expect.unreachable('it was opened');
  };

  describe('is durable', () => {
    const synchronous = async () => {
      let database: Database.Database | undefined;
      const store = open((name) => {
        database = new Database(name);
        return database;
      });
      await append(store, `s-${randomUUID()}`);
      await store.readAll('start', 10);
      const mode = database?.pragma('synchronous', { simple: true });
      await store.close();
      return mode;
    };

    it('with synchronous FULL after reading and writing, when it is new and when it is opened again', async () => {
      expect(await synchronous()).toBe(2);
      expect(await synchronous()).toBe(2);
    });

    it('or is not opened: a connection that stays at NORMAL is refused', async () => {
      await open().close();
      const stubborn = (name: string) => {
        const database = new Database(name);
        const pragma = database.pragma.bind(database);
        database.pragma = (source, options) => (/synchronous *=/.test(source) ? [] : pragma(source, options));
        return database;
      };
      expect(refusal(() => open(stubborn))).toContain('synchronous is 1 and not FULL');
    });
  });

  describe('commits in groups', () => {
    const counting = () => {
      const log: string[] = [];
      const store = open((name) => new Database(name, { verbose: (sql) => log.push(String(sql)) }));
      return { store, log, commits: () => log.filter((sql) => sql === 'commit').length };
    };

    it('all appends of one turn in one transaction', async () => {
      const { store, commits } = counting();
      const before = commits();
      await Promise.all(Array.from({ length: 64 }, (_, i) => append(store, `s-${i}`)));
      expect(commits() - before).toBe(1);
    });

    it('each alone where each waits for the one before', async () => {
      const { store, commits } = counting();
      const before = commits();
      for (let i = 0; i < 5; i += 1) await append(store, `s-${i}`);
      expect(commits() - before).toBe(5);
    });

    it('nothing where every append is a conflict', async () => {
      const { store, commits } = counting();
      await append(store, 's');
      const before = commits();
      expect((await Promise.all([append(store, 's'), append(store, 's')])).map(({ kind }) => kind)).toEqual([
        'conflict',
        'conflict',
      ]);
      expect(commits() - before).toBe(0);
    });

    it('and answers nobody before, not even with a conflict', async () => {
      const { store, log } = counting();
      await Promise.all(
        ['s', 's', 't'].map(async (stream) => {
          await append(store, stream);
          log.push('answer');
        }),
      );
      expect(log.slice(log.lastIndexOf('commit'))).toEqual(['commit', 'answer', 'answer', 'answer']);
      expect(log.indexOf('answer')).toBeGreaterThan(log.lastIndexOf('commit'));
    });
  });

  it('is held by one writer, who stops when another program has written to it all the same', async () => {
    const store = open();
    await append(store, 's');
    const other = new Database(file);
    other.exec("update streams set name = 't'");
    other.close();
    await expect(append(store, 'u')).rejects.toThrow('another program has written to this file');
    await expect(append(store, 'v')).rejects.toThrow('another program has written to this file');
  });

  describe('is refused in one clear line', () => {
    it('when another process holds it', async () => {
      await append(open(), 's');
      expect((await startWriter(file).output).at(-1)).toMatch(
        /^StoreUnavailable: \S+events\.db: another process holds this database/,
      );
    });

    it('when it is no database, and is left as it was', () => {
      writeFileSync(file, 'These are minutes of a meeting. '.repeat(100));
      expect(refusal(() => open())).toContain('this is not a database');
      expect(readFileSync(file, 'utf8')).toMatch(/^These are minutes/);
    });

    it('when a newer version wrote it, and is left as it was', async () => {
      await open().close();
      const newer = new Database(file);
      newer.pragma(`user_version = ${LAYOUT + 1}`);
      newer.close();
      expect(refusal(() => open())).toContain(`layout ${LAYOUT + 1}, written by a newer version`);
    });

    it('when a version before the first release wrote it, with what to do', async () => {
      await open().close();
      const older = new Database(file);
      older.pragma('user_version = 1');
      older.close();
      expect(refusal(() => open())).toMatch(/layout 1, from before the first release.*--reset/);
    });

    it('when it belongs to another program', () => {
      const other = new Database(file);
      other.exec('create table notes (text)');
      other.close();
      expect(refusal(() => open())).toContain('belongs to another program');
    });

    it('when a folder has its name', () => {
      mkdirSync(file);
      expect(refusal(() => open())).toContain('cannot be opened');
    });

    it('when its folder is a file', () => {
      writeFileSync(file, '');
      file = `${file}/events.db`;
      expect(refusal(() => open())).toContain('a file stands where its folder should be');
    });
  });

  it('the layout before, in which every fact says all of its command, is read as it is and written on', async () => {
    const first = open();
    await first.append('some-1', 'noStream', [fact('a'), fact('b')]);
    const before = await first.read('some-1');
    await first.close();
    const older = new Database(file);
    older.pragma(`user_version = ${LAYOUT - 1}`);
    older.close();
    const store = open();
    expect(await store.read('some-1')).toEqual(before);
    await store.append('some-1', 1, [fact('c'), fact('d')]);
    expect(await store.read('some-1')).toHaveLength(4);
    await store.close();
    const now = new Database(file, { readonly: true });
    expect(now.pragma('user_version', { simple: true })).toBe(LAYOUT);
    now.close();
  });
});
