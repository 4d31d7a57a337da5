import type { Calendar } from '../calendar/calendar.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { type ClockBook, closeClock } from '../clock/clock.ts';
import type { ClockFact } from '../clock/facts.ts';
import { nodeDeadlineId, openOpinionClock } from '../clock/nodeClock.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Seat, unitsOf } from './joint.ts';

/** Close those of these clocks that are open. */
export const closing = (book: ClockBook, ids: readonly string[], at: Instant): ClockFact[] =>
  ids.flatMap((id) => {
    const clock = book.get(id);
    return clock === undefined || clock.closedAt !== null ? [] : [closeClock(clock, at)];
  });

/** A step is done, and with it every step before it. */
export const closingStep = (terms: NodeTerms, book: ClockBook, key: string, at: Instant): ClockFact[] => {
  const last = terms.steps.findIndex((step) => step.key === key);
  const ids = terms.steps.slice(0, last + 1).map((step) => nodeDeadlineId(terms, `step/${step.key}`));
  return closing(book, ids, at);
};

export const opinionClockId = (terms: NodeTerms, unit: string): string =>
  nodeDeadlineId(terms, `opinion/${unit}`);

export const reasonsClockId = (terms: NodeTerms, { unit, discipline }: Seat): string =>
  nodeDeadlineId(terms, `reasons/${unit}/${discipline}`);

/** Duties that outlive the procedure (J16, Q5) neither stop nor pause with it. */
export const ownClocks = (terms: NodeTerms, book: ClockBook): ClockBook =>
  without(book, ...['reasons/', 'followUp/', 'check/'].map((duty) => nodeDeadlineId(terms, duty)));

/** With the application what follows a consent to it falls away; the reasons for an override do not. */
export const withdrawnClocks = (terms: NodeTerms, book: ClockBook): ClockBook =>
  without(book, nodeDeadlineId(terms, 'reasons/'));

const without = (book: ClockBook, ...prefixes: readonly string[]): ClockBook =>
  new Map([...book].filter(([id]) => !prefixes.some((prefix) => id.startsWith(prefix))));

/** One clock for each unit that is to give an opinion, of the days of its step, or of the node where it has no steps. */
export const openOpinionClocks = (
  calendar: Calendar,
  terms: NodeTerms,
  step: string,
  startedAt: Instant,
  units: readonly string[] = unitsOf(terms),
): ClockFact[] => {
  const days = terms.steps.find(({ key }) => key === step)?.days ?? terms.promised?.days;
  if (days === undefined) return [];
  return units.map((unit) => {
    const name = terms.participants.find((seat) => seat.unit === unit)?.name ?? unit;
    return openOpinionClock(calendar, terms, unit, `${terms.title} · ${name}`, days, startedAt);
  });
};
