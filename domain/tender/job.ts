import { applyClockFacts, type ClockBook } from '../clock/clock.ts';
import type { DrawExclusion, DrawProof, DrawStatement } from '../draw/proof.ts';
import type { Basis, JobEvent, JobFact } from './events.ts';
import { append, entriesOf, type Growing, nothingYet } from './growing.ts';
import type { JobTerms } from './terms.ts';

export type Bid = JobFact<'BidPlaced'>;
export type RankedBid = JobFact<'BidsOpened'>['ranking'][number];

/** What applicants did, in order. */
type Application =
  | { readonly kind: 'placed'; readonly bid: Bid }
  | { readonly kind: 'withdrawn'; readonly bid: string }
  | { readonly kind: 'excluded'; readonly agency: string; readonly exclusion: DrawExclusion };

/** The draw that runs now, or ran last. */
export interface Draw {
  readonly statement: DrawStatement;
  readonly commits: ReadonlyMap<string, string>;
  readonly reveals: ReadonlyMap<string, string>;
  readonly proof: DrawProof | undefined;
}

export interface Award {
  readonly bid: string;
  readonly winner: string;
  readonly price: number;
  readonly reserves: readonly string[];
  /** The day of the selection, or of a substitute's turn: the publicity is counted from it. */
  readonly decidedAt: string;
  readonly publicityEndsAt: string;
}

/** What a decision about a job needs to know. */
export interface Job {
  readonly terms: JobTerms;
  readonly opensAt: string;
  /** The closing that the notice was extended at, where it was (S5). */
  readonly extendedFrom: string | undefined;
  readonly extensions: number;
  readonly applications: Growing<Application>;
  readonly basis: Basis | undefined;
  readonly ranking: readonly RankedBid[];
  readonly flagged: ReadonlySet<string>;
  /** By bid: whether its explanation was accepted. */
  readonly judged: ReadonlyMap<string, boolean>;
  /** Bids that the panel put first (S8). */
  readonly preferred: ReadonlySet<string>;
  readonly pool: readonly string[];
  readonly draw: Draw | undefined;
  /** How many draws were announced, and who withheld in any of them. */
  readonly draws: number;
  readonly withholders: readonly string[];
  readonly award: Award | undefined;
  readonly objections: ReadonlyMap<string, 'open' | 'answered'>;
  readonly clocks: ClockBook;
}

/** Undefined before the notice. */
export type JobData = Job | undefined;

export const published = (data: JobData): Job => {
  if (data === undefined) throw new Error('Unreachable: every stage but the first has a published job.');
  return data;
};

const announced = (terms: JobTerms): Job => ({
  terms,
  opensAt: terms.opensAt,
  extendedFrom: undefined,
  extensions: 0,
  applications: nothingYet(),
  basis: undefined,
  ranking: [],
  flagged: new Set(),
  judged: new Map(),
  preferred: new Set(),
  pool: [],
  draw: undefined,
  draws: 0,
  withholders: [],
  award: undefined,
  objections: new Map(),
  clocks: new Map(),
});

