import { setTimeout as wait } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Tables } from '../../projections/all.ts';
import type { Projection } from '../../projections/engine/projection.ts';
import { PlaceMoved } from '../../projections/engine/schema.ts';
import { createProjector, type Mirror, type Within } from '../../projections/engine.ts';
import type { Faults } from '../faults.ts';
import { type OnParked, ProjectionRunner } from '../projectionRunner.ts';
import { ReadPosition } from '../readPosition.ts';
import { rebuildProjection } from '../rebuildProjection.ts';
import { asToday } from '../today.ts';
import { Endurance } from './endurance.ts';
import { assertHeld, type Lease, LeaseLost, passOn } from './leaseBook.ts';
import type { LeaseKeeper } from './leaseKeeper.ts';
import type { Signals } from './signals.ts';
import { servesAsItIs, standingOf } from './standing.ts';

interface Parts {
  readonly store: EventStore;
  readonly database: Kysely<Tables>;
  readonly projections: readonly Projection[];
  readonly mirror?: Mirror | undefined;
  readonly onParked: OnParked;
  readonly logger: Logger;
  readonly faults: Faults;
  /** Whether an error passes by itself, such as a database that is being started again. */
  readonly isTransient: (error: unknown) => boolean;
  /** Undefined: nobody else folds into this database. */
  readonly keeper?: LeaseKeeper | undefined;
  /** Wakes whoever follows the read models, once the transaction has committed. */
  readonly notify?: Signals['notify'] | undefined;
}

export const leaseOf = ({ name }: { readonly name: string }) => `projection ${name}`;
/** Of folding it anew, for whatever version: whoever begins clears away what others have left. */
export const rebuildLeaseOf = ({ name }: { readonly name: string }) => `rebuild ${name}`;

/**
 * Runs the projections that are this process's to run: all of them where it is alone, else those that it has the leases
 * of. One whose version was raised is folded anew beside its old rows, which are read until the new ones take their place.
 */
