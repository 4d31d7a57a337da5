import { levelAt } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { SeenRow } from '../handlers/alerts.ts';
import type { AlertView, DeadlineView } from '../views.ts';
import { levelSince } from './levels.ts';
import type { QuerySource } from './source.ts';

/** One alert for each deadline: its id is made from that of the deadline. */
export const alertIdOf = (deadline: string) => `alert/${deadline}`;

/** The rules by which lateness raises an alert: of a step inside a matter that may yet be on time, of anything else. */
const raisingRule = { STEP: 'K5', LATE: 'K2' } as const;

/** The alert that a late deadline is 超时预警, since the instant at which its level was reached. */
export function lateAlert(
  { ruleOf }: Pick<QuerySource, 'ruleOf'>,
  deadline: DeadlineView,
  seen: SeenRow | undefined,
  asOf: Instant,
): AlertView {
  const { clock, id } = deadline;
  const level = levelAt(clock, asOf);
  const since = levelSince(clock, level);
  if (since === null) throw new Error(`Deadline «${id}» is ${level} since nobody knows when.`);
  const kind = deadline.kind === 'STEP' ? 'STEP' : 'LATE';
  return {
    id: alertIdOf(id),
    kind,
    level,
    raisedAt: since,
    rule: ruleOf(raisingRule[kind]) ?? null,
    text: null,
    department: deadline.department,
    project: deadline.project,
    deadline,
    ...seenBy(seen),
  };
}

export const seenBy = (seen: SeenRow | undefined) => ({ seenBy: seen?.by ?? null, note: seen?.note ?? null });
