import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What our linter's rules say of a line of code that stands in one of the layers. */
function lint(layer: string, code: string): string {
  const { ignorePatterns: _, ...rules } = JSON.parse(readFileSync(`${root}/.oxlintrc.json`, 'utf8'));
  const file = folder.file(`${layer}/planted.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(folder.file('.oxlintrc.json'), JSON.stringify(rules));
  writeFileSync(file, `${code}\n`);
  const run = spawnSync(`${root}/node_modules/.bin/oxlint`, [layer], {
    cwd: folder.file('.'),
    encoding: 'utf8',
  });
  expect(run.stdout).toMatch(/Found \d+ warnings? and \d+ errors?/);
  return run.stdout;
}

const IMPURE = {
  'the clock': 'export const now = Date.now();',
  'today’s date': 'export const today = new Date();',
  'a stop watch': 'export const now = performance.now();',
  'the clock of Temporal':
    "import { Temporal } from 'temporal-polyfill';\nexport const now = Temporal.Now.instant();",
  chance: 'export const lot = Math.random();',
  'a random id': 'export const id = crypto.randomUUID();',
  'the environment': "export const zone = process.env['TZ'];",
  'the network': "export const answer = fetch('http://localhost');",
  'a timer': 'setTimeout(() => undefined, 1);',
  'the order of the machine’s locale': "export const order = 'a'.localeCompare('b');",
  'the machine’s locale': 'export const text = (1).toLocaleString();',
};

describe.each(['domain', 'projections', 'sagas'])('pure code in %s', (layer) => {
  it.each(Object.entries(IMPURE))('may not use %s', (_, code) =>
    expect(lint(layer, code)).toMatch(/no-restricted-(globals|properties)/),
  );
});

describe('elsewhere', () => {
  it('the clock may be read', () =>
    expect(lint('app', IMPURE['the clock'])).toContain('Found 0 warnings and 0 errors'));
  it('a variable may be called like a global: a process is a word of this field', () =>
    expect(lint('domain', 'export const keyOf = (process: { key: string }) => process.key;')).toContain(
      '0 errors',
    ));
});
