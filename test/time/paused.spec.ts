import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { fact } from '../store/facts.ts';
import { idsIn } from '../store/processes.ts';
import { temporaryFolder } from '../store/temporary.ts';

const folder = temporaryFolder();
const file = folder.file('events.db');
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

describe('promise 14: a writer that was paused wakes up', { timeout: 60_000 }, () => {
  it('while it sleeps nobody takes its place; where somebody was let in by force, it writes no more', async () => {
    const script = new URL('pausedWriter.ts', import.meta.url).pathname;
    child = spawn(process.execPath, [script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const said = async () => String((await lines.next()).value);
    const tell = () => child?.stdin?.write('\n');
    expect(await said()).toBe('open');
    tell();
    const [kind, first = ''] = (await said()).split(' ');
    expect(kind).toBe('appended');

    child.kill('SIGSTOP');
    expect(() => new EmbeddedEventStore(file)).toThrow('another process holds this database');
    // Somebody knows better and takes the lock away.
    rmSync(`${file}.lock`);
    const second = new EmbeddedEventStore(file);
    const theirs = randomUUID();
    expect(await second.append('paused', 0, [fact(theirs)])).toMatchObject({ kind: 'appended', revision: 1 });
    await second.close();

    tell();
    child.kill('SIGCONT');
    expect(await said()).toMatch(/^refused .*another program has written to this file/);
    tell();
    expect(await said()).toMatch(/^refused .*another program has written to this file/);
    const both = new Map([
      [first, 1],
      [theirs, 1],
    ]);
    expect(idsIn(file)).toEqual(both);
    child.stdin?.end();
    await new Promise((resolve) => child?.once('close', resolve));
    expect(verifyFile(file).problems).toEqual([]);
  });
});
