import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { JobId, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { Evidence, PurchaseEnded } from './events.ts';

export const workCommands = {
  OpenWork: command(
    'A node off the approval clock may begin.',
    z.object({ terms: NodeTerms, since: Instant.optional().describe('When what it waited for was done.') }),
  ),
  CompleteWork: command(
    'Off-clock work is done 链外环节完成: shown by evidence (B47).',
    z.object({
      evidence: z.array(Evidence).min(1).max(50).describe('The documents that show it.'),
      note: Text(2000).nullish().describe('Anything a reader should know.'),
    }),
    /** When it was done, where the market says so: a deemed confirmation dates to 24:00 of its last day. */
    z.object({ at: Instant.optional() }),
  ),
  NotePurchase: command('A job was published for the node (M16).', z.object({ job: JobId })),
  NotePurchaseEnd: command(
    'The job of the node ended without a contract.',
    PurchaseEnded.shape.data.omit({ notedAt: true }),
  ),
  WithdrawWork: command('Give the work up.', z.object({ reason: Text(2000).describe('Why.') })),
  RederiveDeadlines: command(
    'A holiday notice may have moved the planned end.',
    z.object({ notice: z.string().min(1) }),
  ),
};
export type WorkCommand = CommandsOf<typeof workCommands>;
