import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { givenServers } from './given.ts';

const t = givenServers();
const visitor = new URL('visitor.ts', import.meta.url).pathname;

it('a process that closes its store has nothing left to stay for, and ends by itself', async () => {
  const stub = await t.stub();
  const child = spawn(process.execPath, [visitor, stub.url], { stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
