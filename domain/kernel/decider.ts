import type { Actor } from './actor.ts';
import type { Instant } from './instant.ts';
import type { DomainEvent } from './recorded.ts';

/** A wish, addressed to one stream. The one clock reading of the attempt comes in with it. */
export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly issuedAt: Instant;
  readonly actor: Actor;
}

/** A rule that forbids 不予. Never an exception, never an HTTP number. */
export interface Rejection {
  /** Stable and documented, PascalCase: clients switch on it. */
  readonly code: string;
  /** For people: what is wrong, with the values, and what to do instead. */
  readonly message: string;
  /** Id of the rule in `docs/rules.md` (T3, S10 …) where there is one. */
  readonly rule?: string;
  /** Commands that the stage allows now; filled in by the kernel when the decider leaves it out. */
  readonly allowed?: readonly string[];
}

/** What a command leads to. */
export type Decision<Event> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Refused on the record: the refusal itself must leave a trace (a second visit asked for, a new demand). */
  | { readonly kind: 'refused'; readonly events: readonly Event[]; readonly rejection: Rejection };

/** Give the type argument where several types of facts follow: `accept<JobEvent>(opened, flagged)`. */
export const accept = <Event>(...events: readonly Event[]): Decision<Event> => ({ kind: 'accepted', events });

export const reject = (code: string, message: string, rule?: string): Decision<never> => ({
  kind: 'rejected',
  rejection: rule === undefined ? { code, message } : { code, message, rule },
});

/** `event.data.refusal` must be this same rejection, so that a repeated command gets the same answer. */
export const refuseOnRecord = <
  Event extends DomainEvent & { readonly data: { readonly refusal: Rejection } },
>(
  event: Event,
): Decision<Event> => ({ kind: 'refused', events: [event], rejection: event.data.refusal });

/**
 * A decider 决策器: pure functions, and the only place where a business rule may live.
 * `decide` asks «may this happen?»; `evolve` records that it did, and never judges again.
 * The stage is kept and checked by the kernel (`defineSlice`) before `decide` is asked, so no decider can forget it.
 */
export interface Decider<State, Cmd extends Command, Event extends DomainEvent, Context> {
  readonly initialState: State;
  readonly decide: (state: State, command: Cmd, context: Context) => Decision<Event>;
  readonly evolve: (state: State, event: Event) => State;
}
