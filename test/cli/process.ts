import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';

type Environment = Readonly<Record<string, string>>;

const root = new URL('../..', import.meta.url).pathname;
const node = `${root}node_modules/.bin/node`;

/** The environment of a child: nothing of the test runner's that the product reads. */
function environmentOf(own: Environment): NodeJS.ProcessEnv {
  const { NODE_ENV: _env, PORT: _port, NODE_OPTIONS: _options, ...rest } = process.env;
  return { ...rest, ...own };
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `cli/` to its end; the test goes on listening to its servers meanwhile. */
export async function run(
  command: string,
  args: readonly string[] = [],
  environment: Environment = {},
): Promise<Ended> {
  const child = spawn(node, [`${root}cli/${command}`, ...args], {
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { status, stdout, stderr };
}

/** A server that runs, or is on its way. */
export interface Running {
  readonly address: string;
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output or standard error holds the text. */
  says(text: string): Promise<void>;
  /** GraphQL with a token, or as the public. */
  ask<Data = never>(query: string, token?: string): Promise<Data>;
  get(path: string, headers?: Environment): Promise<Response>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
  /** Ctrl-C, and what the process then says. */
  stop(): Promise<Ended>;
}

interface LaunchOptions {
  readonly args?: readonly string[];
  readonly environment?: Environment;
  /** As people start it, through npm. */
  readonly npm?: boolean;
  /** Where the program lies, if not here. */
  readonly at?: string;
}

/** Starts the server of a data folder at a free port; it is not awaited. */
export async function launch(
  dataDir: string,
  { args = [], environment = {}, npm = false, at = root }: LaunchOptions = {},
): Promise<Running> {
  const port = await freePort();
  const [program, ...words] = npm
    ? ['npm', 'start', '--silent', '--', ...args]
    : [node, `${at}cli/start.mjs`, ...args];
  const child = spawn(program, words, {
    cwd: at,
    env: environmentOf({ DATA_DIR: dataDir, PORT: String(port), ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!`${stdout}${stderr}`.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then((end) =>
          reject(new Error(`It ended before it said «${text}»: ${JSON.stringify(end)}`)),
        );
      }),
    async ask<Data>(query: string, token?: string): Promise<Data> {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: {
          // A test that waits for a child does not see the server close an idle connection.
          connection: 'close',
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
      if (errors !== undefined || data === undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
      return data;
    },
    get: (path, headers = {}) => fetch(`${address}${path}`, { headers: { connection: 'close', ...headers } }),
    signal: (name) => child.kill(name),
    ended,
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Starts a server and waits until it says that it is ready. */
export async function start(...input: Parameters<typeof launch>): Promise<Running> {
  const server = await launch(...input);
  await server.says('Ctrl-C stops.');
  return server;
}

/** The tokens that a start printed, by role. */
export const tokensIn = (stdout: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...stdout.matchAll(/^ {2}([a-z]+) .*\n {2}(eyJ\S+)$/gm)].map(([, role = '', token = '']) => [
      role,
      token,
    ]),
  );

/** The queries that a start printed. */
export const queriesIn = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^ {2}(\{.*\})$/gm)].map(([, query = '']) => query);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
