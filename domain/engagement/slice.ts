import * as z from 'zod';
import { JobId } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { engagementCommands } from './commands.ts';
import { engagementDecider, engagementOutcomes } from './decider.ts';
import { EngagementEvent } from './events.ts';
import { engagementLifecycle, engagementMachine } from './lifecycle.ts';

/** 服务履约: the service under contract, from its beginning to the confirmed result. */
export const engagementSlice = defineSlice({
  name: 'engagement',
  term: 'the engagement 服务履约',
  key: z.object({ job: JobId.describe('Id of the job that was won.') }),
  streamKey: ({ job }) => String(job),
  machine: engagementMachine,
  lifecycle: engagementLifecycle,
  events: EngagementEvent,
  commands: engagementCommands,
  outcomes: engagementOutcomes,
  decider: engagementDecider,
  parties: (engagement) => ({
    owner: engagement?.contract.buyer,
    agencies: engagement === undefined ? [] : [engagement.contract.agency],
  }),
});
