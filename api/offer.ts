import type { DecisionContext } from '../domain/clock/context.ts';
import type { Slice } from '../domain/kernel/slice.ts';

export type AnySlice = Slice<unknown, DecisionContext>;

/** What a client says, the key of the stream included. */
export type Input = Readonly<Record<string, unknown>>;

/** A command that users may give, with every slice that knows it. */
export interface Offer {
  readonly command: string;
  readonly slices: readonly [AnySlice, ...AnySlice[]];
}
