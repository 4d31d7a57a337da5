import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { MatterEvent } from './events.ts';

/** Life of one approval matter 办件, from its opening to the delivery of the decision: an arrow is a recorded fact. */
export const matterMachine = setup({ types: { events: {} as MatterEvent } }).createMachine({
  id: 'matter',
  initial: 'unopened',
  states: {
    unopened: { on: { MatterOpened: 'ready', MatterOpenedInAdvance: 'advance' } },
    /** Reviewed while its predecessors are not done (T17). */
    advance: { on: { PreReviewGiven: 'advance', MatterOpened: 'ready' } },
    ready: { on: { MatterReceived: 'received', MatterWithdrawn: 'withdrawn' } },
    received: {
      on: {
        CorrectionRequested: 'correcting',
        MatterAccepted: 'reviewing',
        MatterDeemedAccepted: 'reviewing',
        AcceptanceRefused: 'refused',
        MatterWithdrawn: 'withdrawn',
        DeadlineRederived: 'received',
      },
    },
    correcting: {
      on: {
        CorrectionSubmitted: 'supplemented',
        MatterDeemedWithdrawn: 'withdrawn',
        AcceptanceDeemedRefused: 'refused',
        AcceptanceRefused: 'refused',
        MatterWithdrawn: 'withdrawn',
        DeadlineRederived: 'correcting',
      },
    },
    supplemented: {
      on: {
        MatterAccepted: 'reviewing',
        MatterDeemedAccepted: 'reviewing',
        AcceptanceRefused: 'refused',
        MatterWithdrawn: 'withdrawn',
        DeadlineRederived: 'supplemented',
      },
    },
    reviewing: {
      on: {
        SpecialProcedureStarted: 'suspended',
        LimitExtended: 'reviewing',
        StepCompleted: 'reviewing',
        MatterDecided: 'decided',
        MatterRefused: 'denied',
        MatterWithdrawn: 'withdrawn',
        DeadlineRederived: 'reviewing',
      },
    },
    suspended: {
      on: {
        SpecialProcedureEnded: 'reviewing',
        MatterWithdrawn: 'withdrawn',
        DeadlineRederived: 'suspended',
      },
    },
    decided: { on: { MatterDelivered: 'delivered', DeadlineRederived: 'decided' } },
    denied: { on: { MatterDelivered: 'denialDelivered' } },
    delivered: { type: 'final' },
    denialDelivered: { type: 'final' },
    refused: { type: 'final' },
    withdrawn: { type: 'final' },
  },
});

export const matterLifecycle = compileLifecycle(matterMachine);
export type MatterStage = (typeof matterLifecycle)['initialStage'];

const statuses: Readonly<Record<MatterStage, NodeStatus>> = {
  unopened: 'WAITING',
  advance: 'WAITING',
  ready: 'READY',
  received: 'READY',
  correcting: 'READY',
  supplemented: 'READY',
  reviewing: 'IN_PROGRESS',
  suspended: 'PAUSED',
  decided: 'DONE',
  delivered: 'DONE',
  denied: 'REFUSED',
  denialDelivered: 'REFUSED',
  refused: 'REFUSED',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this matter carries. */
export const matterStatusOf = (stage: string): NodeStatus => statuses[stage as MatterStage];
