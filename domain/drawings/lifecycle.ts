import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { DrawingsEvent } from './events.ts';

/** 联合审图: all disciplines at once, one complete opinion, and only open items checked again (J8, J9). */
export const drawingsMachine = setup({ types: { events: {} as DrawingsEvent } }).createMachine({
  id: 'drawings',
  initial: 'unopened',
  states: {
    unopened: { on: { DrawingsOpened: 'ready' } },
    ready: { on: { DrawingsAccepted: 'collecting', DrawingsWithdrawn: 'withdrawn' } },
    collecting: {
      on: {
        OpinionGiven: 'collecting',
        OpinionsDeemed: 'collecting',
        OpinionsComplete: 'consolidating',
        SpecialProcedureStarted: 'suspended',
        LimitExtended: 'collecting',
        DeadlineRederived: 'collecting',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    suspended: {
      on: {
        SpecialProcedureEnded: 'collecting',
        LimitExtended: 'suspended',
        DeadlineRederived: 'suspended',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    consolidating: {
      on: {
        FirstOpinionIssued: 'rectifying',
        FirstOpinionClean: 'certifying',
        LimitExtended: 'consolidating',
        DeadlineRederived: 'consolidating',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    rectifying: {
      on: {
        RevisionSubmitted: 'rechecking',
        DemandAdded: 'rectifying',
        NewDemandRefused: 'rectifying',
        LimitExtended: 'rectifying',
        DeadlineRederived: 'rectifying',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    rechecking: {
      on: {
        DemandRechecked: 'rechecking',
        DemandAdded: 'rechecking',
        NewDemandRefused: 'rechecking',
        ReturnedForRevision: 'rectifying',
        LimitExtended: 'rechecking',
        DeadlineRederived: 'rechecking',
        DrawingsConcluded: 'concluded',
        DrawingsRefused: 'refused',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    certifying: {
      on: {
        LimitExtended: 'certifying',
        DeadlineRederived: 'certifying',
        DrawingsConcluded: 'concluded',
        DrawingsRefused: 'refused',
        DrawingsWithdrawn: 'withdrawn',
      },
    },
    concluded: { on: { DrawingsFiled: 'filed', DeadlineRederived: 'concluded' } },
    filed: { type: 'final' },
    refused: { type: 'final' },
    withdrawn: { type: 'final' },
  },
});

export const drawingsLifecycle = compileLifecycle(drawingsMachine);
type DrawingsStage = (typeof drawingsLifecycle)['initialStage'];

const statuses: Readonly<Record<DrawingsStage, NodeStatus>> = {
  unopened: 'WAITING',
  ready: 'READY',
  collecting: 'IN_PROGRESS',
  suspended: 'PAUSED',
  consolidating: 'IN_PROGRESS',
  rectifying: 'PAUSED',
  rechecking: 'IN_PROGRESS',
  certifying: 'IN_PROGRESS',
  concluded: 'DONE',
  filed: 'DONE',
  refused: 'REFUSED',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this drawing review carries. */
export const drawingsStatusOf = (stage: string): NodeStatus => statuses[stage as DrawingsStage];
