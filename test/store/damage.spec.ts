import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { fact } from './facts.ts';
import { startWriter, stopWriters } from './processes.ts';
import { temporaryFolder } from './temporary.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = folder.file('events.db');
});
afterEach(() => folder.remove());
afterAll(stopWriters);

const APPENDS = 400;

/** A store that was closed properly, with 400 appends of two facts in 40 streams. */
async function closedStore(): Promise<void> {
  const store = new EmbeddedEventStore(file);
  for (let i = 0; i < APPENDS; i += 40)
    await Promise.all(
      Array.from({ length: 40 }, (_, s) =>
        store.append(`s-${s}`, i === 0 ? 'noStream' : (i / 40) * 2 - 1, [
          fact(randomUUID(), { marker: `${s}-${i}`, text: 'x'.repeat(300) }),
          fact(randomUUID()),
        ]),
      ),
    );
  await store.close();
}

/** What a power cut leaves, or kill -9: the newest facts stand in the WAL alone. */
async function killedStore(): Promise<number> {
  const { child, opened, output } = startWriter(file, { writers: 4 });
  await opened;
  await new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('ack')) setTimeout(resolve, 60);
    });
  });
  child.kill('SIGKILL');
  return (await output).filter((line) => line.startsWith('ack')).length * 2;
}

const change = (sql: string, ...values: unknown[]) => {
  const database = new Database(file);
  database.prepare(sql).run(...values);
  database.close();
};

/** Flips one bit of a file where a text stands. */
function flip(name: string, text: string): void {
  const bytes = readFileSync(name);
  const at = bytes.lastIndexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(name, bytes);
}

function refusal(): string {
  try {
    void new EmbeddedEventStore(file).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as Error).message).toMatch(/^\S+\.db: [^\n]+$/);
    return (error as Error).message;
  }
  return expect.unreachable('a damaged file was opened');
}

/** Twice, since the first look must not tidy away what the second needs. */
function refusedTwice(pattern: RegExp): void {
  expect(refusal()).toMatch(pattern);
  expect(refusal()).toMatch(pattern);
}

describe('a file whose last facts are gone is not opened', () => {
  it('when its WAL was deleted after a death', async () => {
    await killedStore();
    rmSync(`${file}-wal`);
    refusedTwice(
      /facts are missing from position \d+ on: it ends there, and \d+ were acknowledged.*restore a backup/,
    );
  });

  it('when its WAL was deleted and the witness of its end too', async () => {
    await killedStore();
    rmSync(`${file}-wal`);
    rmSync(`${file}.head`);
    refusedTwice(
      /it was not closed and its events\.db-wal is missing: facts from position \d+ on may be lost/,
    );
  });

  it('when it was copied from under a running server without its WAL', async () => {
    await killedStore();
    const copy = folder.file('copy.db');
    copyFileSync(file, copy);
    file = copy;
    refusedTwice(/it was not closed and its copy\.db-wal is missing/);
  });

  it('when the tail of its WAL is torn off below what was acknowledged', async () => {
    await killedStore();
    truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2));
    refusedTwice(/facts are missing from position \d+ on/);
  });

  it('when a bit of its WAL flipped, behind which SQLite would silently end', async () => {
    await killedStore();
    const bytes = readFileSync(`${file}-wal`);
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(`${file}-wal`, bytes);
    refusedTwice(/facts are missing from position \d+ on/);
  });

  it('when its last append was deleted', async () => {
    await closedStore();
    change('delete from batches where position = (select max(position) from batches)');
    refusedTwice(/facts are missing from position 799 on: it ends there, and 800 were acknowledged/);
  });

  it('when an older copy of it took its place', async () => {
    await closedStore();
    copyFileSync(file, folder.file('older.db'));
    const store = new EmbeddedEventStore(file);
    await store.append('t', 'noStream', [fact(randomUUID())]);
    await store.close();
    copyFileSync(folder.file('older.db'), file);
    refusedTwice(/facts are missing from position 801 on/);
  });

  it('when another history took its place', async () => {
    await closedStore();
    const own = readFileSync(`${file}.head`);
    for (const suffix of ['', '.head']) rmSync(`${file}${suffix}`);
    await closedStore();
    writeFileSync(`${file}.head`, own);
    refusedTwice(/at position 800 it does not say what was acknowledged there: this is another history/);
  });

  it.each([
    ['deleted', () => rmSync(file)],
    ['emptied', () => truncateSync(file, 0)],
  ])('when it was %s and what lies beside it tells', async (_, remove) => {
    await closedStore();
    remove();
    refusedTwice(/the file is gone or empty, .* to begin anew delete events\.db\.head/);
  });

  it.each([0.9, 0.5, 0.1])('when it was cut to %d of its length', async (share) => {
    await closedStore();
    truncateSync(file, Math.floor(statSync(file).size * share));
    refusedTwice(/the database is damaged.*SQLITE_CORRUPT|this is not a database|facts are missing/);
  });
});

