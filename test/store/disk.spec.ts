import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { type Break, breakingAt } from './breaking.ts';
import { fact } from './facts.ts';
import {
  accountOf,
  hasStrace,
  idsIn,
  startWriter,
  stopWriters,
  WITHOUT_STRACE,
  type WriterOptions,
} from './processes.ts';
import { temporaryFolder } from './temporary.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let store: EmbeddedEventStore | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  file = folder.file('events.db');
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  folder.remove();
});
afterAll(stopWriters);

const open = (broken?: Break) => {
  store = new EmbeddedEventStore(file, broken && breakingAt(broken));
  return store;
};
const append = (stream: string, id = randomUUID()) =>
  (store ?? open()).append(stream, 'noStream', [fact(id)]);

/** A writer that ran into trouble: nothing that it was answered is lost, and it ended in words. */
async function survive(options: WriterOptions): Promise<readonly string[]> {
  const lines = await startWriter(file, options).output;
  const { acknowledged } = accountOf(lines);
  expect(acknowledged.length).toBeGreaterThan(10);
  expect(verifyFile(file).problems).toEqual([]);
  const found = idsIn(file);
  expect(acknowledged.filter((id) => found.get(id) !== 1)).toEqual([]);
  expect(await append('afterwards')).toMatchObject({ kind: 'appended' });
  return lines;
}

describe('a disk that fails, through a connection of our own whose n-th statement fails', () => {
  const failures: readonly [string, Break][] = [
    ['at a write (EIO)', { how: 'eio', what: 'insert', nth: 3 }],
    ['at the fsync (EIO), nothing having reached it', { how: 'eio', what: 'commit', nth: 3 }],
    [
      'at the fsync (EIO), everything having reached it',
      { how: 'eio', what: 'commit', nth: 3, when: 'after' },
    ],
  ];
  describe.each(failures)('%s', (_, broken) => {
    const lost = randomUUID();
    const strike = async () => {
      open(broken);
      await append('a');
      await append('b');
      await expect(append('c', lost)).rejects.toThrow('the disk answered with an error');
    };

    it('is not acknowledged, and no more facts are taken', async () => {
      await strike();
      await expect(append('d')).rejects.toThrow('no more facts are taken since a write failed');
      expect(store?.readOnlyBecause).toContain('SQLITE_IOERR');
    });

    it('leaves what was acknowledged to be read', async () => {
      await strike();
      expect((await store?.readAll('start', 10))?.map(({ stream }) => stream).slice(0, 2)).toEqual([
        'a',
        'b',
      ]);
    });

    it('is over with a restart, and who asks again under the same id has one fact', async () => {
      await strike();
      await store?.close();
      open();
      expect(await append('c', lost)).toMatchObject({ kind: 'appended', revision: 0, position: 3n });
      expect([...idsIn(file).values()]).toEqual([1, 1, 1]);
    });
  });

  it('without room takes nothing, still reads, and goes on when there is room again', async () => {
    open({ how: 'full', what: 'insert', nth: 2 });
    await append('a');
    await expect(append('b')).rejects.toThrow('the disk is full');
    expect(await store?.read('a')).toHaveLength(1);
    expect(await store?.read('b')).toEqual([]);
    expect(store?.readOnlyBecause).toBeUndefined();
    expect(await append('b')).toMatchObject({ revision: 0, position: 2n });
    expect(verifyFile(file).problems).toEqual([]);
  });
});

