import type { JobStatus, JobView } from '../projections/views.ts';
import type { Context } from './context.ts';
import type { Guard } from './fieldPolicy.ts';
import { sealedUntilOpening } from './policy.ts';
import type { Bid, Job, JobChange, Viewer } from './schema/shapes.ts';
import { hasRole, standsFor } from './viewer.ts';

/** Whether a field shows its value to this viewer. */
type Judge = (object: never, context: Context) => boolean | Promise<boolean>;

/** What a job comes to that may never have been opened: what was sealed then stays so. */
const mayHaveEndedSealed: ReadonlySet<JobStatus> = new Set(['DRAFT', 'OPEN', 'LAPSED', 'VOID', 'TERMINATED']);

/** The selection has left its mark: a ranking, a draw or a result. */
const leftItsMark = ({ bids, proof, result }: JobView): boolean =>
  result !== null || (proof !== null && proof !== undefined) || bids.some(({ rank }) => rank !== null);

/**
 * A job is opened 开标 when its instant has come, at the earlier of the instant asked about and now, and the opening
 * itself is done: an extended notice is never opened by asking about a time before its extension.
 */
export async function opened(
  job: Pick<Job, 'id' | 'opensAt' | 'asOf'>,
  { runtime, now }: Context,
): Promise<boolean> {
  const earlier = job.asOf < now ? job.asOf : now;
  if (job.opensAt === null || earlier < job.opensAt) return false;
  const today = await runtime.queries.job(job.id, now);
  if (today === undefined || today.opensAt === null || now < today.opensAt) return false;
  return !mayHaveEndedSealed.has(today.status) || (today.status !== 'OPEN' && leftItsMark(today));
}

async function openedNow(id: string, context: Context): Promise<boolean> {
  const job = await context.runtime.queries.job(id, context.now);
  return job !== undefined && opened({ ...job, asOf: context.now }, context);
}

export const guards: Record<Guard, Judge> = {
  open: () => true,
  afterOpening: (job: Job, context) => opened(job, context),
  factAfterOpening: (change: JobChange, context) =>
    !sealedUntilOpening.has(change.fact) || openedNow(change.id, context),
  ownOrAfterOpening: (bid: Bid, context) =>
    standsFor(context.viewer, bid.agency) ||
    opened({ id: bid.job, opensAt: bid.opensAt, asOf: bid.asOf }, context),
  ownOrSupervision: (who: Viewer, { viewer }) =>
    who === viewer ||
    hasRole(viewer, 'supervisor', 'audit') ||
    standsFor(viewer, who.organization) ||
    standsFor(viewer, who.onBehalfOf),
};
