import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { ReviewEvent } from './events.ts';

/** 多评合一: one application, one meeting, one list of demands, one approval. */
export const reviewMachine = setup({ types: { events: {} as ReviewEvent } }).createMachine({
  id: 'review',
  initial: 'unopened',
  states: {
    unopened: { on: { ReviewOpened: 'ready' } },
    ready: { on: { ReviewAccepted: 'collecting', ReviewWithdrawn: 'withdrawn' } },
    collecting: {
      on: {
        ConsentFollowedUp: 'collecting',
        ConsentChecked: 'collecting',
        MeetingConvened: 'collecting',
        OpinionGiven: 'collecting',
        OpinionsDeemed: 'collecting',
        OpinionsComplete: 'consolidating',
        SpecialProcedureStarted: 'suspended',
        LimitExtended: 'collecting',
        DeadlineRederived: 'collecting',
        ReviewWithdrawn: 'withdrawn',
      },
    },
    suspended: {
      on: {
        ConsentFollowedUp: 'suspended',
        ConsentChecked: 'suspended',
        SpecialProcedureEnded: 'collecting',
        LimitExtended: 'suspended',
        DeadlineRederived: 'suspended',
        ReviewWithdrawn: 'withdrawn',
      },
    },
    consolidating: {
      on: {
        ConsentFollowedUp: 'consolidating',
        ConsentChecked: 'consolidating',
        MeetingConvened: 'consolidating',
        DisagreementOverridden: 'consolidating',
        ReasonsSent: 'consolidating',
        DemandsIssued: 'rectifying',
        LimitExtended: 'consolidating',
        DeadlineRederived: 'consolidating',
        ReviewConcluded: 'concluded',
        ReviewRefused: 'refused',
        ReviewWithdrawn: 'withdrawn',
      },
    },
    rectifying: {
      on: {
        ConsentFollowedUp: 'rectifying',
        ConsentChecked: 'rectifying',
        RevisionSubmitted: 'rechecking',
        DemandAdded: 'rectifying',
        NewDemandRefused: 'rectifying',
        ReasonsSent: 'rectifying',
        LimitExtended: 'rectifying',
        DeadlineRederived: 'rectifying',
        ReviewWithdrawn: 'withdrawn',
      },
    },
    rechecking: {
      on: {
        ConsentFollowedUp: 'rechecking',
        ConsentChecked: 'rechecking',
        DemandRechecked: 'rechecking',
        DemandAdded: 'rechecking',
        NewDemandRefused: 'rechecking',
        ReturnedForRevision: 'rectifying',
        DisagreementOverridden: 'rechecking',
        ReasonsSent: 'rechecking',
        LimitExtended: 'rechecking',
        DeadlineRederived: 'rechecking',
        ReviewConcluded: 'concluded',
        ReviewRefused: 'refused',
        ReviewWithdrawn: 'withdrawn',
      },
    },
    /** Over for the owner; reasons (J16), and what follows a consent (Q5), may still be owed. */
    concluded: {
      on: {
        ReasonsSent: 'concluded',
        ConsentFollowedUp: 'concluded',
        ConsentChecked: 'concluded',
        DeadlineRederived: 'concluded',
      },
    },
    refused: {
      on: {
        ReasonsSent: 'refused',
        ConsentFollowedUp: 'refused',
        ConsentChecked: 'refused',
        DeadlineRederived: 'refused',
      },
    },
    withdrawn: { type: 'final' },
  },
});

export const reviewLifecycle = compileLifecycle(reviewMachine);
type ReviewStage = (typeof reviewLifecycle)['initialStage'];

const statuses: Readonly<Record<ReviewStage, NodeStatus>> = {
  unopened: 'WAITING',
  ready: 'READY',
  collecting: 'IN_PROGRESS',
  suspended: 'PAUSED',
  consolidating: 'IN_PROGRESS',
  rectifying: 'PAUSED',
  rechecking: 'IN_PROGRESS',
  concluded: 'DONE',
  refused: 'REFUSED',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this review carries. */
export const reviewStatusOf = (stage: string): NodeStatus => statuses[stage as ReviewStage];
