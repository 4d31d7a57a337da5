import * as z from 'zod';
import { Sha256, Text } from '../kernel/ids.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { ServiceContract } from './events.ts';

export const engagementCommands = {
  BeginEngagement: command(
    'The system begins the service when its contract is signed (A1, A15).',
    z.object({ contract: ServiceContract }),
  ),
  DeliverResult: command(
    'The agency hands in its result (S25).',
    z.object({ sha256: Sha256, note: Text(2000) }),
  ),
  ConfirmDelivery: command('The buyer confirms the result (S25).', z.object({})),
  RejectDelivery: command(
    'The buyer rejects the result with reasons, and the work goes on (S25).',
    z.object({ reasons: Text(4000) }),
  ),
  DeemDeliveryConfirmed: command('At the end of the days to answer: silence confirms (S25).', z.object({})),
  TerminateEngagement: command(
    'The buyer ends the service before its result is confirmed.',
    z.object({ reason: Text(4000) }),
  ),
  RederiveDeadlines: command(
    'The calendar changed: open time limits are reckoned again.',
    z.object({ notice: Text(200) }),
  ),
} as const;
export type EngagementCommand = CommandsOf<typeof engagementCommands>;
