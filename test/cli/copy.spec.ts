import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { allOf, fill, historyNamed } from '../histories/logs.ts';
import { somePrefix, someServer } from '../store/onServer.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { run } from './process.ts';

const folder = temporaryFolder();
const source = `sqlite:${folder.file('source.db')}`;
const history = historyNamed('hospital-in-market');

async function holding(name: string, count: number): Promise<string> {
  const store = new EmbeddedEventStore(folder.file(name));
  await fill(store, history.slice(0, count));
  await store.close();
  return `sqlite:${folder.file(name)}`;
}
const copy = (...words: string[]) => run('copy.ts', words);

beforeAll(() => holding('source.db', history.length));
afterAll(() => folder.remove());

it('a look says what there is to do, and makes no file', async () => {
  const { status, stdout } = await copy(
    '--from',
    source,
    '--to',
    `sqlite:${folder.file('look.db')}`,
    '--dry-run',
  );
  expect([status, stdout]).toEqual([0, `${history.length.toLocaleString('en')} facts would be copied.\n`]);
  expect(existsSync(folder.file('look.db'))).toBe(false);
});

it('a log is copied with proof, an interrupted one to its end, and a whole one again without effect', async () => {
  const to = await holding('target.db', 40);
  const first = await copy('--from', source, '--to', to);
  expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('100 %')]);
  const [line, bySource, byTarget] = first.stdout.split('\n');
  expect(line).toMatch(/^\d+ facts are copied; 40 were there already\. All \d+ are the same on both sides/);
  expect(byTarget?.replace('target', 'source')).toBe(bySource);
  const again = await copy('--from', source, '--to', to);
  expect(again.stdout).toContain('0 facts are copied');
  const store = new EmbeddedEventStore(folder.file('target.db'));
  expect((await allOf(store)).map(({ eventId }) => eventId)).toEqual(history.map(({ eventId }) => eventId));
  await store.close();
});

it('to an EventStoreDB and back, the prefix of the installation on its server', async () => {
  const server = await someServer();
  const environment = { EVENT_STORE_PREFIX: somePrefix() };
  const back = `sqlite:${folder.file('back.db')}`;
  try {
    const there = await run('copy.ts', ['--from', source, '--to', server.url], environment);
    const home = await run('copy.ts', ['--from', server.url, '--to', back], environment);
    const alone = await run('copy.ts', ['--from', server.url, '--to', back, '--dry-run']);
    expect(there.stdout).toContain('are the same on both sides');
    expect(home.stdout.split('\n').slice(1)).toEqual(there.stdout.split('\n').slice(1));
    expect(alone.stderr).toContain('The target holds more than the source: fact 1');
  } finally {
    await server.stop();
  }
});

it('an address that cannot be one is one line without its secret', async () => {
  const { status, stderr } = await copy('--from', source, '--to', 'esdb://admin:canary@:x?tls=maybe');
  expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
  expect(stderr).not.toContain('canary');
});

it('another log is refused with one line', async () => {
  const to = `sqlite:${folder.file('other.db')}`;
  const store = new EmbeddedEventStore(folder.file('other.db'));
  await fill(store, historyNamed('plant').slice(0, 5));
  await store.close();
  const { status, stdout, stderr } = await copy('--from', source, '--to', to);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toMatch(/^The target holds another log: fact 1 is [^\n]*$/);
});

it.each([
  ['nothing named', [], 'Name one store with --from and one with --to.'],
  [
    'a source that is not there',
    ['--from', 'sqlite:no/such.db', '--to', 'sqlite:x.db'],
    'there is no such file',
  ],
  ['one store', ['--from', source, '--to', source], '--from and --to are one store.'],
  [
    'another kind',
    ['--from', source, '--to', 'mysql://root:canary@db/x'],
    '--to mysql://***@db/x: must be sqlite:FILE or esdb://….',
  ],
  ['a word too many', ['--from', source, '--to', 'sqlite:x.db', 'now'], 'Name one store'],
])('%s is told with the usage, and nothing is made', async (_, words, line) => {
  const { status, stderr } = await copy(...words);
  expect(status).toBe(1);
  expect(stderr).toContain(line);
  expect(stderr).toContain('Usage: npm run copy');
  expect(stderr).not.toContain('canary');
  expect(existsSync('x.db')).toBe(false);
});
