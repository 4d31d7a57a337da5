import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Counts, Orders, Told } from './orders.ts';

export interface StubOptions {
  /** Where its log lies, so that it outlives the process. */
  readonly file?: string;
  /** 0: any that is free. */
  readonly port?: number;
  /** How many events of others, and of the server itself, its log begins with. */
  readonly foreign?: number;
}

/** A server of our own in its own process, over real gRPC: it shows wiring and faults, and proves nothing of a real server. */
export interface Stub {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  order(orders: Partial<Orders>): Promise<void>;
  /** The last appends never happened, though they were acknowledged. */
  forget(appends: number): Promise<void>;
  /** All open calls end. */
  break(how?: 'unavailable' | 'end'): Promise<void>;
  counts(): Promise<Counts>;
  /** SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

type Says = { readonly port: number } | { readonly done: number; readonly result?: Counts };
type Command = Told extends infer Each ? (Each extends Told ? Omit<Each, 'number'> : never) : never;

const script = new URL('server.ts', import.meta.url).pathname;

export async function startStub({ file, port = 0, foreign = 0 }: StubOptions = {}): Promise<Stub> {
  const words = [String(port), String(foreign), ...(file === undefined ? [] : [file])];
  const child = fork(script, words, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const waiting = new Map<number, (result: Counts | undefined) => void>();
  let number = 0;
  const bound = await new Promise<number>((resolve, reject) => {
    child.on('message', (says: Says) => {
      if ('port' in says) return resolve(says.port);
      waiting.get(says.done)?.(says.result);
      waiting.delete(says.done);
    });
    child.once('exit', (code) => {
      reject(new Error(`the stub ended with ${code}`));
      for (const done of waiting.values()) done(undefined);
      waiting.clear();
    });
  });
  // It must not keep alive whoever started it.
  child.unref();
  child.channel?.unref();
  const tell = (command: Command) =>
    new Promise<Counts | undefined>((resolve) => {
      number += 1;
      waiting.set(number, resolve);
      child.send({ ...command, number });
    });
  const kill = async () => {
    child.ref();
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `esdb://127.0.0.1:${bound}?tls=false`,
    port: bound,
    child,
    order: async (orders) => void (await tell({ kind: 'orders', orders })),
    forget: async (appends) => void (await tell({ kind: 'forget', appends })),
    break: async (how = 'unavailable') => void (await tell({ kind: 'break', how })),
    counts: async () => (await tell({ kind: 'counts' })) as Counts,
    kill,
    stop: kill,
  };
}
