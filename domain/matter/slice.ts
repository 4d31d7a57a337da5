import * as z from 'zod';
import { withoutEstimate } from '../clock/estimate.ts';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { matterCommands } from './commands.ts';
import { matterDecider, matterOutcomes } from './decider.ts';
import { MatterEvent } from './events.ts';
import { matterLifecycle, matterMachine } from './lifecycle.ts';

/** 办件: one approval matter of a project, from its opening to the delivery of the decision. */
export const matterSlice = defineSlice({
  name: 'matter',
  term: 'the matter 办件',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: matterMachine,
  lifecycle: matterLifecycle,
  events: MatterEvent,
  commands: matterCommands,
  outcomes: matterOutcomes,
  decider: matterDecider,
  parties: (matter) => ({
    owner: matter?.terms.owner,
    authority: matter?.terms.authority,
    intake: matter?.terms.intake,
    participants: matter?.terms.participants.map(({ unit }) => unit),
  }),
  /** Once asked, once answered: nothing may be asked for a second time. */
  stageRules: { RequestCorrection: 'T3', StartSpecialProcedure: 'T10' },
  upcasters: { SpecialProcedureStarted: [withoutEstimate] },
});
