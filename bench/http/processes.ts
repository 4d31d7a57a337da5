import { type ChildProcess, fork } from 'node:child_process';
import type { Contender, Sample } from '../harness.ts';
import type { Load, Loaded } from './load.ts';
import type { Use } from './use.ts';

/** A program of this folder as a process of its own, whose messages are its answers. */
export class Program<Answer> {
  readonly #child: ChildProcess;

  constructor(file: string, ...words: readonly string[]) {
    this.#child = fork(new URL(file, import.meta.url), [...words], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** Its next message; whoever dies before has failed. */
  answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null) =>
        reject(new Error(`A process of the benchmark ended with ${code}.`));
      this.#child.once('exit', gone);
      this.#child.once('message', (message) => {
        this.#child.off('exit', gone);
        resolve(message as Answer);
      });
    });
  }

  ask(message: object): Promise<Answer> {
    const answered = this.answer();
    this.#child.send(message);
    return answered;
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async end(): Promise<void> {
    this.#child.kill();
    await this.ended();
  }
}

type Reply = { readonly loaded: Loaded } | { readonly error: string };

/** A server of the benchmark: its first message says where it listens, any later one what it has used up. */
export class Server<Where extends { readonly port: number }> extends Program<Where | Use> {
  where(): Promise<Where> {
    return this.answer() as Promise<Where>;
  }

  async used(): Promise<number> {
    const { cpu } = (await this.ask({})) as Use;
    return cpu;
  }
}

/** One server under load. What a request costs it in processor time is told beside: others share the machine. */
export const underLoadOf = (name: string, server: Used, load: Load): Contender => ({
  name,
  run: () => underLoad(server, load),
});

type Used = Pick<Server<{ readonly port: number }>, 'used'>;

async function underLoad(server: Used, load: Load): Promise<Sample> {
  const program = new Program<Reply>('./load.ts');
  try {
    const before = await server.used();
    const reply = await program.ask(load);
    if ('error' in reply) throw new Error(reply.error);
    const { perSecond, answers, p50, p99 } = reply.loaded;
    const each = ((await server.used()) - before) / answers;
    return { value: perSecond, extras: { 'p50 ms': p50, 'p99 ms': p99, 'server µs each': each } };
  } finally {
    await program.end();
  }
}
