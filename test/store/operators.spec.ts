import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { plant } from '../../app/simulation/reference.ts';
import { judge } from '../../cli/judge.ts';
import { backUp } from '../../store/embedded/backup.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { restore } from '../../store/embedded/restore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { openWorld } from '../journey/world.ts';
import { accountOf, idsIn, startWriter, stopWriters } from './processes.ts';
import { temporaryFolder } from './temporary.ts';

const root = new URL('../..', import.meta.url).pathname;
const END = '2026-04-20T00:00:00.000Z';

/** One command of the operator, as npm runs it. */
async function command(name: 'backup' | 'restore' | 'verify', folder: string, ...words: string[]) {
  const child = spawn(process.execPath, [`${root}cli/${name}.ts`, ...words], {
    env: { ...process.env, DATA_DIR: folder, NODE_COMPILE_CACHE: `${root}node_modules/.cache/compile` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  return { code, said: said.trim(), complained: complained.trim() };
}

/** Every row of every read model, in the order of its own columns. */
function dump(file: string): Record<string, string[]> {
  const database = new Database(file, { readonly: true });
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all() as string[];
  const rowsOf = (table: string) =>
    database
      .prepare(`select * from "${table}"`)
      .all()
      .map((row) => JSON.stringify(row))
      .toSorted();
  const rows = Object.fromEntries(tables.map((table) => [table, rowsOf(table)]));
  database.close();
  return rows;
}

const original = temporaryFolder();
const events = original.file('events.db');
const backup = original.file('backup.db');
let facts = 0;

beforeAll(async () => {
  const world = await openWorld(original, '2026-02-02T01:00:00.000Z');
  await world.play([projectPlayer(plant)], [registrationOf(plant)], END);
  facts = (await world.facts()).length;
  // Beside the open store, as beside a running server.
  const answer = await command('backup', dirname(events), backup);
  expect(answer).toMatchObject({ code: 0 });
  await world.close();
}, 60_000);
afterAll(() => {
  stopWriters();
  original.remove();
});

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  return () => folder.remove();
});
const here = () => dirname(folder.file('x'));

describe('npm run backup', () => {
  it('makes one file that holds every fact, and leaves nothing half done beside it', () => {
    expect(facts).toBeGreaterThan(50);
    expect(verifyFile(backup)).toMatchObject({ end: { position: facts }, problems: [] });
    expect(readdirSync(dirname(backup)).filter((name) => name.startsWith('backup.db'))).toEqual([
      'backup.db',
    ]);
  });

  it('does not replace a file unless it is told to', async () => {
    const taken = folder.file('taken.db');
    writeFileSync(taken, 'minutes');
    await expect(backUp(events, taken)).rejects.toThrow('this file exists');
    expect(readFileSync(taken, 'utf8')).toBe('minutes');
    expect(await backUp(events, taken, { force: true })).toMatchObject({ end: { position: facts } });
  });

  it('runs while another process writes: what was answered before it is in it, it is whole, and the writer goes on', async () => {
    const { child, opened, output } = startWriter(folder.file('events.db'));
    await opened;
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = idsIn(folder.file('events.db'));
    await backUp(folder.file('events.db'), folder.file('copy.db'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGKILL');
    const { acknowledged } = accountOf(await output);
    const copied = idsIn(folder.file('copy.db'));
    expect(before.size).toBeGreaterThan(100);
    expect([...before.keys()].filter((id) => !copied.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(copied.size);
    expect(verifyFile(folder.file('copy.db')).problems).toEqual([]);
    expect(verifyFile(folder.file('events.db')).problems).toEqual([]);
  });

  it('of a store whose last facts are missing says so, and takes what is left only when it is told to', async () => {
    const { child, opened, output } = startWriter(folder.file('events.db'), { writers: 1 });
    await opened;
    await new Promise((resolve) => setTimeout(resolve, 150));
    child.kill('SIGKILL');
    await output;
    rmSync(folder.file('events.db-wal'));
    const [file, rest] = [folder.file('events.db'), folder.file('rest.db')];
    await expect(backUp(file, rest)).rejects.toThrow('facts are missing from position');
    expect(existsSync(rest)).toBe(false);
    await backUp(file, rest, { shortened: true });
    expect(verifyFile(folder.file('rest.db')).problems).toEqual([]);
  });
});

describe('npm run restore', () => {
  it('gives a store with the same folds: every row of every read model', async () => {
    const { code, said } = await command('restore', here(), backup);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining(`holds ${facts.toLocaleString('en')} facts`),
    });
    const world = await openWorld(folder, END);
    await world.runtime.settled();
    expect((await world.facts()).length).toBe(facts);
    await world.close();
    expect(dump(folder.file('read.db'))).toEqual(dump(original.file('read.db')));
  });

  it('does not replace a store unless it is told to, and then keeps the old one', async () => {
    writeFileSync(folder.file('read.db'), 'rows of another history');
    await new EmbeddedEventStore(folder.file('events.db')).close();
    expect(() => restore(backup, folder.file('events.db'))).toThrow('a store is here already');
    expect(existsSync(folder.file('read.db'))).toBe(true);
    expect(await command('restore', here(), backup, '--force')).toMatchObject({ code: 0 });
    expect(existsSync(folder.file('read.db'))).toBe(false);
    expect(readdirSync(here()).some((name) => /^events\.db\.before-\d{8}T\d{6}Z$/.test(name))).toBe(true);
    expect(verifyFile(folder.file('events.db'))).toMatchObject({ end: { position: facts }, problems: [] });
  });

  it('touches nothing while a server holds the store', async () => {
    const store = new EmbeddedEventStore(folder.file('events.db'));
    const again = () => restore(backup, folder.file('events.db'), { keepOldAs: folder.file('old') });
    expect(again).toThrow('another process holds this database');
    await store.close();
    expect(again()).toMatchObject({ end: { position: facts } });
  });

  it('touches nothing when the backup is not whole', () => {
    const damaged = folder.file('damaged.db');
    copyFileSync(backup, damaged);
    const bytes = readFileSync(damaged);
    const at = bytes.lastIndexOf('"recordedAt":"2026-03');
    bytes.write('4', at + 20);
    writeFileSync(damaged, bytes);
    expect(() => restore(damaged, folder.file('events.db'), { judge })).toThrow(
      /not whole and was not restored: position \d+: the hash/,
    );
    expect(readdirSync(here())).toEqual(['damaged.db', 'events.db.lock']);
  });

  it('then goes on: a restored store takes facts, and knows where it ends', async () => {
    restore(backup, folder.file('events.db'));
    const world = await openWorld(folder, END);
    await world.pass('2026-06-30T00:00:00.000Z');
    expect((await world.facts()).length).toBeGreaterThanOrEqual(facts);
    await world.close();
    expect(verifyFile(folder.file('events.db'), { judge }).problems).toEqual([]);
  });
});

describe('npm run verify', () => {
  it('says that a store is whole, with how much it holds, and how far it is meanwhile', async () => {
    const { code, said, complained } = await command('verify', dirname(events));
    expect(code).toBe(0);
    expect(said).toMatch(
      new RegExp(
        `events\\.db is whole: ${facts.toLocaleString('en')} facts in .* the chain ends with [0-9a-f]{64}\\.$`,
      ),
    );
    expect(complained).toContain('Verifying 100 %');
  });

  it('names every fact that does not fit its schema, and every stream that nobody knows', async () => {
    const file = folder.file('events.db');
    const store = new EmbeddedEventStore(file);
    const source = new EmbeddedEventStore(events);
    const [known] = await source.readAll('start', 1);
    await source.close();
    if (known === undefined) throw new Error('No facts.');
    const { stream, revision: _, position: __, ...fact } = known;
    await store.append(stream, 'noStream', [
      { ...fact, event: { type: fact.event.type, data: { nonsense: true } } },
    ]);
    await store.append('nobody-1', 'noStream', [{ ...fact, eventId: `${fact.eventId}-2` }]);
    await store.close();
    const { code, complained } = await command('verify', here());
    expect(code).toBe(1);
    expect(complained).toContain('events.db is NOT whole, 2 problems:');
    expect(complained).toMatch(/position 1: \w+ of \S+ does not fit its schema/);
    expect(complained).toContain('position 2: «nobody-1» is no stream that this version knows.');
  });

  it.each([
    ['a file that is not there', 'nothing.db'],
    ['a file that is no database', 'minutes.db'],
  ])('answers %s in one line', (_, name) => {
    writeFileSync(folder.file('minutes.db'), 'These are minutes of a meeting. '.repeat(100));
    expect(() => verifyFile(folder.file(name))).toThrow(/^\S+\.db: [^\n]+$/);
  });
});
