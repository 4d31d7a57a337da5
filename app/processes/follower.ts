import { setTimeout as wait } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import type { Projection } from '../../projections/engine/projection.ts';
import type { ProjectionPositions } from '../../projections/engine/schema.ts';
import type { Faults } from '../faults.ts';
import { ReadPosition } from '../readPosition.ts';
import { servesAsItIs } from './standing.ts';

/** How often the places are looked up where nobody says that they have moved, and where somebody does. */
const LOOK_MS = { unasked: 25, told: 1000 } as const;
/** Facts that wait for the read models before no more are read of the store. */
const MOST_WAITING = 10_000;

interface Parts {
  readonly store: EventStore;
  readonly database: Kysely<{ projection_positions: ProjectionPositions }>;
  readonly projections: readonly Projection[];
  readonly logger: Logger;
  readonly faults: Faults;
  readonly isTransient: (error: unknown) => boolean;
  /** Calls back when places have moved, until aborted; undefined where the database does not say. */
  readonly onMoved?: ((moved: () => void, signal: AbortSignal) => void) | undefined;
  /** Told of facts as soon as they are in the store, before the read models hold them. */
  readonly onRecorded?: ((facts: readonly Recorded[]) => void | Promise<void>) | undefined;
}

/**
 * Follows read models that are folded elsewhere: reads the store too, and hands on each fact once every projection has
 * written down that it holds it.
 */
export class Follower {
  readonly at = new ReadPosition();
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  #waiting: Recorded[] = [];
  #poked = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  #running: readonly Promise<void>[] = [];
  #hasTable = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers when there are read models that can be asked, folded by whomever. */
  async start(): Promise<void> {
    const { onMoved, logger, faults } = this.#parts;
    onMoved?.(() => this.#poke(), this.#stop.signal);
    let told = false;
    let position = await this.#whole();
    while (position === undefined && !this.#stop.signal.aborted) {
      if (!told)
        logger.warn(
          'there are no read models of this version yet; a process with the role «projections» makes them',
        );
      told = true;
      await this.#pause(LOOK_MS.told);
      position = await this.#whole();
    }
    this.at.begin(position ?? 'start');
    this.#running = [this.#read(position ?? 'start'), this.#look()].map((running) =>
      running.catch((error: unknown) => {
        logger.fatal({ err: error }, 'the read models can no longer be followed');
        faults.add('projections', 'the read models can no longer be followed; the log says why');
        this.at.fail(error);
      }),
    );
  }

  /** Resolves when the read models hold everything up to a position. */
  reached(position: Position): Promise<void> {
    const reached = this.at.reached(position);
    this.#poke();
    return reached;
  }

  /** Up to where they are; undefined as long as one is not there, or lacks a column that this program asks for. */
  async #whole(): Promise<Position | 'start' | undefined> {
    const { database, projections } = this.#parts;
    const position = await this.#position();
    if (position === undefined) return undefined;
    for (const projection of projections) if (!(await servesAsItIs(database, projection))) return undefined;
    return position;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#poke();
    this.#room.resolve();
    await Promise.all(this.#running);
  }

  async #read(from: Position | 'start'): Promise<void> {
    const { store } = this.#parts;
    for await (const batch of store.subscribe(from, this.#stop.signal)) {
      await this.#tell(batch);
      this.#waiting.push(...batch);
      this.#poke();
      while (this.#waiting.length > MOST_WAITING && !this.#stop.signal.aborted) {
        this.#room = Promise.withResolvers<void>();
        await this.#room.promise;
      }
    }
  }

  /** What they do with the facts may fail for as long as the store does not answer; nobody passes over them for that. */
  async #tell(batch: readonly Recorded[]): Promise<void> {
    const { onRecorded, isTransient, logger } = this.#parts;
    while (!this.#stop.signal.aborted)
      try {
        await onRecorded?.(batch);
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        logger.warn({ err: error }, 'what was recorded could not be passed on, and is tried again');
        await this.#pause(LOOK_MS.told);
      }
  }

  async #look(): Promise<void> {
    const { onMoved, isTransient, logger } = this.#parts;
    while (!this.#stop.signal.aborted) {
      const poked = this.#poked.promise;
      const isAsked = this.#waiting.length > 0 || this.at.awaited;
      try {
        // Word of a move is worth a look only where somebody waits for it.
        const position = isAsked ? await this.#position() : undefined;
        if (position !== undefined && position !== 'start') this.#handOn(position);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (!isTransient(error)) throw error;
        logger.warn({ err: error }, 'the places of the read models cannot be read');
        await this.#pause(LOOK_MS.told);
      }
      const isWaiting = this.#waiting.length > 0 || this.at.awaited;
      await Promise.race([
        poked,
        this.#pause(isWaiting && onMoved === undefined ? LOOK_MS.unasked : LOOK_MS.told),
      ]);
    }
  }

  #handOn(position: Position): void {
    const first = this.#waiting.findIndex((fact) => fact.position > position);
    const held = first < 0 ? this.#waiting : this.#waiting.slice(0, first);
    this.#waiting = first < 0 ? [] : this.#waiting.slice(first);
    this.at.advance(held);
    this.at.hold(position);
    if (this.#waiting.length <= MOST_WAITING) this.#room.resolve();
  }

  /**
   * Up to where every projection is; undefined where one was never folded. What is being folded anew is not waited for:
   * its old rows are read as they are.
   */
  async #position(): Promise<Position | 'start' | undefined> {
    const { projections } = this.#parts;
    const rows = await this.#places();
    if (rows === undefined) return undefined;
    let least: Position | 'start' | undefined;
    for (const { name, version } of projections) {
      const row = rows.find((each) => each.name === name);
      if (row === undefined) return undefined;
      if (row.version !== version) continue;
      if (row.position === null) return 'start';
      const position = BigInt(row.position);
      if (least === undefined || (least !== 'start' && position < least)) least = position;
    }
    return least ?? 'start';
  }

  /** Asked for with every command, so that the table is there is found out once; and anew where it is gone. */
  async #places(): Promise<readonly Omit<ProjectionPositions, 'recorded_at' | 'event_id'>[] | undefined> {
    const { database } = this.#parts;
    const knew = this.#hasTable;
    if (!knew) {
      const tables = await database.introspection.getTables();
      this.#hasTable = tables.some(({ name }) => name === 'projection_positions');
      if (!this.#hasTable) return undefined;
    }
    try {
      return await database
        .selectFrom('projection_positions')
        .select(['name', 'version', 'position'])
        .execute();
    } catch (error) {
      this.#hasTable = false;
      if (knew) return this.#places();
      throw error;
    }
  }

  #poke(): void {
    this.#poked.resolve();
    this.#poked = Promise.withResolvers<void>();
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { ref: false, signal: this.#stop.signal }).catch(() => undefined);
  }
}
