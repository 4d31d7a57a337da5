import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { AcceptanceEvent } from './events.ts';

/** 联合验收: intake, site, opinions, opinion paper, filing; corrections and their re-check lie before the paper. */
export const acceptanceMachine = setup({ types: { events: {} as AcceptanceEvent } }).createMachine({
  id: 'acceptance',
  initial: 'unopened',
  states: {
    unopened: { on: { AcceptanceOpened: 'ready' } },
    ready: { on: { AcceptanceAccepted: 'checking', AcceptanceWithdrawn: 'withdrawn' } },
    checking: {
      on: {
        AcceptanceMaterialsChecked: 'inspecting',
        LimitExtended: 'checking',
        DeadlineRederived: 'checking',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    inspecting: {
      on: {
        SiteNotified: 'inspecting',
        SiteInspected: 'collecting',
        SpecialProcedureStarted: 'suspended',
        LimitExtended: 'inspecting',
        DeadlineRederived: 'inspecting',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    suspended: {
      on: {
        SpecialProcedureEnded: 'inspecting',
        LimitExtended: 'suspended',
        DeadlineRederived: 'suspended',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    collecting: {
      on: {
        OpinionGiven: 'collecting',
        OpinionsDeemed: 'collecting',
        OpinionsComplete: 'consolidating',
        LimitExtended: 'collecting',
        DeadlineRederived: 'collecting',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    consolidating: {
      on: {
        CorrectionsIssued: 'correcting',
        OpinionPaperIssued: 'filing',
        LimitExtended: 'consolidating',
        DeadlineRederived: 'consolidating',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    correcting: {
      on: {
        CorrectionReported: 'rechecking',
        DemandAdded: 'correcting',
        NewDemandRefused: 'correcting',
        LimitExtended: 'correcting',
        DeadlineRederived: 'correcting',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    rechecking: {
      on: {
        DemandRechecked: 'rechecking',
        DemandAdded: 'rechecking',
        NewDemandRefused: 'rechecking',
        ReturnedForRevision: 'correcting',
        OpinionPaperIssued: 'filing',
        LimitExtended: 'rechecking',
        DeadlineRederived: 'rechecking',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    filing: {
      on: {
        LimitExtended: 'filing',
        DeadlineRederived: 'filing',
        AcceptanceFiled: 'concluded',
        AcceptanceFailed: 'refused',
        AcceptanceWithdrawn: 'withdrawn',
      },
    },
    concluded: { type: 'final' },
    refused: { type: 'final' },
    withdrawn: { type: 'final' },
  },
});

export const acceptanceLifecycle = compileLifecycle(acceptanceMachine);
type AcceptanceStage = (typeof acceptanceLifecycle)['initialStage'];

const statuses: Readonly<Record<AcceptanceStage, NodeStatus>> = {
  unopened: 'WAITING',
  ready: 'READY',
  checking: 'IN_PROGRESS',
  inspecting: 'IN_PROGRESS',
  suspended: 'PAUSED',
  collecting: 'IN_PROGRESS',
  consolidating: 'IN_PROGRESS',
  correcting: 'PAUSED',
  rechecking: 'IN_PROGRESS',
  filing: 'IN_PROGRESS',
  concluded: 'DONE',
  refused: 'REFUSED',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this acceptance carries. */
export const acceptanceStatusOf = (stage: string): NodeStatus => statuses[stage as AcceptanceStage];
