import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Clock, Level } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';

type Condition = RawBuilder<SqlBool>;

/** The instant lies at or before the one asked about; never unknown, so that it can be denied. */
const reached = (column: string, asOf: Instant): Condition =>
  sql<SqlBool>`(${sql.ref(column)} is not null and ${sql.ref(column)} <= ${asOf})`;

const amber = (asOf: Instant) => reached('amber_at', asOf);
const red = (asOf: Instant) => reached('red_at', asOf);
const purple = (asOf: Instant) => reached('purple_at', asOf);

/** Open deadlines of a level: a comparison of stored instants, so it holds at any instant with no job having run. */
export function openAt(level: Level, asOf: Instant): Condition {
  switch (level) {
    case 'PURPLE':
      return purple(asOf);
    case 'RED':
      return sql<SqlBool>`(${red(asOf)} and not ${purple(asOf)})`;
    case 'AMBER':
      return sql<SqlBool>`(${amber(asOf)} and not ${red(asOf)} and not ${purple(asOf)})`;
    case 'GREEN':
      return sql<SqlBool>`(not ${amber(asOf)} and not ${red(asOf)} and not ${purple(asOf)})`;
  }
}

/** Deadlines of a level, closed ones by the level that they kept. */
export const ofLevel = (level: Level, asOf: Instant): Condition =>
  sql<SqlBool>`((closed_at is null and ${openAt(level, asOf)}) or closed_level = ${level})`;

/** Open deadlines that are amber or worse. */
export const raisedOpen = (asOf: Instant): Condition => amber(asOf);

/** Deadlines that are amber or worse, closed ones by the level that they kept. */
export const raised = (asOf: Instant): Condition =>
  sql<SqlBool>`((closed_at is null and ${amber(asOf)}) or closed_level in ('AMBER', 'RED', 'PURPLE'))`;

export const stillOpen: Condition = sql<SqlBool>`closed_at is null`;

/** The instant from which a clock has had its level. */
export function levelSince({ due }: Pick<Clock, 'due'>, level: Level): Instant | null {
  switch (level) {
    case 'PURPLE':
      return due.purpleAt;
    case 'RED':
      return due.redAt;
    case 'AMBER':
      return due.amberAt;
    case 'GREEN':
      return null;
  }
}
