import type { Instant } from '../kernel/instant.ts';
import type { Clock } from './clockBook.ts';
import type { Due } from './facts.ts';

/** How near to its end a limit is, or how far past it 亮灯: green, amber 黄, red 红 from the first late instant, purple 督办. */
export type Level = 'GREEN' | 'AMBER' | 'RED' | 'PURPLE';

const reached = (instant: Instant | null, asOf: Instant): boolean => instant !== null && instant <= asOf;

const running = ({ amberAt, redAt, purpleAt }: Due, asOf: Instant): Level => {
  if (reached(purpleAt, asOf)) return 'PURPLE';
  if (reached(redAt, asOf)) return 'RED';
  return reached(amberAt, asOf) ? 'AMBER' : 'GREEN';
};

/** A step inside a node never gets redder than amber, which means late there. */
const isStep = ({ dueAt, redAt }: Due): boolean => dueAt !== null && redAt === null;

/**
 * The level at an instant (K2, K3). A closed clock keeps what it was if it was closed late, else it is green: amber is
 * only a signal, and a matter decided on its last day passes through it.
 */
export function levelAt({ due, closedAt }: Pick<Clock, 'due' | 'closedAt'>, asOf: Instant): Level {
  if (closedAt === null || asOf < closedAt) return running(due, asOf);
  const level = running(due, closedAt);
  return level === 'AMBER' && !isStep(due) ? 'GREEN' : level;
}
