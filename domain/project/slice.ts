import * as z from 'zod';
import { ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { projectCommands } from './commands.ts';
import { projectDecider, projectOutcomes } from './decider.ts';
import { ProjectEvent } from './events.ts';
import { projectLifecycle, projectMachine } from './lifecycle.ts';

/** 投资项目: its code, its owner, and its chain pinned to one version of a process definition. */
export const projectSlice = defineSlice({
  name: 'project',
  term: 'the project 项目',
  key: z.object({ code: ProjectCode.describe('Code of the project 项目代码.') }),
  streamKey: ({ code }) => code ?? '',
  machine: projectMachine,
  lifecycle: projectLifecycle,
  events: ProjectEvent,
  commands: projectCommands,
  outcomes: projectOutcomes,
  decider: projectDecider,
  parties: (project) => ({ owner: project?.owner, intake: project?.intake, participants: project?.units }),
});
