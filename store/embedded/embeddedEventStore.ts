import type Database from 'better-sqlite3';
import type { AppendResult, EventStore, ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { NewEvent, Position, Recorded } from '../../domain/kernel/recorded.ts';
import { decode, encode } from '../encoding.ts';
import { type Committed, Feed } from '../feed.ts';
import { codeOf, IN_MEMORY, speakingOf, unavailable } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { Chain } from './chain.ts';
import { claim } from './claim.ts';
import { type Head, Heads } from './heads.ts';
import { inspect, NOTHING } from './inspect.ts';
import type { StoreObserver } from './observer.ts';
import { closeAsItIs, closeClean, type OpenDatabase, openEventsFile } from './openFile.ts';
import { prepare, type Statements } from './statements.ts';
import { Witness } from './witness.ts';

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  readonly body: string;
  /** When it was asked for. */
  readonly at: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One append at its place: as it was just written, or as it was read. */
interface Placed {
  readonly position: number;
  readonly revision: number;
  readonly body: string | Buffer;
}

/**
 * Facts in one SQLite file, the default store. Appends that arrive in one turn of the event loop share one transaction
 * and one fsync (group commit); one that comes alone waits for nobody. Nobody is answered before the commit, not even
 * with a conflict, which may rest on an append of the same transaction.
 */
export class EmbeddedEventStore implements EventStore {
  readonly shared = false;
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #sql: Statements;
  readonly #heads: Heads;
  readonly #feed: Feed;
  readonly #chain = new Chain();
  #queue: Append[] = [];
  readonly #release: () => void;
  readonly #witness: Witness | undefined;
  readonly #dataVersion: number;
  readonly #observer: StoreObserver | undefined;
  #last: number;
  #hash: string;
  #readOnlyBecause: string | undefined;

  constructor(file: string, open?: OpenDatabase, observer?: StoreObserver) {
    this.#file = file;
    this.#observer = observer;
    this.#release = claim(file);
    try {
      inspect(file);
      this.#database = openEventsFile(file, open);
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#sql = prepare(this.#database);
    this.#heads = new Heads((stream) => this.#sql.headOf.get(stream));
    this.#feed = new Feed((after, limit) => this.#range(Number(after), limit));
    const end = this.#sql.end.get() ?? NOTHING;
    this.#last = end.position;
    this.#hash = end.hash;
    this.#dataVersion = this.#sql.dataVersion.get() ?? 0;
    try {
      if (file !== IN_MEMORY) this.#witness = new Witness(file, end);
    } catch (error) {
      this.#database.close();
      this.#release();
      throw error;
    }
  }

  /** Why no more facts are taken, after the disk answered with an error: a restart recovers what was acknowledged. */
  get readOnlyBecause(): string | undefined {
    return this.#readOnlyBecause;
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#assertWritable();
      const at = performance.now();
      this.#queue.push({ stream, expected, events, body: encode(events), at, resolve, reject });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  async read(stream: string, fromRevision = 0): Promise<readonly Recorded[]> {
    return this.#reading(() => {
      const head = this.#heads.of(stream);
      if (head === undefined || fromRevision > head.revision) return [];
      const facts: Recorded[] = [];
      let next = 0;
      const rows =
        fromRevision === 0
          ? this.#sql.stream.all(head.id)
          : this.#sql.streamFrom.all(head.id, head.id, fromRevision);
      for (const [position, revision, count, body] of rows) {
        if (revision !== next && (next > 0 || revision > fromRevision)) this.#lacks(stream, next);
        next = revision + count;
        for (const fact of this.#decode(stream, { position, revision, body }))
          if (fact.revision >= fromRevision) facts.push(fact);
      }
      if (next !== head.revision + 1) this.#lacks(stream, next);
      return facts;
    });
  }

  async readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]> {
    return this.#range(after === 'start' ? 0 : Number(after), limit);
  }

  async at(position: Position): Promise<Recorded | undefined> {
    return this.#range(Number(position) - 1, 1)[0];
  }

  async countAfter(after: Position | 'start', most: number): Promise<number> {
    return Math.min(most, Math.max(0, this.#last - (after === 'start' ? 0 : Number(after))));
  }

  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<readonly Recorded[]> {
    return this.#feed.subscribe(after === 'start' ? 0n : after, signal);
  }

  async head(): Promise<Position | 'start'> {
    return this.#last === 0 ? 'start' : BigInt(this.#last);
  }

  async close(): Promise<void> {
    if (!this.#database.open) return;
    this.#flush();
    this.#feed.close();
    const whole = this.#readOnlyBecause === undefined;
    this.#readOnlyBecause ??= 'the store is closed.';
    try {
      if (whole) closeClean(this.#file, this.#database, this.#sql);
      else closeAsItIs(this.#file, this.#database);
    } finally {
      this.#witness?.close();
      this.#release();
    }
  }

  #flush(): void {
    const queue = this.#queue;
    if (queue.length === 0) return;
    this.#queue = [];
    const before = { position: this.#last, hash: this.#hash };
    const committed: Committed[] = [];
    const answers: AppendResult[] = [];
    try {
      this.#assertWritable();
      this.#sql.begin.run();
      this.#assertAlone();
      for (const append of queue) answers.push(this.#write(append, committed));
      if (committed.length > 0) this.#commit(queue.length);
      else this.#sql.rollback.run();
    } catch (error) {
      this.#last = before.position;
      this.#hash = before.hash;
      const failure = this.#undo(error);
      this.#observer?.failed(codeOf(error), this.#readOnlyBecause);
      for (const { at, reject } of queue) {
        this.#observer?.answered('failed', performance.now() - at);
        reject(failure);
      }
      return;
    }
    if (committed.length > 0) this.#witness?.write({ position: this.#last, hash: this.#hash });
    this.#feed.publish(committed);
    const now = performance.now();
    queue.forEach(({ at, resolve }, index) => {
      const answer = answers[index] as AppendResult;
      this.#observer?.answered(answer.kind, now - at);
      resolve(answer);
    });
  }

  #commit(appends: number): void {
    const began = performance.now();
    this.#sql.commit.run();
    this.#observer?.committed(appends, performance.now() - began);
  }

  #write({ stream, expected, events, body }: Append, committed: Committed[]): AppendResult {
    const seen = expected === 'noStream' ? -1 : expected;
    let head = this.#heads.of(stream);
    const actual = head?.revision ?? -1;
    if (seen !== actual) {
      const first = head && seen < actual ? this.#firstAnswer(head, seen + 1, events) : undefined;
      return first ?? { kind: 'conflict', actual: actual < 0 ? 'noStream' : actual };
    }
    head ??= { id: Number(this.#sql.addStream.run(stream).lastInsertRowid), revision: -1 };
    const revision = actual + 1;
    const position = this.#last + 1;
    const row = { position, name: stream, revision, count: events.length, body };
    const link = this.#chain.next(this.#hash, row);
    this.#sql.addBatch.run(position, head.id, revision, events.length, link.body, link.hash);
    this.#hash = link.hash;
    head.revision = actual + events.length;
    this.#heads.keep(stream, head);
    this.#last += events.length;
    committed.push(once(() => this.#decode(stream, row)));
    return { kind: 'appended', revision: head.revision, position: BigInt(this.#last) };
  }

  /** The answer of the first time, where the same facts were appended at the same expectation before. */
  #firstAnswer({ id }: Head, revision: number, events: readonly NewEvent[]): AppendResult | undefined {
    const row = this.#sql.batchAt.get(id, revision);
    if (row === undefined) return undefined;
    const stored = JSON.parse(row.body.toString('utf8')) as readonly NewEvent[];
    if (stored.length !== events.length) return undefined;
    if (stored.some(({ eventId }, index) => eventId !== events[index]?.eventId)) return undefined;
    const further = events.length - 1;
    return { kind: 'appended', revision: revision + further, position: BigInt(row.position + further) };
  }

  #range(after: number, limit: number): readonly Recorded[] {
    return this.#reading(() => {
      const facts: Recorded[] = [];
      let next = after + 1;
      for (const row of this.#sql.range.all(after + 1, after + limit))
        for (const fact of this.#decode(row.name, row)) {
          const at = Number(fact.position);
          if (at <= after || at > after + limit) continue;
          if (at !== next) this.#lacks('the store', next);
          next = at + 1;
          facts.push(fact);
        }
      if (next <= Math.min(after + limit, this.#last)) this.#lacks('the store', next);
      return facts;
    });
  }

  #decode(stream: string, { position, revision, body }: Placed): readonly Recorded[] {
    try {
      return decode(stream, revision, position, body);
    } catch (error) {
      throw new StoreUnavailable(
        this.#file,
        `the append at position ${position} is damaged and cannot be read. Stop, keep a copy, and restore the last backup.`,
        { cause: error },
      );
    }
  }

  /** A history with a hole in it is not handed out as if it were whole. */
  #lacks(what: string, from: number): never {
    throw new StoreUnavailable(
      this.#file,
      `${what} lacks facts from ${from} on: the database is damaged. Stop, keep a copy, and restore the last backup.`,
    );
  }

  #reading<Result>(read: () => Result): Result {
    if (!this.#database.open) throw new StoreUnavailable(this.#file, 'the store is closed.');
    return speakingOf(this.#file, read);
  }

  #assertWritable(): void {
    if (this.#readOnlyBecause !== undefined) throw new StoreUnavailable(this.#file, this.#readOnlyBecause);
  }

  /** Within the transaction, so that nobody can come in between: what is known of the end rests on being alone. */
  #assertAlone(): void {
    if (this.#sql.dataVersion.get() === this.#dataVersion) return;
    this.#readOnlyBecause = 'another program has written to this file. Stop, and run npm run verify.';
    this.#assertWritable();
  }

  /**
   * A full disk or a busy file has taken nothing, so the store goes on when there is room again. After any other error nobody knows
   * what reached the disk, and a second fsync may lie about it: no more facts are taken.
   */
  #undo(error: unknown): StoreUnavailable {
    this.#heads.forgetAll();
    if (!/^SQLITE_(FULL|BUSY)/.test(codeOf(error)))
      this.#readOnlyBecause ??= `no more facts are taken since a write failed. (${codeOf(error) || String(error)})`;
    try {
      if (this.#database.inTransaction) this.#sql.rollback.run();
    } catch (second) {
      this.#readOnlyBecause ??= `no more facts are taken since a write could not be undone. (${codeOf(second)})`;
    }
    return unavailable(this.#file, error);
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
