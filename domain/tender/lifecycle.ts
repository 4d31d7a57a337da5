import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { JobEvent } from './events.ts';

/** The life of a job in the market 中介选取, from its notice to the contract. */
export const jobMachine = setup({ types: { events: {} as JobEvent } }).createMachine({
  id: 'job',
  initial: 'draft',
  states: {
    draft: { on: { JobPublished: 'open' } },
    open: {
      on: {
        BidPlaced: 'open',
        BidWithdrawn: 'open',
        ApplicantExcluded: 'open',
        NoticeExtended: 'open',
        BidsOpened: 'selecting.comparing',
        PoolFixed: 'selecting.pooled',
        JobLapsed: 'lapsed',
        JobTerminated: 'terminated',
        JobAnnulled: 'void',
        DeadlineRederived: 'open',
      },
    },
    selecting: {
      initial: 'comparing',
      states: {
        comparing: {
          on: {
            QuotesFlagged: 'comparing',
            LowQuoteJudged: 'comparing',
            TieDecided: 'comparing',
            ApplicantExcluded: 'comparing',
            WinnerSelected: '#job.publicity',
            JobLapsed: '#job.lapsed',
            JobTerminated: '#job.terminated',
          },
        },
        pooled: {
          on: {
            ApplicantExcluded: 'pooled',
            DrawAnnounced: 'committing',
            JobTerminated: '#job.terminated',
          },
        },
        committing: {
          on: { DrawCommitted: 'committing', DrawCommitsClosed: 'revealing', DrawVoided: 'pooled' },
        },
        revealing: {
          on: { DrawRevealed: 'revealing', DrawConcluded: 'drawn', DrawVoided: 'pooled' },
        },
        drawn: { on: { WinnerSelected: '#job.publicity' } },
      },
      on: { JobAnnulled: 'void' },
    },
    publicity: {
      initial: 'undisputed',
      states: {
        undisputed: {
          on: {
            ObjectionRaised: 'suspended',
            AwardConfirmed: '#job.contracting',
            WinnerGaveUp: '#job.vacant',
            DeadlineRederived: 'undisputed',
          },
        },
        suspended: {
          on: {
            ObjectionRaised: 'suspended',
            ObjectionDismissed: 'suspended',
            ObjectionUpheld: 'suspended',
            PublicityResumed: 'undisputed',
            DeadlineRederived: 'suspended',
          },
        },
      },
      on: { JobAnnulled: 'void' },
    },
    contracting: {
      on: {
        ContractSigned: 'contracted',
        WinnerGaveUp: 'vacant',
        JobAnnulled: 'void',
        DeadlineRederived: 'contracting',
      },
    },
    /** Between two facts of one decision: the winner is gone, and either a substitute takes over or nobody is left. */
    vacant: { on: { SubstituteCalled: 'publicity', JobLapsed: 'lapsed' } },
    contracted: { type: 'final' },
    lapsed: { type: 'final' },
    terminated: { type: 'final' },
    void: { type: 'final' },
  },
});

export const jobLifecycle = compileLifecycle(jobMachine);
export type JobStage = (typeof jobLifecycle)['initialStage'];
