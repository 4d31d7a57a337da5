import * as z from 'zod';
import { CreditCode } from '../kernel/ids.ts';
import { defineSlice } from '../kernel/slice.ts';
import { agencyCommands } from './commands.ts';
import { agencyDecider, agencyOutcomes } from './decider.ts';
import { AgencyEvent } from './events.ts';
import { agencyLifecycle, agencyMachine } from './lifecycle.ts';

/** 中介机构: entry to the market, services, ownership, breaches, exit. */
export const agencySlice = defineSlice({
  name: 'agency',
  term: 'the agency 中介机构',
  key: z.object({ agency: CreditCode.describe('Credit code of the agency.') }),
  streamKey: ({ agency }) => String(agency),
  machine: agencyMachine,
  lifecycle: agencyLifecycle,
  events: AgencyEvent,
  commands: agencyCommands,
  outcomes: agencyOutcomes,
  decider: agencyDecider,
  parties: (agency) => ({ agencies: agency === undefined ? [] : [agency.creditCode] }),
});
