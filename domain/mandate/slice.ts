import * as z from 'zod';
import { CreditCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { mandateCommands } from './commands.ts';
import { mandateDecider, mandateOutcomes } from './decider.ts';
import { MandateEvent } from './events.ts';
import { mandateLifecycle, mandateMachine } from './lifecycle.ts';
import { Subject } from './terms.ts';

/** 委托授权: what an organisation lets an agent do for it. */
export const mandateSlice = defineSlice({
  name: 'mandate',
  term: 'the authority 委托授权',
  key: z.object({
    organization: CreditCode.describe('Credit code of the organisation that is acted for.'),
    agent: Subject.describe('The agent: the subject of its token.'),
  }),
  streamKey: ({ organization, agent }) => `${organization}-${agent}`,
  machine: mandateMachine,
  lifecycle: mandateLifecycle,
  events: MandateEvent,
  commands: mandateCommands,
  outcomes: mandateOutcomes,
  decider: mandateDecider,
  /** Whoever granted it and whoever holds it may read how it came and went. */
  parties: (mandate) =>
    mandate === undefined ? {} : { owner: mandate.organization, participants: [mandate.agent.organization] },
});
