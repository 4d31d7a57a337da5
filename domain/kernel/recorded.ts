import type { Actor } from './actor.ts';
import type { Instant } from './instant.ts';

/** Place in the whole store, strictly increasing. Opaque but for its order; over the wire it is a decimal string. */
export type Position = bigint;

/** What one fact says: its type and its contents. */
export interface DomainEvent {
  readonly type: string;
  readonly data: unknown;
}

/** What a command knows of a fact before the store has given it its place. */
export interface NewEvent<Event extends DomainEvent = DomainEvent> {
  /** UUIDv5 of the command's scope and the index of the fact, so that every store takes it. */
  readonly eventId: string;
  readonly schemaVersion: number;
  readonly recordedAt: Instant;
  readonly actor: Actor;
  /** The id of the command that led here. */
  readonly causationId: string;
  readonly correlationId: string;
  /** Digest of the command's canonical input, so that one id cannot stand for two inputs. */
  readonly commandDigest: string;
  readonly event: Event;
}

/** A fact in its envelope, as it stands in the store. */
export interface Recorded<Event extends DomainEvent = DomainEvent> extends NewEvent<Event> {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Read models and sagas keep the last one that they have handled. */
  readonly position: Position;
}
