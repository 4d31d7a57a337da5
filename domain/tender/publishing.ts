import { addWorkingDays } from '../calendar/calendar.ts';
import { legalDayOf } from '../calendar/day.ts';
import type { DecisionContext } from '../clock/context.ts';
import { byCodePoint } from '../draw/bytes.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { JobCommandOf } from './commands.ts';
import type { JobEvent } from './events.ts';
import { actsFor, forbidden } from './standing.ts';

const DRAW_CONTRIBUTORS = 3; // Fixed by draw-v1 itself, step 2; no policy can lower it.

/** 发布公告: for a service of the catalogue, with at least the shortest notice (M18). */
export function publish(
  { data, actor, issuedAt }: JobCommandOf<'PublishJob'>,
  { calendar }: DecisionContext,
): Decision<JobEvent> {
  const { job, policy, listing, service, opensAt: wished, contributors, ...announced } = data;
  if (!actsFor(actor, data.buyer)) return forbidden('the buyer', data.buyer);
  if (listing === null)
    return reject(
      'ServiceUnknown',
      `«${service}» is no intermediary service of the catalogue; give its base code.`,
      'S11',
    );
  if (listing.cancelledBecause !== null)
    return reject(
      'ServiceCancelled',
      `${listing.title} may not be asked for any more: ${listing.cancelledBecause}`,
      'S11',
    );
  const unfit = contributorsFault(data);
  if (unfit !== undefined) return unfit;

  const earliest = addWorkingDays(calendar, legalDayOf(issuedAt), policy.noticeDays).dueAt;
  const opensAt = wished ?? earliest;
  if (opensAt < earliest)
    return reject(
      'NoticeTooShort',
      `A notice runs ${policy.noticeDays} working days at least: opening at ${opensAt} is before ${earliest}.`,
      'M18',
    );
  return accept({
    type: 'JobPublished',
    data: {
      ...announced,
      job,
      policy,
      service: listing,
      contributors: contributors?.toSorted(byCodePoint) ?? null,
      publishedAt: issuedAt,
      opensAt,
    },
  });
}

function contributorsFault({ method, contributors }: JobCommandOf<'PublishJob'>['data']) {
  if (method === 'LOWEST_PRICE')
    return contributors === null
      ? undefined
      : reject(
          'ContributorsUnasked',
          'Only a draw has contributors; leave them null where prices are compared.',
        );
  const distinct = new Set(contributors ?? []).size;
  return distinct >= DRAW_CONTRIBUTORS && distinct === contributors?.length
    ? undefined
    : reject(
        'ContributorsTooFew',
        `A draw needs ${DRAW_CONTRIBUTORS} or more different contributors; ${distinct} are named.`,
        'S4',
      );
}
