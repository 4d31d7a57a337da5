import * as z from 'zod';
import { defineSlice } from '../kernel/slice.ts';
import { sessionCommands } from './commands.ts';
import { sessionDecider, sessionOutcomes } from './decider.ts';
import { SessionEvent } from './events.ts';
import { sessionLifecycle, sessionMachine } from './lifecycle.ts';

/** 会话: who came in by a browser, and until when. */
export const sessionSlice = defineSlice({
  name: 'session',
  term: 'the sessions 会话',
  key: z.object({
    subject: z
      .string()
      .regex(/^[!-~]{1,200}$/, { error: 'A subject has 1 to 200 printable ASCII characters without blanks.' })
      .describe('The user: the subject that its identity provider gives it.'),
  }),
  streamKey: ({ subject }) => String(subject),
  machine: sessionMachine,
  lifecycle: sessionLifecycle,
  events: SessionEvent,
  commands: sessionCommands,
  outcomes: sessionOutcomes,
  decider: sessionDecider,
  /** No organisation has a part in it: supervisors and auditors read it. */
  parties: () => ({}),
});
