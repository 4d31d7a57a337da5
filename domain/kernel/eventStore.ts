import type { NewEvent, Position, Recorded } from './recorded.ts';

/** The revision of the last fact that the writer has seen. */
export type ExpectedRevision = number | 'noStream';

export type AppendResult =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: Position }
  /** Somebody else was faster. An everyday outcome, so a value; a broken disk is an exception. */
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

/**
 * A store no longer has a fact that a reader came to, or has another one in its place: it has forgotten what it
 * acknowledged, or it is another store. Nobody may read on as if nothing had happened (promise 17).
 */
export class HistoryChanged extends Error {
  override readonly name = 'HistoryChanged';

  constructor(reader: string, position: Position, found: string | undefined) {
    super(
      `${reader} came to position ${position}, where the store has ${found === undefined ? 'nothing' : `another fact (${found})`} now. Its history was changed or lost; nothing is read on. Restore the store, or fold the read models anew from what it has.`,
    );
  }
}

/** The port 端口. Adapters live in `store/`, and every one of them passes `test/store/contract.ts`. */
export interface EventStore {
  /** Whether other processes write it as well: then what was read of a stream may have moved on since. */
  readonly shared: boolean;
  /** The facts of one stream in order, from a revision on (default 0); none where there is no stream. */
  read(stream: string, fromRevision?: number): Promise<readonly Recorded[]>;
  /**
   * All or nothing, durable before the answer. Appending the same ids again at the same expectation is answered as the
   * first time and records nothing.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Up to `limit` facts of all streams after a position, in order. */
  readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]>;
  /** The fact at exactly this position, if there is one: a reader asks whether the fact that it came to is still there. */
  at(position: Position): Promise<Recorded | undefined>;
  /** How many facts come after a position, counted up to `most`: positions may have gaps. */
  countAfter(after: Position | 'start', most: number): Promise<number>;
  /**
   * Everything after a position in order, in batches that are never empty, and then whatever comes, until aborted. Throws
   * `HistoryChanged` where the last fact that it handed over is gone or is another one.
   */
  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<readonly Recorded[]>;
  /** The position of the last fact, or `'start'` in an empty store. */
  head(): Promise<Position | 'start'>;
  close(): Promise<void>;
}
