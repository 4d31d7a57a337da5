import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Lease, LeaseBook, LeaseRow, MemberRow } from './leaseBook.ts';

/** How often a process says that it is there, and after how long a silence it is taken for dead, in milliseconds. */
export interface LeaseTimes {
  readonly beatMs: number;
  readonly deadMs: number;
}
/** Dead and beat together are less than the five seconds within which another process takes over. */
export const leaseTimes: LeaseTimes = { beatMs: 500, deadMs: 3000 };
/** One that has been silent for so many times as long is forgotten altogether, and what it had left to it is taken back. */
const FORGOTTEN_AFTER = 20;

interface Parts {
  readonly book: LeaseBook;
  /** Names this run of this process, and no other. */
  readonly process: string;
  /** Leases that are shared out among all who run projections, in order. */
  readonly shared: readonly string[];
  /** Leases that one process has, whichever is first. */
  readonly whole: readonly string[];
  /** Take those from whoever has them: for an operator, who is waited for by nobody else. */
  readonly seizes?: boolean;
  readonly logger: Logger;
  readonly times?: LeaseTimes;
}

/**
 * Keeps the leases of one process: says that it is there, takes what is nobody's or a dead one's, and lets go of what is
 * more than its share. No clock is compared with another: a process is dead when its beat has not moved for a while of
 * the one who looks.
 */
