import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';

const guard = new URL('../../cli/ensure-installed.mjs', import.meta.url).pathname;

describe('the guard before every npm command', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const at = (name: string) => folder.file(name);
  const write = (name: string, contents: object | string) => {
    mkdirSync(at(name.split('/').slice(0, -1).join('/')), { recursive: true });
    writeFileSync(at(name), typeof contents === 'string' ? contents : JSON.stringify(contents));
  };
  const lock = (version: string) => ({
    packages: {
      '': {},
      'node_modules/node': { version },
      'node_modules/tool': { version: '1.0.0', dev: true },
    },
  });
  /** An npm that notes how it was called, and brings Node along unless it is to fail at a word. */
  const npm = (failing = 'nothing') => {
    write(
      'bin/npm',
      `#!/bin/sh\necho "$1" >> calls\necho noise\n[ "$1" = ${failing} ] && exit 1\nmkdir -p node_modules/node/bin && touch node_modules/node/bin/node\n`,
    );
    chmodSync(at('bin/npm'), 0o755);
  };
  const run = (environment: Readonly<Record<string, string>> = {}) => {
    rmSync(at('calls'), { force: true });
    const { status, stdout, stderr } = spawnSync(process.execPath, [at('cli/ensure-installed.mjs')], {
      encoding: 'utf8',
      env: { PATH: `${at('node_modules/.bin')}:${at('bin')}:/usr/bin:/bin`, ...environment },
    });
    const calls = existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [];
    return { status, stdout, stderr, calls };
  };

  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(at('cli'));
    copyFileSync(guard, at('cli/ensure-installed.mjs'));
    write('package-lock.json', lock('1.0.0'));
    npm();
  });
  afterEach(() => folder.remove());

  it('installs from the lock file once, and says so beside the program’s output', () => {
    const first = run();
    expect(first).toMatchObject({ status: 0, stdout: '', calls: ['ci'] });
    expect(first.stderr).toContain('Installing the dependencies');
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '', calls: [] });
  });

  it('installs again when the lock file has changed', () => {
    run();
    write('package-lock.json', lock('2.0.0'));
    expect(run().calls).toEqual(['ci']);
  });

  it('accepts what somebody installed by hand from the same lock file', () => {
    write('node_modules/.package-lock.json', lock('1.0.0'));
    write('node_modules/node/bin/node', '');
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '', calls: [] });
  });

  it('does not accept what was installed by hand from another', () => {
    write('node_modules/.package-lock.json', lock('0.9.0'));
    write('node_modules/node/bin/node', '');
    expect(run().calls).toEqual(['ci']);
  });

  it('installs the tools as well where only production was installed', () => {
    expect(run({ NODE_ENV: 'production' }).calls).toEqual(['ci']);
    expect(run({ NODE_ENV: 'production' }).calls).toEqual([]);
    expect(run().calls).toEqual(['ci']);
  });

  it('tries npm install where npm ci fails, and says in one line why', () => {
    npm('ci');
    const { status, stderr, calls } = run();
    expect({ status, calls }).toEqual({ status: 0, calls: ['ci', 'install'] });
    expect(stderr).toContain('npm ci failed (see above); trying npm install');
  });

  it('stops with one line where there is no npm', () => {
    rmSync(at('bin/npm'));
    const { status, stderr } = run({ PATH: at('bin') });
    expect(status).toBe(1);
    expect(stderr).toContain('npm cannot be run');
  });
});
