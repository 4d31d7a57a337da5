import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { MandateEvent } from './events.ts';

/** What one organisation lets one agent do 委托授权. That its time is over is no fact: it was said when it was granted. */
export const mandateMachine = setup({ types: { events: {} as MandateEvent } }).createMachine({
  id: 'mandate',
  initial: 'none',
  states: {
    none: { on: { AuthorityGranted: 'granted' } },
    granted: { on: { AuthorityGranted: 'granted', AuthorityRevoked: 'revoked' } },
    revoked: { on: { AuthorityGranted: 'granted' } },
  },
});

export const mandateLifecycle = compileLifecycle(mandateMachine);
