import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';
import { type Ended, launch, type Running, run, tokensIn } from './process.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const data = folder.file('data');
const small = ['--projects', '6', '--agencies', '20', '--jobs', '10', '--until', '2026-11-20'];
const generate = (...args: string[]) => run('generate.ts', args, { DATA_DIR: data });

/** Starts a run that takes long, and kills it without a warning once it has begun. */
async function killed(): Promise<void> {
  const root = new URL('../..', import.meta.url).pathname;
  const child = spawn(`${root}node_modules/.bin/node`, [`${root}cli/generate.ts`, '--projects', '5000'], {
    env: { ...process.env, DATA_DIR: data },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGKILL');
  await ended;
}

describe('npm run generate', { timeout: 90_000 }, () => {
  let first: Ended;
  beforeAll(async () => {
    await killed();
    first = await generate(...small);
  }, 90_000);

  it('begins anew after it was killed, and leaves nothing beside the store', () => {
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toMatch(
      /^\S+events\.db holds [\d,]+ facts of 6 projects with [\d,]+ cases, from .* the chain ends with [0-9a-f]{64}\. npm start serves them\.\n$/,
    );
    expect(readdirSync(data).toSorted()).toEqual(['events.db', 'events.db.head', 'events.db.lock']);
  });

  it('refuses a store with facts in one line, and makes the same one again when it is told to reset', async () => {
    const { status, stdout, stderr } = await generate(...small);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^\S+events\.db: there are facts in it, and they are kept\. .*\n$/);
    const { stdout: again } = await generate(...small, '--reset');
    const hash = (text: string) => /chain ends with (\w+)/.exec(text)?.[1];
    expect(hash(again)).toBe(hash(first.stdout));
  });

  it.each([
    [['--projects', 'many'], '--projects "many": must be a whole number.'],
    [['--projects', '0'], /^--projects: /],
    [['--until', '2026-02-30'], /^--until 2026-02-30: .* not a day/],
    [['--speed', '2'], "Unknown option '--speed'."],
    [['now'], '«now»: only options are known.'],
  ])('says what is wrong with %j, and how it is used', async (args, line) => {
    const { status, stderr } = await generate(...args);
    expect(status).toBe(1);
    const [said = ''] = stderr.split('\n');
    if (typeof line === 'string') expect(said).toBe(line);
    else expect(said).toMatch(line);
    expect(stderr).toContain('Usage: npm run generate');
  });

  describe('and npm start', () => {
    let server: Running;
    beforeAll(async () => {
      server = await launch(data);
      await server.says('Ctrl-C stops.');
    }, 60_000);
    afterAll(async () => {
      server.signal('SIGKILL');
      await server.ended;
    });

    it('serves what was made, and nothing of the demonstration', async () => {
      const supervisor = tokensIn(server.stdout())['supervisor'] ?? '';
      expect(await server.ask('{ projects { totalCount } agencies { totalCount } }', supervisor)).toEqual({
        projects: { totalCount: 6 },
        agencies: { totalCount: 20 },
      });
      expect(existsSync(folder.file('data/read.db'))).toBe(true);
    });
  });
});
