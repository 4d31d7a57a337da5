import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { SessionEvent } from './events.ts';

/** The sessions of one user 会话, all of them in one stream, so that they can be ended together. */
export const sessionMachine = setup({ types: { events: {} as SessionEvent } }).createMachine({
  id: 'session',
  initial: 'kept',
  states: { kept: { on: { SessionBegun: 'kept', SessionEnded: 'kept', SessionsEnded: 'kept' } } },
});

export const sessionLifecycle = compileLifecycle(sessionMachine);
