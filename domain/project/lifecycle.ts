import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { ProjectEvent } from './events.ts';

/** Life of a project 项目. The chain itself is data: its graph is drawn from the process definition. */
export const projectMachine = setup({ types: { events: {} as ProjectEvent } }).createMachine({
  id: 'project',
  initial: 'unregistered',
  states: {
    unregistered: { on: { ProjectRegistered: 'registered' } },
    registered: {
      on: {
        AcceptedTogether: 'registered',
        ReceivedInAdvance: 'registered',
        ProjectStarted: 'running',
        ProjectTerminated: 'terminated',
      },
    },
    running: {
      on: {
        AcceptedTogether: 'running',
        ReceivedInAdvance: 'running',
        ProjectCompleted: 'completed',
        ProjectTerminated: 'terminated',
      },
    },
    completed: { type: 'final' },
    terminated: { type: 'final' },
  },
});

export const projectLifecycle = compileLifecycle(projectMachine);
