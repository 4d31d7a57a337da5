import * as z from 'zod';
import { withoutEstimate } from '../clock/estimate.ts';
import { partiesOf } from '../joint/joint.ts';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { drawingsCommands } from './commands.ts';
import { drawingsDecider, drawingsOutcomes } from './decider.ts';
import { DrawingsEvent } from './events.ts';
import { drawingsLifecycle, drawingsMachine } from './lifecycle.ts';

/** 联合审图: one review body for all disciplines, one complete opinion, one certificate (J8, J9). */
export const drawingsSlice = defineSlice({
  name: 'drawings',
  term: 'the joint drawing review 联合审图',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: drawingsMachine,
  lifecycle: drawingsLifecycle,
  events: DrawingsEvent,
  commands: drawingsCommands,
  outcomes: drawingsOutcomes,
  decider: drawingsDecider,
  parties: partiesOf,
  /** The first opinion is complete and given once; after it only open items are looked at. */
  stageRules: { GiveOpinion: 'J8', IssueFirstOpinion: 'J8', AddDemand: 'J8', RecheckDemand: 'J9' },
  upcasters: { SpecialProcedureStarted: [withoutEstimate] },
});
