import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { EngagementEvent } from './events.ts';

/** The life of a service under contract 服务履约. */
export const engagementMachine = setup({ types: { events: {} as EngagementEvent } }).createMachine({
  id: 'engagement',
  initial: 'unbegun',
  states: {
    unbegun: { on: { EngagementBegan: 'inService' } },
    inService: {
      on: {
        ResultDelivered: 'delivered',
        EngagementTerminated: 'terminated',
        DeadlineRederived: 'inService',
      },
    },
    delivered: {
      on: {
        DeliveryConfirmed: 'done',
        DeliveryDeemedConfirmed: 'done',
        DeliveryRejected: 'inService',
        EngagementTerminated: 'terminated',
        DeadlineRederived: 'delivered',
      },
    },
    done: { type: 'final' },
    terminated: { type: 'final' },
  },
});

export const engagementLifecycle = compileLifecycle(engagementMachine);
type EngagementStage = (typeof engagementLifecycle)['initialStage'];

const statuses = {
  unbegun: 'IN_SERVICE',
  inService: 'IN_SERVICE',
  delivered: 'DELIVERED',
  done: 'DONE',
  terminated: 'TERMINATED',
} as const satisfies Record<EngagementStage, string>;

/** How the status of the job goes on after its contract. */
export const engagementStatusOf = (stage: string): (typeof statuses)[EngagementStage] => {
  const status = (statuses as Record<string, (typeof statuses)[EngagementStage] | undefined>)[stage];
  if (status === undefined) throw new Error(`An engagement has no stage «${stage}».`);
  return status;
};
