import type { Held } from './load.ts';
import type { Viewer } from './viewer.ts';

/** What is known of a request before GraphQL reads it. */
export interface Asked {
  readonly viewer: Viewer;
  readonly correlationId: string;
  /** Subject and address: whom limits per client are for. */
  readonly client: string;
  /** Of a POST. */
  readonly body: Buffer | undefined;
  /** What the body says, where it was read before yoga asks for it. */
  readonly params?: Record<string, unknown> | undefined;
  /** What the request takes of the process until it is answered. */
  readonly held: Held;
  /** The last change that a resuming client has seen. */
  readonly lastEventId: string | undefined;
  /** Called once when the connection is gone, whoever ended it. */
  onClose(listener: () => void): void;
}
