import { applyClockFacts, type Clock, levelAt } from '../../domain/clock/clock.ts';
import { clockFactsIn } from '../../domain/clock/facts.ts';
import { type Projection, put } from '../engine/projection.ts';
import { FOREVER, table } from '../engine/table.ts';

/** Every limit that ever ran 时限, with the instants from which its levels hold: «what is late at T» is a range of them. */
export const deadlines = table<Clock>()({
  name: 'deadlines',
  key: ['id'],
  columns: {
    /** Credit code of whoever answers for it. */
    department: 'text',
    kind: 'text',
    project: 'text',
    /** `dueAt`, or the end of time where nobody can say: those come last. */
    due_sort: 'text',
    amber_at: 'text',
    red_at: 'text',
    purple_at: 'text',
    closed_at: 'text',
    /** The level that it keeps once it is closed. */
    closed_level: 'text',
  },
  // Both hold all that they are asked for, their own condition included, so that no row is looked at.
  indexes: [
    // Lists what is due; the index in memory is loaded from it.
    {
      current: ['due_sort', 'id', 'department', 'amber_at', 'red_at', 'purple_at', 'closed_at', 'valid_to'],
      whileNull: 'closed_at',
    },
    // Lists a department's work, and counts its levels.
    {
      current: ['department', 'due_sort', 'id', 'amber_at', 'red_at', 'purple_at', 'closed_at', 'valid_to'],
      whileNull: 'closed_at',
    },
    ['project', 'valid_to'],
  ],
  keyOf: ({ id }) => [id],
  cells: (clock) => ({
    department: clock.charged,
    kind: clock.kind,
    project: clock.project,
    due_sort: clock.due.dueAt ?? FOREVER,
    amber_at: clock.due.amberAt,
    red_at: clock.due.redAt,
    purple_at: clock.due.purpleAt,
    closed_at: clock.closedAt,
    closed_level: clock.closedAt === null ? null : levelAt(clock, clock.closedAt),
  }),
});

/** Follows the clocks of every slice alike: facts say what moved, whatever they are called. */
export const deadlinesProjection: Projection = {
  name: 'deadlines',
  version: 3,
  tables: [deadlines],
  async handle({ event: { data } }, rows) {
    const facts = clockFactsIn(data);
    if (facts.length === 0) return [];
    const book = new Map<string, Clock>();
    for (const id of new Set(facts.map((fact) => fact.id))) {
      const clock = await rows.read(deadlines, [id]);
      if (clock !== undefined) book.set(id, clock);
    }
    return [...applyClockFacts(book, facts).values()].map((clock) => put(deadlines, clock));
  },
};
