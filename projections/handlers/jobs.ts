import { engagementLifecycle, engagementStatusOf } from '../../domain/engagement/lifecycle.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { JobEvent } from '../../domain/tender/events.ts';
import { type JobStage, jobLifecycle } from '../../domain/tender/lifecycle.ts';
import { jobStatusOf, suspendedIn } from '../../domain/tender/status.ts';
import { type Change, each, type Projection, put, type Reader } from '../engine/projection.ts';
import { bids, bidsHandler } from './bids.ts';
import { type JobRow, jobs } from './jobTable.ts';

type Fact<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>;
type Told = Partial<Pick<JobRow, 'opensAt' | 'excluded' | 'result' | 'proof'>>;

/** What a fact of the selection says beside the stage. */
const told: { readonly [Type in JobEvent['type']]?: (row: JobRow, data: Fact<Type>['data']) => Told } = {
  NoticeExtended: (_, { opensAt }) => ({ opensAt }),
  ApplicantExcluded: ({ excluded }, { agency, reason, rule, path }) => ({
    excluded: [...excluded.filter((one) => one.agency !== agency), { agency, reason, rule, path }],
  }),
  DrawConcluded: (_, { proof }) => ({ proof }),
  WinnerSelected: (_, data) => ({ result: resultOf(data) }),
  SubstituteCalled: (_, data) => ({ result: resultOf(data) }),
  PublicityResumed: ({ result }, { publicityEndsAt }) => ({
    result: result && { ...result, publicityEndsAt },
  }),
  DeadlineRederived: ({ opensAt, result }, moved) => ({
    opensAt: moved.opensAt?.after ?? opensAt,
    result: result && {
      ...result,
      publicityEndsAt: moved.publicityEndsAt?.after ?? result.publicityEndsAt,
    },
  }),
  // A result that does not hold is none: the facts of the job still tell of it.
  WinnerGaveUp: () => ({ result: null }),
  JobAnnulled: () => ({ result: null }),
};

const resultOf = (data: Fact<'WinnerSelected' | 'SubstituteCalled'>['data']): JobRow['result'] => {
  const { winner, price, reserves, decidedAt, publicityEndsAt, explanation } = data;
  return { winner, price, reserves, decidedAt, publicityEndsAt, explanation };
};

const published = ({ stream, event: { data } }: Recorded<Fact<'JobPublished'>>): JobRow => {
  const { job: id, project, node, title, service, method, buyer, ceiling, publishedAt, opensAt } = data;
  const terms = {
    id,
    project,
    node,
    title,
    service: service.code,
    method,
    buyer,
    ceiling,
    publishedAt,
    opensAt,
  };
  return {
    ...terms,
    stage: 'open',
    status: 'OPEN',
    suspended: false,
    excluded: [],
    result: null,
    proof: null,
    stream,
  };
};

async function selection(fact: Recorded, rows: Reader): Promise<readonly Change[]> {
  const { type, data } = fact.event as JobEvent;
  const stagePut = (row: JobRow, stage: string) =>
    put(jobs, { ...row, stage, status: jobStatusOf(stage), suspended: suspendedIn(stage) });
  if (type === 'JobPublished') return [stagePut(published(fact as Recorded<Fact<'JobPublished'>>), 'open')];

  const row = await rows.read(jobs, [fact.stream.slice('job-'.length)]);
  if (row === undefined) return [];
  const stage = jobLifecycle.next(row.stage as JobStage, type) ?? row.stage;
  const say = told[type] as ((row: JobRow, data: unknown) => Told) | undefined;
  if (say === undefined && stage === row.stage) return [];
  return [stagePut({ ...row, ...say?.(row, data) }, stage)];
}

/** After the contract the status is that of the engagement; the stage stays that of the selection. */
async function service({ stream, event: { type } }: Recorded, rows: Reader): Promise<readonly Change[]> {
  const row = await rows.read(jobs, [stream.slice('engagement-'.length)]);
  const stage = arrivalOf.get(type);
  return row === undefined || stage === undefined
    ? []
    : [put(jobs, { ...row, status: engagementStatusOf(stage) })];
}

/** Every arrow of a fact of the engagement leads to one and the same stage, save those that lead back to where it was. */
const arrivalOf = new Map<string, string>(
  engagementLifecycle.stages.flatMap((stage) =>
    engagementLifecycle.legalIn(stage).flatMap((type) => {
      const next = engagementLifecycle.next(stage, type);
      return next === undefined || next === stage ? [] : [[type, next] as const];
    }),
  ),
);

export const jobsProjection: Projection = {
  name: 'jobs',
  version: 3,
  tables: [jobs, bids],
  handle: each(
    (fact, rows) => (fact.stream.startsWith('job-') ? selection(fact, rows) : []),
    (fact, rows) => (fact.stream.startsWith('engagement-') ? service(fact, rows) : []),
    bidsHandler,
  ),
};
