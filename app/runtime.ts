import type { Calendar } from '../domain/calendar/calendar.ts';
import type { DecisionContext } from '../domain/clock/context.ts';
import type { Actor } from '../domain/kernel/actor.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position, Recorded } from '../domain/kernel/recorded.ts';
import type { Slice, SliceState } from '../domain/kernel/slice.ts';
import type { Queries } from '../projections/views.ts';
import type { Fault } from './faults.ts';
import type { Operations } from './operations.ts';

/** The clock of the process; a virtual one in scenarios and tests. */
export interface AppClock {
  now(): Instant;
}

/** A command on its way: which slice, which stream of it, what, by whom. */
export interface Request {
  readonly slice: string;
  /** The key of the stream, as the slice's `key` schema parses it. */
  readonly key: Readonly<Record<string, string>>;
  readonly type: string;
  /** The input without the key; parsed by the command's schema here. */
  readonly input: unknown;
  readonly actor: Actor;
  /** Made here where the client gave none. */
  readonly commandId?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** The answers to a command. Only a bug is an exception. */
export type Answer =
  | {
      readonly kind: 'accepted';
      readonly commandId: string;
      readonly stream: string;
      readonly revision: number;
      readonly position: Position;
    }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly rule: string | undefined;
      readonly allowed: readonly string[];
      /** Set where the refusal itself was recorded. */
      readonly position: Position | undefined;
    }
  | {
      readonly kind: 'invalid';
      readonly issues: readonly { readonly path: string; readonly message: string }[];
    };

/** Facts as this node's read models take them in. */
export interface Changes {
  /** Up to where the read models are. */
  position(): Position | 'start';
  /** Hear of each batch once the read models hold it. Answers how to hear no more. */
  listen(listener: (facts: readonly Recorded[]) => void): () => void;
  /** Facts after a place, in order. */
  after(position: Position | 'start', limit: number): Promise<readonly Recorded[]>;
}

/** What the API and the commands of `cli/` drive. */
export interface Runtime {
  readonly clock: AppClock;
  readonly slices: ReadonlyMap<string, Slice<unknown, DecisionContext>>;
  /** Decide and record; answers when this node's read models have the outcome, so that a caller reads its own write. */
  execute(request: Request): Promise<Answer>;
  /** A command was answered before it came here: its sender may not, or its address is wrong. For whoever counts. */
  declined(command: Pick<Request, 'slice' | 'type' | 'correlationId'>, answer: Answer): void;
  /** The folded state of one stream; the initial state where there is none. */
  stateOf(slice: string, stream: string): Promise<SliceState<unknown>>;
  readonly queries: Queries;
  /** The calendar in force, and older ones by the number of notices they held. */
  calendar(): Calendar;
  calendarAt(version: number): Calendar;
  /** The facts of one stream, raised to today's schema. */
  history(stream: string): Promise<readonly Recorded[]>;
  readonly changes: Changes;
  /** How far the readers of the log have come, and what they have set aside. */
  readonly operations: Operations;
  /** Resolves when projections and sagas have handled everything and nothing is due now. */
  settled(): Promise<void>;
  /** What is out of order until the next start. */
  faults(): readonly Fault[];
  /** What this process has the right to run, where that is shared out among several. */
  leases(): readonly string[];
  stop(): Promise<void>;
}
