import { addWorkingDays, type Calendar } from '../calendar/calendar.ts';
import { endedDayOf, legalDayOf } from '../calendar/day.ts';
import type { DecisionContext } from '../clock/context.ts';
import { rederiveAll } from '../clock/nodeClock.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { JobCommandOf } from './commands.ts';
import type { JobEvent } from './events.ts';
import type { Job } from './job.ts';
import { publicityFrom } from './publicity.ts';

/**
 * 时限重算: a holiday notice moves what is counted in working days and not over yet: the limits that run, the opening, the
 * end of the publicity. The last two were announced to everybody, who may rely on them: they move only to keep their
 * shortest length, and are never brought forward.
 */
export function rederive(
  job: Job,
  { data: { notice }, issuedAt }: JobCommandOf<'RederiveDeadlines'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const clocks = rederiveAll(calendar, job.clocks, notice);
  const move = (before: Instant, after: Instant) =>
    issuedAt < before && before < after ? { before, after } : undefined;
  const opening = job.basis === undefined ? move(job.opensAt, openingBy(calendar, job)) : undefined;
  const publicity =
    job.award === undefined
      ? undefined
      : move(
          job.award.publicityEndsAt,
          publicityFrom(calendar, job.terms, job.award.decidedAt).publicityEndsAt,
        );
  if (clocks.length === 0 && opening === undefined && publicity === undefined)
    return reject('NothingMoved', `The notice «${notice}» moves no open time limit of job ${job.terms.job}.`);
  return accept({
    type: 'DeadlineRederived',
    data: {
      notice,
      clocks,
      ...(opening && { opensAt: opening }),
      ...(publicity && { publicityEndsAt: publicity }),
    },
  });
}

/** The earliest opening that the rule allows: of the notice (M18), or of its extension (S5). */
function openingBy(calendar: Calendar, { terms, extendedFrom }: Job): Instant {
  const { policy, publishedAt } = terms;
  return extendedFrom === undefined
    ? addWorkingDays(calendar, legalDayOf(publishedAt), policy.noticeDays).dueAt
    : addWorkingDays(calendar, endedDayOf(extendedFrom), policy.extensionDays).dueAt;
}
