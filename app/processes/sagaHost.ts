import type { Logger } from 'pino';
import type { Position } from '../../domain/kernel/recorded.ts';
import type { Faults } from '../faults.ts';
import { type Retried, type SagaRunner, SagasStopped } from '../sagaRunner.ts';
import { Endurance } from './endurance.ts';
import type { LeaseKeeper } from './leaseKeeper.ts';

/** One process runs all sagas, in the order in which a fact meets them. */
export const SAGAS = 'sagas';

interface Parts {
  /** A runner that remembers nothing of one before it. Told when it can go on no more. */
  readonly make: (onFailed: (error: unknown) => void) => SagaRunner;
  /** Undefined: nobody else runs them. */
  readonly keeper: LeaseKeeper | undefined;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly isTransient: (error: unknown) => boolean;
}

/**
 * Runs the sagas for as long as this process may: always where it is alone, else while it has the lease of them. What
 * passes by itself it sits out and begins again from what was committed.
 */
export class SagaHost {
  readonly #parts: Parts;
  readonly #endurance: Endurance;
  readonly #stop = new AbortController();
  #poked = Promise.withResolvers<void>();
  #runner = Promise.withResolvers<SagaRunner>();
  #now: SagaRunner | undefined;
  #looping: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#endurance = new Endurance({ ...parts, what: 'sagas', name: 'the sagas' });
    parts.keeper?.onChange(() => this.#poke());
    this.#runner.promise.catch(() => undefined);
  }

  /** Where it is alone: answers when they run, or throws what keeps them from it. */
  async start(): Promise<void> {
    const first = this.#runner.promise;
    this.#looping = this.#loop();
    if (this.#parts.keeper === undefined) await first;
  }

  /** Resolves when every fact is handled and nothing is due; waits for its turn where another process runs them. */
  settled(): Promise<Position | 'start'> {
    return this.#asking((runner) => runner.settled());
  }

  retry(name: string): Promise<Retried> {
    return this.#asking((runner) => runner.retry(name));
  }

  /** One that had to stop before it could answer is followed by another, here or elsewhere. */
  async #asking<Answer>(ask: (runner: SagaRunner) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const runner = await this.#runner.promise;
      try {
        return await ask(runner);
      } catch (error) {
        if (!(error instanceof SagasStopped) || this.#stop.signal.aborted) throw error;
      }
    }
  }

  nextWakeAt(): string | undefined {
    return this.#now?.nextWakeAt();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#poke();
    await this.#looping;
    this.#runner.reject(new SagasStopped());
  }

  async #loop(): Promise<void> {
    const { keeper } = this.#parts;
    const ended = await this.#endurance.keep(async () => {
      const poked = this.#poked.promise;
      if (keeper === undefined || keeper.held.has(SAGAS)) return this.#run(keeper?.held.get(SAGAS)?.token);
      return poked;
    }, this.#stop.signal);
    if (ended !== undefined) this.#runner.reject(ended.error);
  }

  /** Until the lease is another's, or something fails. */
  async #run(token: number | undefined): Promise<void> {
    const { make, keeper } = this.#parts;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const runner = make(failed.reject);
    try {
      await runner.start();
      // What has only begun may fail at its first fact, as it did before.
      runner.settled().then(
        () => this.#endurance.recovered(),
        () => undefined,
      );
      this.#now = runner;
      this.#runner.resolve(runner);
      while (!this.#stop.signal.aborted && keeper?.held.get(SAGAS)?.token === token)
        await Promise.race([failed.promise, this.#poked.promise]);
    } finally {
      if (this.#now !== undefined) {
        this.#now = undefined;
        this.#runner = Promise.withResolvers<SagaRunner>();
        this.#runner.promise.catch(() => undefined);
      }
      await runner.stop();
    }
  }

  #poke(): void {
    this.#poked.resolve();
    this.#poked = Promise.withResolvers<void>();
  }
}
