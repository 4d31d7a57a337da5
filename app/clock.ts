import type { Instant } from '../domain/kernel/instant.ts';
import type { AppClock } from './runtime.ts';

/** The clock of the machine. */
export const systemClock: AppClock = { now: () => new Date().toISOString() };

/** A clock that stands still until it is moved: scenarios, seeds and tests run on it. */
export interface VirtualClock extends AppClock {
  /** Moves to an instant; never backwards. */
  moveTo(instant: Instant): void;
}

export function virtualClock(start: Instant): VirtualClock {
  let now = start;
  return {
    now: () => now,
    moveTo: (instant) => {
      if (instant > now) now = instant;
    },
  };
}
