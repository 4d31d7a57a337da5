import * as z from 'zod';
import { withoutEstimate } from '../clock/estimate.ts';
import { partiesOf } from '../joint/joint.ts';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { acceptanceCommands } from './commands.ts';
import { acceptanceDecider, acceptanceOutcomes } from './decider.ts';
import { AcceptanceEvent } from './events.ts';
import { acceptanceLifecycle, acceptanceMachine } from './lifecycle.ts';

/** 联合验收: all disciplines on one set of drawings and survey results, one opinion paper (J10, J11). */
export const acceptanceSlice = defineSlice({
  name: 'acceptance',
  term: 'the joint acceptance 联合验收',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: acceptanceMachine,
  lifecycle: acceptanceLifecycle,
  events: AcceptanceEvent,
  commands: acceptanceCommands,
  outcomes: acceptanceOutcomes,
  decider: acceptanceDecider,
  parties: partiesOf,
  /** One inspection, one list of demands, one paper. */
  stageRules: {
    GiveOpinion: 'J13',
    IssueCorrections: 'J13',
    AddDemand: 'J13',
    RecheckDemand: 'J14',
    IssueOpinionPaper: 'J10',
  },
  upcasters: { SpecialProcedureStarted: [withoutEstimate] },
});