describe('a death alone is no damage', () => {
  it('the facts that stand in the WAL are there, those of a torn unanswered write are not', async () => {
    const acknowledged = await killedStore();
    const wal = `${file}-wal`;
    writeFileSync(wal, Buffer.concat([readFileSync(wal), Buffer.alloc(5000, 7)]));
    const store = new EmbeddedEventStore(file);
    expect((await store.readAll('start', 10_000)).length).toBeGreaterThanOrEqual(acknowledged);
    await store.close();
  });

  it('a WAL that another program tidied into the file is not missed', async () => {
    await killedStore();
    const other = new Database(file);
    const end = other.prepare('select max(position + count - 1) from batches').pluck().get();
    other.close();
    // Death between a commit and its witness leaves a doubt that the witness cannot take away, and a doubt refuses.
    const exact = readFileSync(`${file}.head`, 'latin1').includes(
      `lianshen-head ${String(end).padStart(16, '0')} `,
    );
    if (exact) await new EmbeddedEventStore(file).close();
    else expect(() => new EmbeddedEventStore(file)).toThrow('may be lost');
  });

  it('a witness that lags, as after a power cut, is brought up to date', async () => {
    await closedStore();
    const lagging = readFileSync(`${file}.head`);
    const store = new EmbeddedEventStore(file);
    await store.append('t', 'noStream', [fact(randomUUID())]);
    await store.close();
    writeFileSync(`${file}.head`, lagging);
    await new EmbeddedEventStore(file).close();
    expect(readFileSync(`${file}.head`, 'latin1')).toContain('lianshen-head 0000000000000801 ');
  });

  it('a witness of which one half is torn still holds, and one that was never filled says nothing', async () => {
    await closedStore();
    const bytes = readFileSync(`${file}.head`);
    const newest = bytes.indexOf('0000000000000800');
    bytes.fill(0, newest, newest + 60);
    writeFileSync(`${file}.head`, bytes);
    await new EmbeddedEventStore(file).close();
    writeFileSync(`${file}.head`, Buffer.alloc(1024));
    await new EmbeddedEventStore(file).close();
  });

  it('a witness that cannot be read is asked about', async () => {
    await closedStore();
    writeFileSync(`${file}.head`, 'These are minutes of a meeting.');
    refusedTwice(/what \S+events\.db\.head says of its end cannot be read\. Run npm run verify/);
  });
});

describe('a fact that was changed', () => {
  it('among the last ones keeps the file from being opened', async () => {
    await closedStore();
    flip(file, '"marker":"39-360"');
    refusedTwice(/the append at position 799 is damaged: its hash does not hold/);
  });

  it('long ago is found by looking at the whole', async () => {
    await closedStore();
    change(
      `update batches set body = replace(body, '"marker":"0-40"', '"marker":"0-41"') where position = 81`,
    );
    expect(verifyFile(file).problems).toEqual([
      'position 81: the hash does not hold; this append or the one before was changed.',
    ]);
  });

  it('with its own hash made to fit breaks the chain at the next one', async () => {
    await closedStore();
    change(`update batches set hash = ? where position = 81`, 'f'.repeat(64));
    expect(verifyFile(file).problems.map((problem) => problem.slice(0, 12))).toEqual([
      'position 81:',
      'position 83:',
    ]);
  });

  it('in the name of its stream is found too', async () => {
    await closedStore();
    change("update streams set name = 'other' where name = 's-7'");
    expect(verifyFile(file).problems).toHaveLength(10);
  });
});

describe('an append that vanished from the middle', () => {
  beforeEach(async () => {
    await closedStore();
    change('delete from batches where position = 81');
  });

  it('is found by looking at the whole: its place, its stream and the chain', () => {
    expect(verifyFile(file).problems.slice(0, 2)).toEqual([
      'positions 81 to 82: the facts are missing.',
      'position 83: the hash does not hold; this append or the one before was changed.',
    ]);
    expect(verifyFile(file).problems).toContain('position 161: s-0 should go on with revision 2 and has 4.');
  });

  it('is never passed over in silence by a reader', async () => {
    const store = new EmbeddedEventStore(file);
    try {
      expect(await store.readAll('start', 80)).toHaveLength(80);
      await expect(store.readAll('start', 81)).rejects.toThrow('the store lacks facts from 81 on');
      await expect(store.readAll(78n, 100)).rejects.toThrow('the store lacks facts from 81 on');
      await expect(store.read('s-0')).rejects.toThrow('s-0 lacks facts from 2 on');
      await expect(store.read('s-0', 3)).rejects.toThrow('s-0 lacks facts from 2 on');
      expect(await store.read('s-1')).toHaveLength(20);
    } finally {
      await store.close();
    }
  });
});

it('a fact that is no JSON any more is named to its reader', async () => {
  await closedStore();
  change(`update batches set body = substr(body, 2) where position = 81`);
  const store = new EmbeddedEventStore(file);
  await expect(store.read('s-0')).rejects.toThrow('the append at position 81 is damaged and cannot be read');
  await store.close();
  expect(verifyFile(file).problems).toContain('position 81: it is not JSON.');
});

it('an id that occurs a second time is found', async () => {
  const id = randomUUID();
  const store = new EmbeddedEventStore(file);
  for (const stream of ['s', 't']) await store.append(stream, 'noStream', [fact(id)]);
  await store.close();
  expect(verifyFile(file).problems).toEqual([`position 2: the id ${id} occurs a second time.`]);
});
