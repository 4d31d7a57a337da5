import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { WorkEvent } from './events.ts';

/** Life of a node off the approval clock 链外环节: a purchase, a report, a tender, the works themselves. */
export const workMachine = setup({ types: { events: {} as WorkEvent } }).createMachine({
  id: 'work',
  initial: 'unopened',
  states: {
    unopened: { on: { WorkOpened: 'open' } },
    open: {
      on: {
        PurchaseAnnounced: 'open',
        PurchaseDoubled: 'open',
        PurchaseEnded: 'open',
        WorkCompleted: 'completed',
        WorkWithdrawn: 'withdrawn',
        DeadlineRederived: 'open',
      },
    },
    completed: { type: 'final' },
    withdrawn: { type: 'final' },
  },
});

export const workLifecycle = compileLifecycle(workMachine);
export type WorkStage = (typeof workLifecycle)['initialStage'];

const statuses: Readonly<Record<WorkStage, NodeStatus>> = {
  unopened: 'WAITING',
  open: 'IN_PROGRESS',
  completed: 'DONE',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this work carries. */
export const workStatusOf = (stage: string): NodeStatus => statuses[stage as WorkStage];
