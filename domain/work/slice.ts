import * as z from 'zod';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { workCommands } from './commands.ts';
import { workDecider, workOutcomes } from './decider.ts';
import { WorkEvent } from './events.ts';
import { workLifecycle, workMachine } from './lifecycle.ts';

/** 链外环节: one node of a chain that is no approval, with an owner, a clock and evidence (B46, B47). */
export const workSlice = defineSlice({
  name: 'work',
  term: 'the off-clock work 链外环节',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: workMachine,
  lifecycle: workLifecycle,
  events: WorkEvent,
  commands: workCommands,
  outcomes: workOutcomes,
  decider: workDecider,
  parties: (work) => ({
    owner: work?.terms.owner,
    authority: work?.terms.authority,
    intake: work?.terms.intake,
  }),
});
