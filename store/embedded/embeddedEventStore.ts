import type Database from 'better-sqlite3';
import type { AppendResult, EventStore, ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { NewEvent, Position, Recorded } from '../../domain/kernel/recorded.ts';
import { decode, encode } from '../encoding.ts';
import { type Committed, Feed } from '../feed.ts';
import { codeOf, speakingOf, unavailable } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { type Head, Heads } from './heads.ts';
import { type OpenDatabase, openEventsFile } from './openFile.ts';
import { prepare, type Statements } from './statements.ts';

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  readonly body: string;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Facts in one SQLite file, the default store. Appends that arrive in one turn of the event loop share one transaction
 * and one fsync (group commit); one that comes alone waits for nobody. Nobody is answered before the commit, not even
 * with a conflict, which may rest on an append of the same transaction.
 */
export class EmbeddedEventStore implements EventStore {
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #sql: Statements;
  readonly #heads: Heads;
  readonly #feed: Feed;
  #queue: Append[] = [];
  #last: number;
  #readOnlyBecause: string | undefined;

  constructor(file: string, open?: OpenDatabase) {
    this.#file = file;
    this.#database = openEventsFile(file, open);
    this.#sql = prepare(this.#database);
    this.#heads = new Heads((stream) => this.#sql.headOf.get(stream));
    this.#feed = new Feed((after, limit) => this.#range(Number(after), limit));
    this.#last = this.#sql.lastPosition.get() ?? 0;
  }

  /** Why no more facts are taken, after the disk answered with an error: a restart recovers what was acknowledged. */
  get readOnlyBecause(): string | undefined {
    return this.#readOnlyBecause;
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#assertWritable();
      this.#queue.push({ stream, expected, events, body: encode(events), resolve, reject });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  async read(stream: string, fromRevision = 0): Promise<readonly Recorded[]> {
    return this.#reading(() => {
      const head = this.#heads.of(stream);
      if (head === undefined || fromRevision > head.revision) return [];
      return this.#sql.stream
        .all(head.id, head.id, fromRevision)
        .flatMap((row) => decode(stream, row.revision, row.position, row.body))
        .filter((fact) => fact.revision >= fromRevision);
    });
  }

  async readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]> {
    return this.#range(after === 'start' ? 0 : Number(after), limit);
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
    this.#readOnlyBecause ??= 'the store is closed.';
    this.#database.close();
  }

  #flush(): void {
    const queue = this.#queue;
    if (queue.length === 0) return;
    this.#queue = [];
    const before = this.#last;
    const committed: Committed[] = [];
    const answers: AppendResult[] = [];
    try {
      this.#assertWritable();
      this.#sql.begin.run();
      for (const append of queue) answers.push(this.#write(append, committed));
      if (committed.length > 0) this.#sql.commit.run();
      else this.#sql.rollback.run();
    } catch (error) {
      this.#last = before;
      const failure = this.#undo(error);
      for (const { reject } of queue) reject(failure);
      return;
    }
    this.#feed.publish(committed);
    queue.forEach(({ resolve }, index) => {
      resolve(answers[index] as AppendResult);
    });
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
    this.#sql.addBatch.run(position, head.id, revision, events.length, body);
    head.revision = actual + events.length;
    this.#heads.keep(stream, head);
    this.#last += events.length;
    committed.push(once(() => decode(stream, revision, position, body)));
    return { kind: 'appended', revision: head.revision, position: BigInt(this.#last) };
  }

  /** The answer of the first time, where the same facts were appended at the same expectation before. */
  #firstAnswer({ id }: Head, revision: number, events: readonly NewEvent[]): AppendResult | undefined {
    const row = this.#sql.batchAt.get(id, revision);
    if (row === undefined) return undefined;
    const stored = JSON.parse(row.body) as readonly NewEvent[];
    if (stored.length !== events.length) return undefined;
    if (stored.some(({ eventId }, index) => eventId !== events[index]?.eventId)) return undefined;
    const further = events.length - 1;
    return { kind: 'appended', revision: revision + further, position: BigInt(row.position + further) };
  }

  #range(after: number, limit: number): readonly Recorded[] {
    return this.#reading(() => {
      const facts: Recorded[] = [];
      for (const { name, revision, position, body } of this.#sql.range.all(after + 1, after + limit))
        for (const fact of decode(name, revision, position, body)) {
          const at = Number(fact.position);
          if (at > after && at <= after + limit) facts.push(fact);
        }
      return facts;
    });
  }

  #reading<Result>(read: () => Result): Result {
    if (!this.#database.open) throw new StoreUnavailable(this.#file, 'the store is closed.');
    return speakingOf(this.#file, read);
  }

  #assertWritable(): void {
    if (this.#readOnlyBecause !== undefined) throw new StoreUnavailable(this.#file, this.#readOnlyBecause);
  }

  /**
   * A full disk has written nothing, so the store goes on when there is room again. After any other error nobody knows
   * what reached the disk, and a second fsync may lie about it: no more facts are taken.
   */
  #undo(error: unknown): StoreUnavailable {
    this.#heads.forgetAll();
    if (codeOf(error) !== 'SQLITE_FULL')
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
