import * as z from 'zod';
import { Instant, LegalDay } from '../kernel/instant.ts';
import { ClockTerms, Days } from './terms.ts';

/** What a deadline is about. */
export const DeadlineKind = z.enum(['NODE', 'STEP', 'OPINION', 'CORRECTION', 'DELIVERY', 'DUTY', 'MARKET']);
export type DeadlineKind = z.infer<typeof DeadlineKind>;

/**
 * The instants of a clock, recorded whenever they move. `dueOn` is the last day, `dueAt` its 24:00 in Asia/Shanghai: the
 * first instant that is late. `amberAt`, `redAt`, `purpleAt` are the instants from which that level holds, already moved
 * out of freezes; null: not as long as the open pause lasts, or never (a step never gets redder than amber).
 */
export const Due = z.object({
  /** Day 0 of the count: the day of the start, rolled to a working day (T2, T21). */
  startOn: LegalDay.optional(),
  dueOn: LegalDay.nullable(),
  dueAt: Instant.nullable(),
  amberAt: Instant.nullable(),
  redAt: Instant.nullable(),
  purpleAt: Instant.nullable(),
  /** A day beyond the last announced year was looked at 暂定. */
  provisional: z.boolean(),
  binding: z.enum(['PROMISED', 'STATUTORY']),
  /** How many holiday notices the calendar held that this was reckoned with: the version of the calendar. */
  calendarVersion: z.int().nonnegative(),
});
export type Due = z.infer<typeof Due>;

/**
 * What a fact did to a clock. Every fact that moves clocks carries a list of these, so that deadlines, alerts and
 * re-derivation are one mechanism for every slice.
 */
export const ClockFact = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('opened'),
    /** Plain and readable: `<project>/<node>`, with `/step/<key>`, `/opinion/<unit>`, `/correction/<n>` behind it. */
    id: z.string().min(1),
    kind: DeadlineKind,
    title: z.string().min(1),
    /** Credit code of whoever answers for it. */
    charged: z.string().min(1),
    project: z.string().nullable(),
    node: z.string().nullable(),
    terms: ClockTerms,
    /** The instant that set it running, before any roll to a working day. */
    startedAt: Instant,
    /** The day that the start belongs to where it is another than that of `startedAt`: 24:00 of a day that ends (T2). */
    startDay: LegalDay.optional(),
    due: Due,
  }),
  z.object({
    op: z.literal('paused'),
    id: z.string().min(1),
    reason: z.string().min(1),
    /** Id of the rule, or the law, that allows leaving the time out (T10, T11). */
    legalBasis: z.string().min(1),
    from: Instant,
    /** The most that the pause may take, in days of the clock's unit; null without a cap. */
    cap: Days.nullable(),
    /** 24:00 of the cap's last day: the freeze ends here if nothing ends it before. */
    capAt: Instant.nullable(),
    due: Due,
  }),
  z.object({ op: z.literal('resumed'), id: z.string().min(1), at: Instant, due: Due }),
  z.object({
    op: z.literal('extended'),
    id: z.string().min(1),
    days: Days,
    reason: z.string().min(1),
    approver: z.string().min(1),
    at: Instant,
    due: Due,
  }),
  z.object({
    op: z.literal('rederived'),
    id: z.string().min(1),
    /** Which holiday notice moved it. */
    notice: z.string().min(1),
    before: Due,
    due: Due,
  }),
  /** `at` is the instant the law reckons with: 24:00 of the last day for what happens by itself. */
  z.object({ op: z.literal('closed'), id: z.string().min(1), at: Instant }),
]);
export type ClockFact = z.infer<typeof ClockFact>;

/** The field that every fact has that may move clocks. */
export const clocks = z.array(ClockFact);

/**
 * What a fact of any kind did to clocks; most facts do nothing to any. Facts were parsed when they were recorded, so they
 * are not parsed again here.
 */
export const clockFactsIn = (data: unknown): readonly ClockFact[] =>
  typeof data === 'object' && data !== null && 'clocks' in data && Array.isArray(data.clocks)
    ? (data.clocks as readonly ClockFact[])
    : [];
