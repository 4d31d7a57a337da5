import type { NewEvent, Position, Recorded } from './recorded.ts';

/** The revision of the last fact that the writer has seen. */
export type ExpectedRevision = number | 'noStream';

export type AppendResult =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: Position }
  /** Somebody else was faster. An everyday outcome, so a value; a broken disk is an exception. */
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

/** The port 端口. Adapters live in `store/`, and every one of them passes `test/store/contract.ts`. */
export interface EventStore {
  /** The facts of one stream in order, from a revision on (default 0); none where there is no stream. */
  read(stream: string, fromRevision?: number): Promise<readonly Recorded[]>;
  /**
   * All or nothing, durable before the answer. Appending the same ids again at the same expectation is answered as the
   * first time and records nothing.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Up to `limit` facts of all streams after a position, in order. */
  readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]>;
  /** Everything after a position in order, in batches that are never empty, and then whatever comes, until aborted. */
  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<readonly Recorded[]>;
  /** The position of the last fact, or `'start'` in an empty store. */
  head(): Promise<Position | 'start'>;
  close(): Promise<void>;
}
