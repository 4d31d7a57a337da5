import type { Kysely } from 'kysely';

/** A database, or a transaction in it, whatever tables it has. */
export type AnyDatabase = Pick<Kysely<never>, 'isTransaction'>;

/** Where read models live: connections that write and connections that read, so that no reader waits for a catch-up. */
export interface ReadModel<Tables> {
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  /** Whether other processes may use it at the same time. */
  readonly shared: boolean;
  /** Tells other processes something when the transaction commits, and nothing if it does not. */
  notify(transaction: AnyDatabase, channel: string, payload: string): Promise<void>;
  /**
   * Hears what is told on a channel until the signal comes. Whoever listens is connected again for as long as that takes,
   * and hears `undefined` whenever it is: what was told in between is lost, so look for yourself.
   */
  listen(channel: string, heard: (payload: string | undefined) => void, signal: AbortSignal): void;
  close(): Promise<void>;
}
