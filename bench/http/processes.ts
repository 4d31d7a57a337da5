import { type ChildProcess, fork } from 'node:child_process';
import type { Contender, Sample } from '../harness.ts';
import type { Load, Loaded } from './load.ts';

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

/** One server under load. */
export const underLoadOf = (name: string, load: Load): Contender => ({ name, run: () => underLoad(load) });

async function underLoad(load: Load): Promise<Sample> {
  const program = new Program<Reply>('./load.ts');
  try {
    const reply = await program.ask(load);
    if ('error' in reply) throw new Error(reply.error);
    const { perSecond, p50, p99 } = reply.loaded;
    return { value: perSecond, extras: { 'p50 ms': p50, 'p99 ms': p99 } };
  } finally {
    await program.end();
  }
}
