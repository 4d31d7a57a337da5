import * as z from 'zod';

/** A number of days in whole halves (B4, B38): 0.5 to 2000. */
export const Days = z
  .number()
  .min(0.5, { error: 'A limit has at least half a day.' })
  .max(2000, { error: 'A limit has at most 2000 days.' })
  .multipleOf(0.5, { error: 'Days are counted in halves.' });

/** A limit 时限: so many days of a unit. `workingDay` 工作日 (T1), `naturalDay` 自然日 (T23). */
export const Limit = z.object({ days: Days, unit: z.enum(['workingDay', 'naturalDay']) });
export type Limit = z.infer<typeof Limit>;

/**
 * What a pause does to a limit 不计入方式: `exclude` leaves out the days after its opening up to and including its close
 * (许可法 45); `addBack` moves the due day by natural days; `remaining` lets what was left start anew; `restart` all of it.
 */
export const PausePolicy = z.enum(['exclude', 'addBack', 'remaining', 'restart']);
export type PausePolicy = z.infer<typeof PausePolicy>;

/**
 * When a limit changes colour (K2, K3 and the thresholds to ship): amber at `amberShare` elapsed or `amberBefore` days
 * before the end, whichever comes first; purple at `purpleFactor` times the limit or `purpleAfter` days past it.
 */
export const Thresholds = z.object({
  amberShare: z.number().min(0).max(1),
  amberBefore: z.number().min(0),
  purpleFactor: z.number().min(1),
  purpleAfter: z.number().min(0),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** The terms of one clock, pinned when it starts. */
export const ClockTerms = z.object({
  /** Promised time limit 承诺时限: it binds (T15). */
  promised: Limit,
  /** Statutory time limit 法定时限; null where none is compared. */
  statutory: Limit.nullable(),
  pausePolicy: PausePolicy,
  /** Null: a step inside a node, green until it is due and then amber, never more (decision 11). */
  thresholds: Thresholds.nullable(),
  /** Close of business `HH:MM`: what comes later counts as the next working day (T2, T21); null where no policy sets it. */
  closesAt: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .nullable(),
  /** Ids of the rules that the limit rests on, shown in every explanation. */
  rules: z.array(z.string().min(1)).min(1),
});
export type ClockTerms = z.infer<typeof ClockTerms>;
