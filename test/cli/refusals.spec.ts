import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';
import { run } from './process.ts';

const folder = temporaryFolder();
let count = 0;
/** A data folder that no other test uses. */
const freshFolder = () => {
  count += 1;
  return folder.file(`data-${count}`);
};

/** Starts a server that is to be refused: exit code 1, and on standard error one line and no stack. */
async function refused(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { status, stdout, stderr } = await run('start.mjs', args, {
    DATA_DIR: freshFolder(),
    PORT: '0',
    ...environment,
  });
  expect([status, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
  expect(stderr).not.toMatch(/\s+at /);
  return stderr.trim();
}

afterAll(() => folder.remove());

describe('a start that cannot be says why in one line', () => {
  it.each([
    [{ PORT: '70000' }, 'PORT=70000: must be a port number from 0 to 65535.'],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL=loud: must be one of trace, debug, .* silent\.$/],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV=prod: must be development, production or test.'],
    [{ DATA_DIR: '/dev/null/data' }, 'DATA_DIR=/dev/null/data: the folder cannot be made (ENOTDIR).'],
    [
      { EVENT_STORE: 'esdb://admin:secret@localhost:2113?tls=maybe' },
      'esdb://localhost:2113: tls is true or false, not «maybe».',
    ],
    [
      { READ_MODEL: 'postgres://u:secret@127.0.0.1:1/read' },
      /^postgres:\/\/u:\*\*\*@127\.0\.0\.1:1\/read: nobody listens there\./,
    ],
    [{ ROLES: 'api' }, /^ROLES=api: the embedded store serves one process, which does everything;/],
    [{ NODE_ENV: 'production' }, /^NODE_ENV=production: .* Set AUTH_ISSUER to /],
  ])('%j', async (environment, line) => {
    const said = await refused(environment);
    if (typeof line === 'string') expect(said).toBe(line);
    else expect(said).toMatch(line);
  });

  it('names an unknown option and the known ones', async () => {
    expect(await refused({}, '--rest')).toBe("Unknown option '--rest'. Known: --empty, --reset, --help.");
  });

  it.each(['events.db', 'read.db'])('names %s that is no database, and leaves it as it is', async (name) => {
    const data = freshFolder();
    const noise = randomBytes(9_000);
    mkdirSync(data);
    writeFileSync(`${data}/${name}`, noise);
    expect(await refused({ DATA_DIR: data })).toMatch(new RegExp(`^${data}/${name}: .*not a database`));
    expect(readFileSync(`${data}/${name}`)).toEqual(noise);
  });

  it('names a database that cannot be opened', async () => {
    const data = freshFolder();
    mkdirSync(`${data}/events.db`, { recursive: true });
    expect(await refused({ DATA_DIR: data })).toContain(`${data}/events.db: the file cannot be opened`);
  });

  it.each(['EVENT_STORE', 'READ_MODEL'])(
    '--reset does not delete a file of %s that lies elsewhere',
    async (name) => {
      const data = freshFolder();
      const elsewhere = folder.file('elsewhere.db');
      mkdirSync(data);
      writeFileSync(elsewhere, 'mine');
      writeFileSync(`${data}/events.db`, 'also mine');
      expect(await refused({ DATA_DIR: data, [name]: `sqlite:${elsewhere}` }, '--reset')).toBe(
        `--reset deletes only what lies under DATA_DIR; ${elsewhere} does not.`,
      );
      expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
      expect(readFileSync(`${data}/events.db`, 'utf8')).toBe('also mine');
    },
  );

  it('names a key of the development issuer that is none', async () => {
    const data = freshFolder();
    mkdirSync(data);
    writeFileSync(`${data}/dev-issuer.json`, 'nonsense');
    expect(await refused({ DATA_DIR: data })).toContain('dev-issuer.json is not a key');
  });

  it('--help explains itself and starts nothing', async () => {
    const data = freshFolder();
    const { status, stdout, stderr } = await run('start.mjs', ['--help'], { DATA_DIR: data });
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('--reset'), '']);
    expect(existsSync(data)).toBe(false);
  });
});
