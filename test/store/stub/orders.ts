/** What the stub is told to do wrong, until it is told otherwise. It does everything right at first. */
export interface Orders {
  /** Every call fails with UNAVAILABLE. */
  readonly unavailable: boolean;
  /** Calls that ask for the leader, and appends, are told where it is. */
  readonly notLeader: { readonly host: string; readonly port: number } | null;
  /** Calls of these kinds are taken and never answered; `events`: open subscriptions fall silent. */
  readonly silent: readonly ('appends' | 'reads' | 'events' | 'features')[];
  /** Subscriptions that have fallen silent tell every so many milliseconds how far they have looked; null: they do not. */
  readonly looking: number | null;
  /** The next so many appends are committed, or not, and then the stream on which they came breaks without an answer. */
  readonly cut: { readonly appends: number; readonly committed: boolean } | null;
  /** The next so many appends are committed, and the server says that it timed out. */
  readonly timeOut: number;
  /** Answers to appends and events of subscriptions wait so many milliseconds. */
  readonly late: number;
  /** Answers to appends and events of subscriptions come twice. */
  readonly twice: boolean;
  /** Every reading call breaks with UNAVAILABLE after so many events. */
  readonly breakAfter: number | null;
  /** The process dies without a word at the next append, before or after it is in the file; or after so many events read. */
  readonly die: { readonly at: 'before' | 'after' } | { readonly events: number } | null;
  /** The members that gossip tells of; null: this node alone, as the leader. */
  readonly members:
    | readonly {
        readonly host: string;
        readonly port: number;
        readonly leader: boolean;
        readonly alive: boolean;
      }[]
    | null;
}

export const OBEDIENT: Orders = {
  unavailable: false,
  notLeader: null,
  silent: [],
  looking: null,
  cut: null,
  timeOut: 0,
  late: 0,
  twice: false,
  breakAfter: null,
  die: null,
  members: null,
};

/** What is said to the process over its channel; each is answered with its number when it is done. */
export type Told = { readonly number: number } & (
  | { readonly kind: 'orders'; readonly orders: Partial<Orders> }
  | { readonly kind: 'forget'; readonly appends: number }
  /** Every open call ends, with UNAVAILABLE or as if the server had nothing more to say. */
  | { readonly kind: 'break'; readonly how: 'unavailable' | 'end' }
  | { readonly kind: 'counts' }
);

/** What the stub did since it started. */
export interface Counts {
  readonly appends: number;
  /** Appends that were cut off on order. */
  readonly cuts: number;
  readonly eventsRead: number;
  readonly subscriptions: number;
  readonly openSubscriptions: number;
}
