import type { Calendar } from '../calendar/calendar.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import type { Instant, LegalDay } from '../kernel/instant.ts';
import {
  type Clock,
  type ClockBook,
  closeClock,
  type Opening,
  openClock,
  type Pausing,
  pauseClock,
  pausedAt,
  rederiveClock,
  resumeClock,
} from './clock.ts';
import type { ClockFact } from './facts.ts';
import type { ClockTerms, Limit } from './terms.ts';

/** The id of a deadline of a node: `<project>/<node>`, with what it is about behind it. */
export const nodeDeadlineId = (
  { project, key }: Pick<NodeTerms, 'project' | 'key'>,
  suffix?: string,
): string => (suffix === undefined ? `${project}/${key}` : `${project}/${key}/${suffix}`);

/** The clock terms of the node's own limit. */
export function nodeClockTerms(terms: NodeTerms): ClockTerms {
  if (terms.promised === null)
    throw new Error(`Node ${terms.key} is off the approval clock and has no limit.`);
  const { promised, statutory, pausePolicy, thresholds, closesAt, rules } = terms;
  return { promised, statutory, pausePolicy, thresholds, closesAt, rules };
}

/** A limit inside the node, on the node's own terms but without a statutory one. */
const innerTerms = (terms: NodeTerms, promised: Limit): ClockTerms => ({
  promised,
  statutory: null,
  pausePolicy: terms.pausePolicy,
  thresholds: terms.thresholds,
  closesAt: terms.closesAt,
  rules: terms.rules,
});

const opening = (terms: NodeTerms, startedAt: Instant, startDay: LegalDay | undefined) => ({
  project: terms.project,
  node: terms.key,
  charged: terms.authority,
  startedAt,
  startDay,
});

/**
 * The clocks that run from a node's acceptance: its own, and one for each of its steps, due so many counted days after
 * the same start as it and the steps before it have together. A step is green until it is due and then amber (K5).
 */
export function openNodeClocks(
  calendar: Calendar,
  terms: NodeTerms,
  startedAt: Instant,
  startDay?: LegalDay,
): ClockFact[] {
  if (terms.promised === null) return [];
  const { unit } = terms.promised;
  const common = opening(terms, startedAt, startDay);
  const node: Opening = {
    ...common,
    id: nodeDeadlineId(terms),
    kind: 'NODE',
    title: terms.title,
    terms: nodeClockTerms(terms),
  };
  let days = 0;
  const steps = terms.steps.map((step): Opening => {
    days += step.days;
    const stepTerms = { ...innerTerms(terms, { days, unit }), thresholds: null };
    return {
      ...common,
      id: nodeDeadlineId(terms, `step/${step.key}`),
      kind: 'STEP',
      title: step.title,
      terms: stepTerms,
    };
  });
  return [node, ...steps].map((clock) => openClock(calendar, clock));
}

/** The limit in which one participant of a joint procedure has to answer, charged to it. */
export function openOpinionClock(
  calendar: Calendar,
  terms: NodeTerms,
  unit: string,
  title: string,
  days: number,
  startedAt: Instant,
  startDay?: LegalDay,
): ClockFact {
  return openClock(calendar, {
    ...opening(terms, startedAt, startDay),
    id: nodeDeadlineId(terms, `opinion/${unit}`),
    kind: 'OPINION',
    title,
    charged: unit,
    terms: innerTerms(terms, { days, unit: 'workingDay' }),
  });
}

const open = (book: ClockBook): Clock[] => [...book.values()].filter(({ closedAt }) => closedAt === null);

/** Close every open clock. */
export const closeAll = (book: ClockBook, at: Instant): ClockFact[] =>
  open(book).map((clock) => closeClock(clock, at));

/** Pause every open clock that is not paused. */
export const pauseAll = (calendar: Calendar, book: ClockBook, pausing: Pausing): ClockFact[] =>
  open(book)
    .filter((clock) => !pausedAt(clock, pausing.from))
    .map((clock) => pauseClock(calendar, clock, pausing));

/** Resume every open clock of which a pause is open. */
export const resumeAll = (calendar: Calendar, book: ClockBook, at: Instant): ClockFact[] =>
  open(book)
    .filter(({ pauses }) => pauses.length > 0 && pauses.at(-1)?.to === null)
    .map((clock) => resumeClock(calendar, clock, at));

/** Reckon every open clock again with another calendar; those that move say so. */
export const rederiveAll = (calendar: Calendar, book: ClockBook, notice: string): ClockFact[] =>
  open(book).flatMap((clock) => rederiveClock(calendar, clock, notice) ?? []);