export class LeaseKeeper {
  readonly #parts: Parts;
  readonly #times: LeaseTimes;
  readonly #held = new Map<string, Lease>();
  /** What newer programs do, and when one of them was last seen to have it. */
  readonly #declined = new Map<string, number>();
  readonly #abandoned = new Set<string>();
  readonly #listeners = new Set<() => void>();
  /** When this process last saw each beat move. */
  readonly #seen = new Map<string, { readonly beat: number; readonly at: number }>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #stopped = false;
  #silent = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#times = parts.times ?? leaseTimes;
  }

  async start(): Promise<void> {
    await this.#tick();
    this.#again();
  }

  /** What this process has the right to run now, as far as it knows. */
  get held(): ReadonlyMap<string, Lease> {
    return this.#held;
  }

  /** Hear of it when what is held has changed. Answers how to hear no more. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same for one who will not ask again: whoever seems to have it is given the time to show that it is alive. */
  async takeSoon(name: string): Promise<Lease | undefined> {
    const { beatMs, deadMs } = this.#times;
    for (const asked = performance.now(); ; ) {
      const lease = await this.tryTake(name);
      if (lease !== undefined || performance.now() - asked > deadMs + beatMs) return lease;
      await wait(beatMs);
    }
  }

  /** One that is wanted for a while only, such as a rebuild; undefined where somebody alive has it. */
  async tryTake(name: string): Promise<Lease | undefined> {
    const { book, process } = this.#parts;
    const { leases, members } = await book.read();
    this.#look(members);
    const row = leases.find((lease) => lease.name === name);
    if (row !== undefined && this.#isAlive(row.holder)) return undefined;
    return book.take(name, process, row);
  }

  async release(lease: Lease): Promise<void> {
    await this.#parts.book.release(lease);
  }

  /** A newer program does this by now: it is not wanted any more. */
  async decline(name: string): Promise<void> {
    if (!this.#declined.has(name)) this.#declined.set(name, performance.now());
    const lease = this.#held.get(name);
    this.#held.delete(name);
    if (lease !== undefined) await this.#parts.book.release(lease);
  }

  /** No newer program has it any more: the upgrade was taken back. */
  isAbandoned(name: string): boolean {
    return this.#abandoned.has(name);
  }

  /** It is of this program again. */
  accept(name: string): void {
    this.#declined.delete(name);
    this.#abandoned.delete(name);
  }

  /** Somebody has found out by writing that a lease is no longer held. */
  lost(name: string): void {
    if (this.#held.delete(name)) this.#changed();
  }

  /** Lets go of everything, so that whoever comes next need not wait. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#ticking;
    const { book, process } = this.#parts;
    try {
      for (const lease of this.#held.values()) await book.release(lease);
      await book.forget(process);
    } catch (error) {
      this.#parts.logger.warn(
        { err: error },
        'the leases could not be let go of; others will wait until they lapse',
      );
    }
    this.#held.clear();
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick().then(
        () => {
          this.#silent = false;
          this.#again();
        },
        (error: unknown) => {
          if (!this.#silent) this.#parts.logger.warn({ err: error }, 'the leases cannot be read');
          this.#silent = true;
          this.#again();
        },
      );
    }, this.#times.beatMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const { book, process, shared, whole, seizes } = this.#parts;
    // Whoever leaves something to a newer program does not count when that one reckons its share of it.
    await book.beat(process, runs(shared.length > 0 && this.#declined.size === 0, whole.length > 0));
    const { leases, members } = await book.read();
    this.#look(members);
    this.#lookForNewer(leases);
    const before = new Map(this.#held);
    try {
      for (const { name, token } of before.values()) {
        const row = leases.find((lease) => lease.name === name);
        if (row?.holder !== process || row.token !== token) this.#held.delete(name);
      }
      for (const name of whole) await this.#want(name, leases, seizes);
      await this.#share(leases, members);
    } finally {
      // Also where the database has failed in the middle: what was taken before is run.
      if (isOther(before, this.#held)) this.#changed();
    }
    for (const member of members)
      if (this.#silentFor(member.process) > FORGOTTEN_AFTER * this.#times.deadMs)
        await book.forget(member.process);
  }

  /** As many as everybody else has who runs projections, and no more. */
  async #share(leases: readonly LeaseRow[], members: readonly MemberRow[]): Promise<void> {
    const { shared, process } = this.#parts;
    if (shared.length === 0) return;
    const others = members.filter(
      (member) =>
        member.process !== process && member.runs.includes('projections') && this.#isAlive(member.process),
    );
    const fair = Math.ceil(shared.length / (others.length + 1));
    const mine = shared.filter((name) => this.#held.has(name));
    for (const name of mine.slice(fair)) {
      const lease = this.#held.get(name) as Lease;
      this.#held.delete(name);
      await this.#parts.book.release(lease);
    }
    for (const name of shared) {
      if (mine.length >= fair || this.#count(shared) >= fair) break;
      await this.#want(name, leases);
    }
  }

  #count(names: readonly string[]): number {
    return names.filter((name) => this.#held.has(name)).length;
  }

  async #want(name: string, leases: readonly LeaseRow[], seizes = false): Promise<void> {
    if (this.#held.has(name) || this.#declined.has(name)) return;
    const row = leases.find((lease) => lease.name === name);
    const isElsewhere = row !== undefined && row.holder !== this.#parts.process && this.#isAlive(row.holder);
    if (isElsewhere && !seizes) return;
    const lease = await this.#parts.book.take(name, this.#parts.process, row);
    if (lease === undefined) return;
    this.#held.set(name, lease);
    this.#parts.logger.info({ lease: name, fence: lease.token }, 'a lease was taken');
  }

  /** While a newer program is only started again, nothing is taken back. */
  #lookForNewer(leases: readonly LeaseRow[]): void {
    const now = performance.now();
    for (const [name, seen] of this.#declined) {
      const holder = leases.find((lease) => lease.name === name)?.holder ?? null;
      if (this.#isAlive(holder)) this.#declined.set(name, now);
      else if (now - seen > FORGOTTEN_AFTER * this.#times.deadMs) {
        this.#declined.delete(name);
        this.#abandoned.add(name);
      }
    }
  }

  #look(members: readonly MemberRow[]): void {
    const now = performance.now();
    for (const { process, beat } of members)
      if (this.#seen.get(process)?.beat !== beat) this.#seen.set(process, { beat, at: now });
    const there = new Set(members.map(({ process }) => process));
    for (const process of this.#seen.keys()) if (!there.has(process)) this.#seen.delete(process);
  }

  /** One that is not among the members has left, or was forgotten. */
  #isAlive(process: string | null): boolean {
    return process !== null && this.#silentFor(process) < this.#times.deadMs;
  }

  #silentFor(process: string): number {
    const seen = this.#seen.get(process);
    return seen === undefined ? Number.POSITIVE_INFINITY : performance.now() - seen.at;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const isOther = (before: ReadonlyMap<string, Lease>, now: ReadonlyMap<string, Lease>): boolean =>
  before.size !== now.size || [...now].some(([name, lease]) => before.get(name) !== lease);

const runs = (projections: boolean, sagas: boolean) =>
  [projections ? 'projections' : '', sagas ? 'sagas' : ''].filter((role) => role !== '').join(',');
