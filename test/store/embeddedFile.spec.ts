import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { LAYOUT } from '../../store/embedded/openFile.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { fact } from './facts.ts';
import { temporaryFolder } from './temporary.ts';

describe('the file of the embedded store', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  const stores: EmbeddedEventStore[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = temporaryFolder();
    file = folder.file('events.db');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
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
  /** Another process that writes to the file. */
  const writer = (limit = 'unlimited') => {
    const script = new URL('writer.ts', import.meta.url).pathname;
    const child = spawn(
      'bash',
      ['-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, script, file],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(child);
    return { child, output: text(child.stdout) };
  };
  const everything = async (store: EmbeddedEventStore) =>
    new Set((await store.readAll('start', 1_000_000)).map(({ eventId }) => eventId));

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

    it('after SIGKILL in the middle of writing: every answered fact is there, and appends are whole', async () => {
      const { child, output } = writer();
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGKILL');
      const [first, ...answered] = (await output).trimEnd().split('\n');
      expect(first).toBe('open');
      expect(answered.length).toBeGreaterThan(100);
      const store = open();
      const found = await everything(store);
      expect(answered.filter((id) => !found.has(id))).toEqual([]);
      expect(found.size % 2).toBe(0);
      expect(await append(store, 'afterwards')).toMatchObject({ kind: 'appended' });
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

  describe('is refused in one clear line', () => {
    it('when another process holds it', async () => {
      await append(open(), 's');
      expect(await writer().output).toMatch(
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

  describe('that cannot be written', () => {
    it('for want of room still reads, and goes on when there is room again', async () => {
      let database: Database.Database | undefined;
      const store = open((name) => {
        database = new Database(name);
        return database;
      });
      await append(store, 's');
      database?.pragma('max_page_count = 12');
      const big = { text: 'x'.repeat(200_000) };
      await expect(store.append('t', 'noStream', [fact(randomUUID(), big)])).rejects.toThrow(
        'the disk is full',
      );
      expect(await store.read('s')).toHaveLength(1);
      expect(await store.read('t')).toEqual([]);
      expect(store.readOnlyBecause).toBeUndefined();
      database?.pragma('max_page_count = 10000');
      expect(await store.append('t', 'noStream', [fact(randomUUID(), big)])).toMatchObject({
        revision: 0,
        position: 2n,
      });
    });

    it('because the disk answers with an error takes no more facts, still reads, and recovers what was answered', async () => {
      const lines = (await writer('512').output).trimEnd().split('\n');
      const answered = lines.filter((line) => /^[0-9a-f-]{36}$/.test(line));
      expect(answered.length).toBeGreaterThan(10);
      expect(lines.at(-3)).toMatch(
        /^refused: StoreUnavailable: .*the disk answered with an error.*SQLITE_IOERR/,
      );
      expect(lines.at(-2)).toMatch(/^again: .*no more facts are taken since a write failed/);
      expect(lines.at(-1)).toBe('readable: 10');
      const found = await everything(open());
      expect(answered.filter((id) => !found.has(id))).toEqual([]);
    });
  });
});
