import type { Instant } from '../domain/kernel/instant.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';

/** A command that a saga wants sent. */
export interface Effect {
  /** Names the effect, not the cause: however often it is asked for, it happens once. */
  readonly commandId: string;
  readonly slice: string;
  readonly key: Readonly<Record<string, string>>;
  readonly type: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An instant at which a saga wants to be woken. The key names what for, and says so again if it is asked again. */
export interface WakeUp {
  readonly key: string;
  readonly at: Instant;
}

/**
 * A process manager 流程管理器: facts in, commands out. Pure, so it can be replayed; sending is the runner's business.
 * It remembers nothing that a replay would not find again. What it sends may be refused: the stream knows better, and a
 * saga that must do something about it does so on the facts that follow.
 */
export interface Saga<State> {
  readonly name: string;
  /** Raise it to have the states rebuilt from the first fact. */
  readonly version: number;
  /** The instances that a fact belongs to; `'*'` for all there are. */
  readonly instancesOf: (fact: Recorded) => readonly string[] | '*';
  /** The state after a fact; `undefined` when nothing is left to remember. */
  readonly evolve: (state: State | undefined, fact: Recorded) => State | undefined;
  /** What to send, given the state before and after a fact. */
  readonly react?: (state: State | undefined, fact: Recorded, before: State | undefined) => readonly Effect[];
  /** Every wake-up that the state wants; those that were given are not given again. */
  readonly wakeUps?: (state: State) => readonly WakeUp[];
  readonly wake?: (state: State, wakeUp: WakeUp) => readonly Effect[];
}

/** The runner does not care what a saga remembers. */
export type AnySaga = Saga<unknown>;

/** Hides what a saga remembers, so that sagas of different states can stand in one list. */
export const asAnySaga = <State>(saga: Saga<State>): AnySaga => saga as unknown as AnySaga;

/** The data of a fact, whatever its type. */
export const dataOf = (fact: Recorded): Readonly<Record<string, unknown>> =>
  typeof fact.event.data === 'object' && fact.event.data !== null
    ? (fact.event.data as Readonly<Record<string, unknown>>)
    : {};