export function evolve(data: JobData, event: JobEvent): JobData {
  if (event.type === 'JobPublished') return announced(event.data);
  const job = published(data);
  const { type } = event;
  switch (type) {
    case 'BidPlaced':
      return withApplication(job, { kind: 'placed', bid: event.data });
    case 'BidWithdrawn':
      return withApplication(job, { kind: 'withdrawn', bid: event.data.bid });
    case 'ApplicantExcluded': {
      const { agency, reason, rule } = event.data;
      return withApplication(job, { kind: 'excluded', agency, exclusion: { label: agency, reason, rule } });
    }
    case 'NoticeExtended':
      return {
        ...job,
        opensAt: event.data.opensAt,
        extendedFrom: event.data.before,
        extensions: job.extensions + 1,
      };
    case 'BidsOpened':
      return { ...job, basis: event.data.basis, ranking: event.data.ranking };
    case 'QuotesFlagged':
      return { ...job, flagged: new Set(event.data.quotes.map(({ bid }) => bid)) };
    case 'LowQuoteJudged':
      return { ...job, judged: new Map(job.judged).set(event.data.bid, event.data.accepted) };
    case 'TieDecided':
      return { ...job, preferred: new Set(job.preferred).add(event.data.bid) };
    case 'PoolFixed':
      return { ...job, basis: event.data.basis, pool: event.data.pool };
    case 'DrawAnnounced': {
      const { statement } = event.data;
      return {
        ...job,
        draws: job.draws + 1,
        draw: { statement, commits: new Map(), reveals: new Map(), proof: undefined },
      };
    }
    case 'DrawCommitted': {
      const { contributor, commit } = event.data;
      return withDraw(job, (draw) => ({ ...draw, commits: new Map(draw.commits).set(contributor, commit) }));
    }
    case 'DrawRevealed': {
      const { contributor, value } = event.data;
      return withDraw(job, (draw) => ({ ...draw, reveals: new Map(draw.reveals).set(contributor, value) }));
    }
    case 'DrawConcluded':
      return withDraw(job, (draw) => ({ ...draw, proof: event.data.proof }));
    case 'DrawVoided':
      return { ...job, withholders: [...job.withholders, ...event.data.withholders] };
    case 'WinnerSelected':
    case 'SubstituteCalled':
      return { ...job, award: event.data };
    case 'ObjectionRaised':
      return withObjection(job, event.data, 'open');
    case 'ObjectionDismissed':
    case 'ObjectionUpheld':
      return withObjection(job, event.data, 'answered');
    case 'PublicityResumed':
      return withPublicity(job, event.data.publicityEndsAt);
    case 'DeadlineRederived': {
      const { clocks, opensAt, publicityEndsAt } = event.data;
      return withPublicity(
        {
          ...job,
          opensAt: opensAt?.after ?? job.opensAt,
          clocks: applyClockFacts(job.clocks, clocks),
        },
        publicityEndsAt?.after,
      );
    }
    case 'WinnerGaveUp':
    case 'AwardConfirmed':
    case 'ContractSigned':
    case 'JobAnnulled':
      return { ...job, clocks: applyClockFacts(job.clocks, event.data.clocks) };
    case 'DrawCommitsClosed':
    case 'JobLapsed':
    case 'JobTerminated':
      return job;
  }
}

const withApplication = (job: Job, application: Application): Job => ({
  ...job,
  applications: append(job.applications, application),
});

const withPublicity = (job: Job, publicityEndsAt: string | undefined): Job =>
  job.award === undefined || publicityEndsAt === undefined
    ? job
    : { ...job, award: { ...job.award, publicityEndsAt } };

const withDraw = (job: Job, change: (draw: Draw) => Draw): Job =>
  job.draw === undefined ? job : { ...job, draw: change(job.draw) };

const withObjection = (
  job: Job,
  { objection, clocks }: Pick<JobFact<'ObjectionRaised'>, 'objection' | 'clocks'>,
  state: 'open' | 'answered',
): Job => ({
  ...job,
  objections: new Map(job.objections).set(objection, state),
  clocks: applyClockFacts(job.clocks, clocks),
});

/** Who stands in the way of whom: the bids that count, and the exclusions, each in the order they were made. */
export function applicantsOf({ applications }: Job): {
  readonly bids: readonly Bid[];
  readonly exclusions: readonly DrawExclusion[];
} {
  const entries = entriesOf(applications);
  const withdrawn = new Set(entries.flatMap((entry) => (entry.kind === 'withdrawn' ? [entry.bid] : [])));
  const exclusions = entries.flatMap((entry) => (entry.kind === 'excluded' ? [entry.exclusion] : []));
  const excluded = new Set(exclusions.map(({ label }) => label));
  const bids = entries.flatMap((entry) =>
    entry.kind === 'placed' && !withdrawn.has(entry.bid.bid) && !excluded.has(entry.bid.agency)
      ? [entry.bid]
      : [],
  );
  return { bids, exclusions };
}

/** Every bid ever placed, withdrawn ones included: ids are used once. */
export const everyBid = ({ applications }: Job): readonly Bid[] =>
  entriesOf(applications).flatMap((entry) => (entry.kind === 'placed' ? [entry.bid] : []));
