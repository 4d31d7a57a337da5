import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

/** A server of somebody's own, for tests with schemas of their own on it. */
const GIVEN = process.env['READ_MODEL_TEST_URL'];
/** The folder that this run keeps its own server in; the global set-up names it, and whoever asks first starts it. */
export const FOLDER = 'POSTGRES_TEST_FOLDER';

const DEBIAN = '/usr/lib/postgresql';

/** Where the programs of a PostgreSQL server lie: the newest of Debian's, or what is on the path. */
function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  return [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Whether the server is of this run, and as this run has set it up. */
export const isOwnServer = GIVEN === undefined;

/** Whether there is a PostgreSQL to test on. */
export const hasPostgres = (): boolean => GIVEN !== undefined || programs() !== undefined;

let asked: Promise<string> | undefined;

/** The URL of a server for tests. */
export function postgresUrl(): Promise<string> {
  asked ??= GIVEN === undefined ? ownServer() : Promise.resolve(GIVEN);
  return asked;
}

async function ownServer(): Promise<string> {
  const folder = process.env[FOLDER];
  const bin = programs();
  if (folder === undefined || bin === undefined) throw new Error('There is no PostgreSQL to test on.');
  const ready = join(folder, 'url');
  try {
    mkdirSync(join(folder, 'starting'));
  } catch {
    return await someoneStarts(folder, ready);
  }
  try {
    const url = await start(bin, folder);
    writeFileSync(`${ready}.new`, url);
    renameSync(`${ready}.new`, ready);
    return url;
  } catch (error) {
    writeFileSync(join(folder, 'failed'), String(error));
    throw error;
  }
}

/** Another worker of this run was first. */
async function someoneStarts(folder: string, ready: string): Promise<string> {
  for (;;) {
    if (existsSync(ready)) return readFileSync(ready, 'utf8');
    if (existsSync(join(folder, 'failed'))) throw new Error(readFileSync(join(folder, 'failed'), 'utf8'));
    await after(20);
  }
}

/** A server does not run as root: then as somebody who may do less. */
function servant(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = ['postgres', 'nobody'].find((name) => {
    try {
      execFileSync('id', [name], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (user === undefined) return undefined;
  const number = (of: '-u' | '-g') => Number(execFileSync('id', [of, user], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

/**
 * Watches over the server: it ends with the process that it was started for, however that ends, or when its folder goes.
 * The shell is the parent of the server, so nobody else can have its number.
 */
const WATCH = `
"$BIN/postgres" -D "$DATA" >"$DATA.log" 2>&1 &
server=$!
running() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }
while running "$FOR" && kill -0 "$server" 2>/dev/null && [ -e "$STAY" ]; do sleep 0.1; done
while kill -0 "$server" 2>/dev/null; do kill -QUIT "$server" 2>/dev/null; sleep 0.1; done
cd /
rm -rf "$DATA"
running "$FOR" || rm -rf "$(dirname "$DATA")"
`;

/** Text in the order of a Chinese dictionary, and clocks of Shanghai: what a table does not fix for itself shows. */
const SETTINGS = (port: number, folder: string) => `
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = '${folder}'
max_connections = 300
fsync = off
full_page_writes = off
timezone = 'Asia/Shanghai'
autovacuum_naptime = 5s
log_min_messages = warning
`;

async function start(bin: string, folder: string): Promise<string> {
  const own = servant();
  const data = join(folder, 'data');
  const sockets = join(folder, 'sockets');
  const secret = join(folder, 'secret');
  const password = randomBytes(12).toString('hex');
  mkdirSync(sockets);
  writeFileSync(secret, password);
  chmodSync(secret, 0o600);
  mkdirSync(data, { mode: 0o700 });
  if (own !== undefined)
    for (const path of [folder, data, sockets, secret]) chownSync(path, own.uid, own.gid);
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['-D', data, '-U', 'lianshen', '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${secret}`],
      ...['--no-sync', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh-CN'],
    ],
    { ...own, cwd: folder, stdio: 'pipe' },
  );
  rmSync(secret);
  const port = await freePort();
  writeFileSync(join(data, 'postgresql.auto.conf'), SETTINGS(port, sockets));
  const stay = join(folder, 'stay');
  writeFileSync(stay, '');
  spawn('sh', ['-c', WATCH], {
    ...own,
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'] ?? '',
      BIN: bin,
      DATA: data,
      STAY: stay,
      FOR: readFileSync(join(folder, 'for'), 'utf8'),
    },
  }).unref();
  await answers(bin, port, data);
  return `postgres://lianshen:${password}@127.0.0.1:${port}/postgres`;
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });

async function answers(bin: string, port: number, data: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
      return;
    } catch {
      await after(50);
    }
  }
  const log = existsSync(`${data}.log`) ? readFileSync(`${data}.log`, 'utf8') : 'It said nothing.';
  throw new Error(`PostgreSQL did not start. ${log}`);
}
