/** How long is waited and how often it is tried, in milliseconds: data, so that tests and operators can set it. */
export interface Policy {
  /** What one call may take. The server gives up a write after 2 s by itself. */
  readonly call: number;
  /** What an append or a read may take with all its attempts, before it is told that the store cannot be reached. */
  readonly total: number;
  /** The first pause before another attempt, and the longest; each doubles the one before, and is jittered. */
  readonly pause: number;
  readonly longestPause: number;
  /** After so many failures without a success between them the store is said to be unreachable. */
  readonly failures: number;
  /** How often a silent subscription is checked, and a store that cannot be reached is asked again. */
  readonly watch: number;
  /** Facts that are read ahead of a slow subscriber; then the server is told to wait. */
  readonly ahead: number;
}

export const POLICY: Policy = {
  call: 3000,
  total: 30_000,
  pause: 25,
  longestPause: 2000,
  failures: 3,
  watch: 5000,
  ahead: 4000,
};

/** Jittered, so that all who were cut off at once do not come back at once. */
export const pauseBefore = (attempt: number, { pause, longestPause }: Policy): number =>
  Math.min(longestPause, pause * 2 ** Math.min(attempt, 16)) * (0.5 + Math.random() / 2);