/** A file system of 16 MiB in memory, of which 12 MiB are taken, and which nobody else sees. */
const small = [
  'mount -t tmpfs -o size=16m tmpfs "$1"',
  'head -c 12582912 /dev/zero > "$1/ballast"',
  'exec "$2" "$3" "$1"',
].join(' && ');
const onSmallDisk = (path: string) =>
  spawnSync(
    'unshare',
    [
      '-rm',
      'bash',
      '-c',
      small,
      'bash',
      path,
      process.execPath,
      new URL('fullDisk.ts', import.meta.url).pathname,
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
const mayMount =
  spawnSync('unshare', ['-rm', 'bash', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], { encoding: 'utf8' })
    .status === 0;

describe('promise 4: a real file system that is full', () => {
  it.runIf(mayMount)(
    'takes no more facts and says so, reads on, and goes on when there is room again, with nothing lost',
    () => {
      const { stdout, stderr } = onSmallDisk(dirname(file));
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({
        refused: expect.stringContaining('the disk is full'),
        again: expect.stringContaining('the disk is full'),
        withRoom: ['taken', 'taken'],
        lost: 0,
        tooMany: 0,
        problems: [],
      });
      const { full, readable } = JSON.parse(stdout) as { full: number; readable: number };
      expect(full).toBeGreaterThan(100);
      expect(readable).toBe(full);
    },
    60_000,
  );

  it('is one that this machine may mount, else nothing of it is shown here', (test) => {
    if (!mayMount) test.skip('unshare -rm and mount are not allowed here: a real full disk was not tried.');
    expect(mayMount).toBe(true);
  });
});

describe('a process whose file may not grow (ulimit -f)', () => {
  it('takes no more facts, still reads, and loses nothing that was answered', async () => {
    const lines = await survive({ limit: 512 });
    expect(lines.at(-3)).toMatch(
      /^refused: StoreUnavailable: .*the disk answered with an error.*SQLITE_IOERR/,
    );
    expect(lines.at(-2)).toMatch(/^again: .*no more facts are taken since a write failed/);
    expect(lines.at(-1)).toBe('readable: 10');
  });
});

describe('seen from outside, by strace', () => {
  it('strace is there, which continuous integration sees to', (test) => {
    if (!hasStrace && process.env['CI'] === undefined) test.skip(WITHOUT_STRACE);
    expect(hasStrace, WITHOUT_STRACE).toBe(true);
  });

  it.runIf(hasStrace)(
    '100 single commands that were answered made at least 100 fsyncs, one each',
    async () => {
      const trace = folder.file('trace');
      const strace = ['-o', trace, '-s', '8', '-e', 'trace=fsync,fdatasync,write'];
      await startWriter(file, { writers: 1, appends: 100, strace }).output;
      let asked = 0;
      let synced = 0;
      const unsynced: number[] = [];
      const perAppend: number[] = [];
      for (const line of readFileSync(trace, 'utf8').split('\n'))
        if (/ write\(1, "try /.test(line)) {
          asked += 1;
          synced = 0;
        } else if (/ (fsync|fdatasync)\(\d+\) += 0$/.test(line)) synced += 1;
        else if (/ write\(1, "ack /.test(line)) {
          perAppend.push(synced);
          if (synced === 0) unsynced.push(asked);
        }
      expect(perAppend).toHaveLength(100);
      expect(unsynced).toEqual([]);
      expect(perAppend.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(100);
    },
  );

  const injected: readonly [string, string, RegExp][] = [
    ['the 15th fsync answers EIO', 'fsync,fdatasync:error=EIO:when=15', /SQLITE_IOERR_FSYNC/],
    ['the 90th write answers EIO', 'pwrite64:error=EIO:when=90', /SQLITE_IOERR_WRITE/],
  ];
  it.runIf(hasStrace).each(injected)('%s: it stops, and loses nothing', async (_, inject, code) => {
    const lines = await survive({
      appends: 200,
      strace: ['-o', '/dev/null', '-P', `${file}-wal`, '-e', `inject=${inject}`],
    });
    expect(lines.at(-3)).toMatch(/^refused: StoreUnavailable: .*the disk answered with an error/);
    expect(lines.at(-3)).toMatch(code);
    expect(lines.at(-2)).toMatch(/^again: .*no more facts are taken since a write failed/);
  });

  it.runIf(hasStrace)(
    'a disk without room (ENOSPC) for a moment: it says so, and goes on when there is room again',
    async () => {
      const strace = ['-o', '/dev/null', '-P', `${file}-wal`, '-e', 'inject=pwrite64:error=ENOSPC:when=90'];
      const lines = await survive({ appends: 200, strace });
      expect(lines.at(-3)).toMatch(/^refused: StoreUnavailable: .*the disk is full/);
      expect(lines.at(-2)).toBe('again: taken');
    },
  );
});
