import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { hasPostgres } from '../postgres/cluster.ts';

const script = new URL('run.ts', import.meta.url).pathname;

async function chaos(...words: string[]) {
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { stdout, stderr, status };
}

describe('npm run chaos', { timeout: 300_000 }, () => {
  it.skipIf(!hasPostgres())('promises 14, 16 and 27: is green after a quarter of a minute', async () => {
    const { stdout, stderr, status } = await chaos('--minutes', '0.25', '--seed', '1');
    expect(stderr).toBe('');
    expect(stdout).toContain('GREEN');
    expect(stdout).toMatch(/24 deadlines late/);
    expect(status).toBe(0);
  });

  it.each([
    ['--minutes', '6'],
    ['--minutes', 'many'],
    ['--without', 'everything'],
  ])('does not begin with %s %s, and says what it takes', async (...words) => {
    const { stdout, status } = await chaos(...words);
    expect(stdout).toContain('Usage: npm run chaos');
    expect(status).toBe(1);
  });
});
