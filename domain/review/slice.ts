import * as z from 'zod';
import { withoutEstimate } from '../clock/estimate.ts';
import { partiesOf } from '../joint/joint.ts';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { reviewCommands } from './commands.ts';
import { reviewDecider, reviewOutcomes } from './decider.ts';
import { ReviewEvent } from './events.ts';
import { reviewLifecycle, reviewMachine } from './lifecycle.ts';

/** 多评合一, and the joint review of a scheme 方案联合审查: one application, one meeting, one approval (J6). */
export const reviewSlice = defineSlice({
  name: 'review',
  term: 'the joint review 多评合一',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: reviewMachine,
  lifecycle: reviewLifecycle,
  events: ReviewEvent,
  commands: reviewCommands,
  outcomes: reviewOutcomes,
  decider: reviewDecider,
  parties: partiesOf,
  /** One application, one list; a demand comes with an opinion or not at all. */
  stageRules: {
    AcceptReview: 'J6',
    GiveOpinion: 'J15',
    IssueDemands: 'J8',
    AddDemand: 'J8',
    RecheckDemand: 'J9',
  },
  upcasters: { SpecialProcedureStarted: [withoutEstimate] },
});