export class ProjectionHost {
  readonly at = new ReadPosition();
  readonly #parts: Parts;
  readonly #endurance: Endurance;
  readonly #stop = new AbortController();
  readonly #whole = Promise.withResolvers<void>();
  readonly #rebuilding = new Map<string, Promise<void>>();
  /** Those that met a fact that they cannot take in: another program has to be started. */
  readonly #givenUp = new Set<string>();
  #poked = Promise.withResolvers<void>();
  #looping: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#endurance = new Endurance({
      ...parts,
      what: 'projections',
      name: 'the read models',
      keeper: parts.keeper,
    });
    parts.keeper?.onChange(() => this.#poke());
  }

  /** Where it is alone: answers when the read models hold all that is there, or throws what keeps them from it. */
  async start(): Promise<void> {
    const { keeper, projections, database } = this.#parts;
    if (keeper === undefined)
      // Rows that lack a column could not be asked; those that have all are read on meanwhile.
      for (const projection of projections)
        if (
          (await standingOf(database, projection)) !== 'current' &&
          !(await servesAsItIs(database, projection))
        )
          await this.#rebuild(projection);
    const first = Promise.withResolvers<void>();
    first.promise.catch(() => undefined);
    this.#looping = this.#loop(first);
    if (keeper === undefined) await first.promise;
  }

  /** Resolves when the rows of every projection are of this program's version. */
  get whole(): Promise<void> {
    return this.#whole.promise;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#poke();
    await this.#looping;
    await Promise.allSettled(this.#rebuilding.values());
  }

  #poke(): void {
    this.#poked.resolve();
    this.#poked = Promise.withResolvers<void>();
  }

  async #loop(first: PromiseWithResolvers<void>): Promise<void> {
    const ended = await this.#endurance.keep(async () => {
      const poked = this.#poked.promise;
      const set = await this.#current();
      if (set.length > 0) return this.#run(set, poked, first);
      first.resolve();
      return poked;
    }, this.#stop.signal);
    if (ended === undefined) return;
    this.at.fail(ended.error);
    first.reject(ended.error);
  }

  async #run(
    set: readonly Projection[],
    poked: Promise<void>,
    first: PromiseWithResolvers<void>,
  ): Promise<void> {
    const { store, database, mirror, onParked } = this.#parts;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const at = new ReadPosition();
    const projector = createProjector({ write: database }, set, asToday, mirror, this.#within(set));
    const runner = new ProjectionRunner(store, projector, onParked, failed.reject, at);
    at.listen((facts) => this.at.advance(facts));
    try {
      const head = await runner.begin();
      this.at.begin(at.position);
      const caughtUp = head === 'start' ? Promise.resolve() : at.reached(head);
      await Promise.race([caughtUp, failed.promise, poked]);
      caughtUp.then(
        () => {
          this.#endurance.recovered();
          first.resolve();
        },
        () => undefined,
      );
      await Promise.race([failed.promise, poked]);
    } finally {
      await runner.stop();
    }
  }

  /** Those to run now; one whose rows are of an older version is folded anew meanwhile, and joins when it is done. */
  async #current(): Promise<readonly Projection[]> {
    const { projections, database, keeper, logger } = this.#parts;
    const set: Projection[] = [];
    let outdated = 0;
    for (const projection of projections) {
      const standing = await standingOf(database, projection);
      const lease = leaseOf(projection);
      if (standing === 'newer' && keeper !== undefined && !keeper.isAbandoned(lease)) {
        logger.warn({ projection: projection.name }, 'a newer version of this program folds this projection');
        await keeper.decline(lease);
      } else if (standing !== 'current') {
        outdated += 1;
        this.#rebuildMeanwhile(projection);
      } else {
        keeper?.accept(lease);
        if (keeper === undefined || keeper.held.has(lease)) set.push(projection);
      }
    }
    if (outdated === 0) this.#whole.resolve();
    return set;
  }

  #within(set: readonly Projection[]): Within | undefined {
    const { keeper, notify } = this.#parts;
    if (keeper === undefined) return undefined;
    const leases = set.flatMap((projection) => keeper.held.get(leaseOf(projection)) ?? []);
    return {
      before: (transaction) => assertHeld(transaction, leases),
      after: async (transaction) => notify?.(transaction),
    };
  }

  #rebuildMeanwhile(projection: Projection): void {
    const { logger, faults, isTransient } = this.#parts;
    const { name } = projection;
    if (this.#rebuilding.has(name) || this.#givenUp.has(name) || this.#stop.signal.aborted) return;
    const rebuilding = this.#rebuild(projection)
      .then(
        async (done) => (done ? undefined : this.#soon()),
        async (error: unknown) => {
          if (this.#stop.signal.aborted) return undefined;
          if (error instanceof LeaseLost || error instanceof PlaceMoved || isTransient(error))
            return this.#soon();
          logger.fatal({ err: error, projection: name }, 'a projection could not be folded anew');
          faults.add('rebuild', `projection ${name} could not be folded anew; its old rows are read`);
          this.#givenUp.add(name);
        },
      )
      .then(() => {
        this.#rebuilding.delete(name);
        this.#poke();
      });
    this.#rebuilding.set(name, rebuilding);
  }

  /** Answers false where another process is at it. */
  async #rebuild(projection: Projection): Promise<boolean> {
    const { store, database, keeper, logger, notify } = this.#parts;
    const { name, version } = projection;
    const lease = await keeper?.tryTake(rebuildLeaseOf(projection));
    if (keeper !== undefined && lease === undefined) return false;
    const held: readonly Lease[] = lease === undefined ? [] : [lease];
    try {
      let told = 0;
      const facts = await rebuildProjection({
        log: store,
        readModel: { write: database },
        projection,
        stamp: `v${version}`,
        signal: this.#stop.signal,
        within: { before: (transaction) => assertHeld(transaction, held) },
        onSwap: async (transaction) => {
          if (lease === undefined) return;
          await passOn(transaction, leaseOf(projection));
          await notify?.(transaction);
        },
        onProgress: (share) => {
          const tenth = Math.floor(share * 10);
          if (tenth > told) logger.info({ projection: name, share: tenth / 10 }, 'folding a projection anew');
          told = tenth;
        },
      });
      logger.info({ projection: name, facts }, 'a projection was folded anew');
      return true;
    } finally {
      if (lease !== undefined) await keeper?.release(lease);
    }
  }

  async #soon(): Promise<void> {
    await Promise.race([wait(1000, undefined, { ref: false }), this.#stopped()]);
  }

  #stopped(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stop.signal.aborted) resolve();
      else this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
