import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import type { Break } from './breaking.ts';

const script = new URL('writer.ts', import.meta.url).pathname;
const running = new Set<ChildProcess>();

export interface WriterOptions {
  readonly writers?: number;
  readonly appends?: number;
  readonly broken?: Break;
  /** The largest file that the process may write, in KiB. */
  readonly limit?: number;
  /** Arguments of strace, under which it then runs. */
  readonly strace?: readonly string[];
}

/** Another process that writes to a file of facts. `opened` settles when it has opened it or has ended. */
export function startWriter(file: string, options: WriterOptions = {}) {
  const { writers = 8, appends = 0, broken, limit, strace } = options;
  const words = [process.execPath, script, file, String(writers), String(appends)];
  if (broken !== undefined) words.push(JSON.stringify(broken));
  if (strace !== undefined) words.unshift('strace', '-f', '-qq', ...strace);
  const child = spawn('bash', ['-c', `ulimit -f ${limit ?? 'unlimited'}; exec "$0" "$@"`, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  const opened = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => resolve());
  });
  const output = text(child.stdout).then((words) => words.trimEnd().split('\n'));
  return { child, opened, output };
}

export function stopWriters(): void {
  for (const child of running) child.kill('SIGKILL');
}

export interface Tried {
  readonly stream: string;
  readonly revision: number;
  readonly ids: readonly string[];
}

/** What a writer was answered, and what it had asked for when it ended. */
export function accountOf(lines: readonly string[]) {
  const words = lines.map((line) => line.split(' '));
  const acknowledged = words.filter(([word]) => word === 'ack').flatMap(([, ...ids]) => ids);
  const known = new Set(acknowledged);
  const open: Tried[] = words
    .filter(([word]) => word === 'try')
    .map(([, stream = '', revision, ...ids]) => ({ stream, revision: Number(revision), ids }))
    // A line that death cut short asks for nothing.
    .filter(({ ids }) => ids.length === 2 && ids.every((id) => id.length === 36 && !known.has(id)));
  return { acknowledged: acknowledged.filter((id) => id.length === 36), open };
}

/** How often each id stands in a file, read beside whoever writes it and without tidying anything up. */
export function idsIn(file: string): Map<string, number> {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare("select value ->> 'eventId' as id, count(*) as n from batches, json_each(body) group by 1")
    .raw()
    .all() as [string, number][];
  database.close();
  return new Map(rows);
}

/** strace counts and breaks system calls from outside. Debian has it; continuous integration installs it. */
const straceWorks = (): boolean => spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0;

export const hasStrace = straceWorks();
export const WITHOUT_STRACE =
  'strace is missing or may not trace here: apt-get install strace. Without it nothing is counted from outside.';
