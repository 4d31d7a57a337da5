import { legalDayOf } from '../calendar/day.ts';
import type { Instant, LegalDay } from '../kernel/instant.ts';
import type { ClockFact, DeadlineKind, Due } from './facts.ts';
import type { ClockTerms } from './terms.ts';

/** Time left out of a limit 中止: from its opening to the earlier of its close and its cap. */
export interface ClockPause {
  readonly reason: string;
  readonly legalBasis: string;
  readonly from: Instant;
  readonly cap: number | null;
  readonly capAt: Instant | null;
  /** Null while no fact has ended it, though the cap may have. */
  readonly to: Instant | null;
}

/** An approved extension 延长期限 (T6, T7). */
export interface ClockExtension {
  readonly days: number;
  readonly reason: string;
  readonly approver: string;
  readonly at: Instant;
}

/** One running or closed limit 时限. */
export interface Clock {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly title: string;
  /** Credit code of whoever answers for it. */
  readonly charged: string;
  readonly project: string | null;
  readonly node: string | null;
  readonly terms: ClockTerms;
  readonly startedAt: Instant;
  /** The day that the start belongs to, where it is not that of `startedAt`. */
  readonly startDay: LegalDay | undefined;
  /** Day 0 of the count. */
  readonly startOn: LegalDay;
  readonly pauses: readonly ClockPause[];
  readonly extensions: readonly ClockExtension[];
  readonly due: Due;
  readonly closedAt: Instant | null;
}

/** The clocks of one stream by id. */
export type ClockBook = ReadonlyMap<string, Clock>;

export const noClocks: ClockBook = new Map();

/** The instant at which a pause ends as far as is known: the earlier of its close and its cap. */
export const pauseEnd = ({ to, capAt }: ClockPause): Instant | null =>
  to === null || capAt === null ? (to ?? capAt) : to < capAt ? to : capAt;

/** Whether the clock is frozen at an instant, whether or not the fact that ends the freeze is recorded yet. */
export const pausedAt = ({ pauses, closedAt }: Pick<Clock, 'pauses' | 'closedAt'>, asOf: Instant): boolean =>
  (closedAt === null || asOf < closedAt) &&
  pauses.some((pause) => {
    const end = pauseEnd(pause);
    return pause.from <= asOf && (end === null || asOf < end);
  });

/** Apply what a fact did to clocks. Records and never judges; what cannot have happened is corrupt history. */
export function applyClockFacts(book: ClockBook, facts: readonly ClockFact[]): ClockBook {
  if (facts.length === 0) return book;
  const next = new Map(book);
  for (const fact of facts) next.set(fact.id, applyFact(next.get(fact.id), fact));
  return next;
}

const corrupt = (id: string, what: string) => new Error(`Corrupt history: clock «${id}» ${what}.`);

function applyFact(clock: Clock | undefined, fact: ClockFact): Clock {
  if (fact.op === 'opened') {
    if (clock !== undefined && clock.closedAt === null) throw corrupt(fact.id, 'opened while it runs');
    const { op: _, startDay, ...opened } = fact;
    const startOn = fact.due.startOn ?? startDay ?? legalDayOf(fact.startedAt);
    return { ...opened, startDay, startOn, pauses: [], extensions: [], closedAt: null };
  }
  if (clock === undefined) throw corrupt(fact.id, `is ${fact.op}, but was never opened`);
  if (clock.closedAt !== null) throw corrupt(fact.id, `is ${fact.op} after it was closed`);
  if (fact.op === 'closed') return { ...clock, closedAt: fact.at };
  const moved = { ...clock, due: fact.due, startOn: fact.due.startOn ?? clock.startOn };
  switch (fact.op) {
    case 'paused': {
      if (pausedAt(clock, fact.from)) throw corrupt(fact.id, 'is paused while it is paused');
      const { reason, legalBasis, from, cap, capAt } = fact;
      return { ...moved, pauses: [...clock.pauses, { reason, legalBasis, from, cap, capAt, to: null }] };
    }
    case 'resumed':
      return { ...moved, pauses: resumePauses(clock, fact.at) };
    case 'extended': {
      const { days, reason, approver, at } = fact;
      return { ...moved, extensions: [...clock.extensions, { days, reason, approver, at }] };
    }
    case 'rederived':
      return moved;
  }
}

/** The pauses after the open one has been closed. */
export function resumePauses(
  { id, pauses }: Pick<Clock, 'id' | 'pauses'>,
  at: Instant,
): readonly ClockPause[] {
  const last = pauses.at(-1);
  if (last === undefined || last.to !== null) throw corrupt(id, 'is resumed without an open pause');
  return [...pauses.slice(0, -1), { ...last, to: at }];
}
