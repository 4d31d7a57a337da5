import * as z from 'zod';
import { JobId } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { jobCommands } from './commands.ts';
import { jobDecider, jobOutcomes } from './decider.ts';
import { JobEvent } from './events.ts';
import { everyBid } from './job.ts';
import { jobLifecycle, jobMachine } from './lifecycle.ts';

/** 中介选取: one job of the intermediary market, from its notice to the contract. */
export const tenderSlice = defineSlice({
  name: 'job',
  term: 'the job 中介选取',
  key: z.object({ job: JobId.describe('Id of the job.') }),
  streamKey: ({ job }) => String(job),
  machine: jobMachine,
  lifecycle: jobLifecycle,
  events: JobEvent,
  commands: jobCommands,
  outcomes: jobOutcomes,
  decider: jobDecider,
  parties: (job) => ({
    owner: job?.terms.buyer,
    /** Those that bring randomness take part as such. */
    participants: job?.draw?.statement.contributors ?? job?.terms.contributors ?? [],
    agencies: job === undefined ? [] : [...new Set(everyBid(job).map(({ agency }) => agency))],
  }),
});
