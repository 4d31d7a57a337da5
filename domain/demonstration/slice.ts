import { setup } from 'xstate';
import * as z from 'zod';
import type { DecisionContext } from '../clock/context.ts';
import { accept, type Decider } from '../kernel/decider.ts';
import { Instant, LegalDay } from '../kernel/instant.ts';
import { compileLifecycle, type Outcomes } from '../kernel/lifecycle.ts';
import { type CommandsOf, command, defineSlice } from '../kernel/slice.ts';

/** 演示数据开始: the fictional region is being filled; its live projects are dated relative to this day for ever. */
const DemonstrationBegun = z.object({
  type: z.literal('DemonstrationBegun'),
  data: z.object({ today: LegalDay, until: Instant }),
});

/** 演示数据完成. */
const DemonstrationCompleted = z.object({
  type: z.literal('DemonstrationCompleted'),
  data: z.object({ completedAt: Instant }),
});

export const DemonstrationEvent = z.discriminatedUnion('type', [DemonstrationBegun, DemonstrationCompleted]);
type DemonstrationEvent = z.infer<typeof DemonstrationEvent>;

const demonstrationMachine = setup({ types: { events: {} as DemonstrationEvent } }).createMachine({
  id: 'demonstration',
  initial: 'none',
  states: {
    none: { on: { DemonstrationBegun: 'filling' } },
    filling: { on: { DemonstrationCompleted: 'complete' } },
    complete: { type: 'final' },
  },
});

const demonstrationCommands = {
  BeginDemonstration: command(
    'Begin to fill an empty store with the fictional region.',
    z.object({ today: LegalDay, until: Instant }),
  ),
  CompleteDemonstration: command('The fictional region is filled.', z.object({})),
};
type DemonstrationCommand = CommandsOf<typeof demonstrationCommands>;

const demonstrationOutcomes = {
  BeginDemonstration: [['DemonstrationBegun']],
  CompleteDemonstration: [['DemonstrationCompleted']],
} as const satisfies Outcomes<DemonstrationCommand['type'], DemonstrationEvent['type']>;

/** What the demonstration is pinned to; undefined in a store without one. */
export type Demonstration = z.infer<typeof DemonstrationBegun>['data'] | undefined;

const demonstrationDecider: Decider<
  Demonstration,
  DemonstrationCommand,
  DemonstrationEvent,
  DecisionContext
> = {
  initialState: undefined,
  decide: (_, command) =>
    command.type === 'BeginDemonstration'
      ? accept({ type: 'DemonstrationBegun', data: command.data })
      : accept({ type: 'DemonstrationCompleted', data: { completedAt: command.issuedAt } }),
  evolve: (state, { type, data }) => (type === 'DemonstrationBegun' ? data : state),
};

/** 演示数据: pins the day of the first start, so that an interrupted first start resumes where it stood. */
export const demonstrationSlice = defineSlice({
  name: 'demonstration',
  term: 'the demonstration 演示数据',
  key: z.object({ region: z.string().regex(/^\d{6}$/) }),
  streamKey: ({ region }) => region ?? '',
  machine: demonstrationMachine,
  lifecycle: compileLifecycle(demonstrationMachine),
  events: DemonstrationEvent,
  commands: demonstrationCommands,
  outcomes: demonstrationOutcomes,
  decider: demonstrationDecider,
  parties: () => ({}),
});
