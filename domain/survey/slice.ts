import * as z from 'zod';
import { partiesOf } from '../joint/joint.ts';
import { NodeKey, ProjectCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { surveyCommands } from './commands.ts';
import { surveyDecider, surveyOutcomes } from './decider.ts';
import { SurveyEvent } from './events.ts';
import { surveyLifecycle, surveyMachine } from './lifecycle.ts';

/** 联合踏勘: one intake, one lead, many join, limited time, one reply (J1). */
export const surveySlice = defineSlice({
  name: 'survey',
  term: 'the joint survey 联合踏勘',
  key: z.object({
    project: ProjectCode.describe('Code of the project.'),
    node: NodeKey.describe('Key of the node in its chain.'),
  }),
  streamKey: ({ project, node }) => `${project}-${node}`,
  machine: surveyMachine,
  lifecycle: surveyLifecycle,
  events: SurveyEvent,
  commands: surveyCommands,
  outcomes: surveyOutcomes,
  decider: surveyDecider,
  parties: partiesOf,
  /** One visit only, and one reply. */
  stageRules: { ConveneVisit: 'J1', HoldVisit: 'J1', GiveOpinion: 'J15' },
});
