import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { SupervisionEvent } from './events.ts';

/** Life of an alert 预警: one for each deadline or violation; it is answered by later facts and never deleted. */
export const alertMachine = setup({ types: { events: {} as SupervisionEvent } }).createMachine({
  id: 'alert',
  initial: 'silent',
  states: {
    silent: { on: { AlertRaised: 'raised', ViolationRaised: 'violated' } },
    raised: { on: { AlertRaised: 'raised', AlertWithdrawn: 'raised', AlertSeen: 'raised' } },
    violated: { on: { AlertSeen: 'violated' } },
  },
});

export const alertLifecycle = compileLifecycle(alertMachine);
