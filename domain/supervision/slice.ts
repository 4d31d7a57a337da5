import * as z from 'zod';
import { defineSlice } from '../kernel/slice.ts';
import { supervisionCommands } from './commands.ts';
import { alertDecider, supervisionOutcomes } from './decider.ts';
import { SupervisionEvent } from './events.ts';
import { alertLifecycle, alertMachine } from './lifecycle.ts';

/** 电子监察预警: what supervision was told about one deadline or one violation, and what it said. */
export const alertSlice = defineSlice({
  name: 'alert',
  term: 'the alert 预警',
  key: z.object({ alert: z.string().min(1).max(300).describe('Id of the alert.') }),
  streamKey: ({ alert }) => alert ?? '',
  machine: alertMachine,
  lifecycle: alertLifecycle,
  events: SupervisionEvent,
  commands: supervisionCommands,
  outcomes: supervisionOutcomes,
  decider: alertDecider,
  parties: () => ({}),
});
