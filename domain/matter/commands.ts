import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { estimatedDays } from '../clock/estimate.ts';
import { Days } from '../clock/terms.ts';
import { Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

/** A material as the applicant hands it in; without a digest it is missing. */
export const MaterialInput = z.object({
  key: z.string().min(1).describe('Key of the material in the matter.'),
  sha256: Sha256.nullish().describe('SHA-256 of the document; left out where it is missing.'),
});

const materials = z
  .array(MaterialInput)
  .max(200)
  .describe('What was handed in; what is not named is missing.');

export const matterCommands = {
  OpenMatter: command(
    'A node of the chain may begin: its predecessors are done.',
    z.object({ terms: NodeTerms, since: Instant.optional().describe('When what it waited for was done.') }),
  ),
  OpenMatterInAdvance: command(
    'An item was handed in before the chain has come to it (T17).',
    z.object({
      terms: NodeTerms,
      receiptNumber: z.string().min(1),
      materials,
      receivedAt: Instant,
      receivedBy: z.string().min(1),
    }),
  ),
  GivePreReview: command(
    'Say what a review in advance has found 提前审查 (T17): where all is there and ready, it is accepted the moment that the chain comes to it.',
    z.object({
      outcome: z
        .enum(['ready', 'notReady'])
        .describe('Whether it could be decided once the earlier results are there.'),
      findings: Text(4000).describe('What was found, and what is still missing.'),
    }),
  ),
  ReceiveMatter: command('Receive an application 收件 and give its receipt (T18).', z.object({ materials })),
  ReceiveAndAcceptMatter: command(
    'Receive a complete application and accept it at once 收件并受理.',
    z.object({ materials }),
  ),
  AcceptUnderCommonReceipt: command(
    'An item of a common receipt 一窗受理 begins: with the receipt, or when what it waited for was decided (T16).',
    z.object({
      receiptNumber: z.string().min(1),
      acceptedAt: Instant,
      acceptedBy: z.string().min(1),
      materials,
      /** When the last of its predecessors was decided; null where it waited for none. */
      decidedAt: Instant.nullable(),
    }),
  ),
  RequestCorrection: command(
    'Ask for everything that is missing, once 一次性告知补正 (T3).',
    z.object({
      missing: z.array(z.string().min(1)).min(1).describe('Keys of the materials that are missing or wrong.'),
      note: Text(2000).describe('What is wrong, in words that the applicant can act on.'),
    }),
  ),
  SubmitCorrection: command('Hand in what was missing 补正.', z.object({ materials })),
  LapseCorrection: command(
    'The correction was not made in its days: the application counts as withdrawn or is refused (T5).',
    z.object({}),
  ),
  AcceptMatter: command('Accept the application 受理: the limit begins to run.', z.object({})),
  DeemMatterAccepted: command('Silence has become acceptance 视为受理 (T3).', z.object({})),
  RefuseAcceptance: command(
    'Refuse to accept the application 不予受理, with reasons (T18).',
    z.object({ reasons: Text(2000).describe('Why, with the legal ground.') }),
  ),
  StartSpecialProcedure: command(
    'Stop the clock for a reason that the law names 特别程序 (T10).',
    z.object({
      reason: z.string().min(1).describe('Key of the reason among those of the matter.'),
      notice: Text(2000).describe('The written notice to the applicant, with the time it will take.'),
      estimatedDays,
    }),
  ),
  EndSpecialProcedure: command('The special procedure is over; the clock runs on.', z.object({})),
  CapSpecialProcedure: command(
    'The special procedure has reached its cap; the clock runs on by itself.',
    z.object({}),
  ),
  ExtendLimit: command(
    'Extend the limit with the approval of the head 延长期限 (T6).',
    z.object({
      days: Days.describe('Working days to add, in halves.'),
      reason: Text(2000).describe('The reason that the applicant is told.'),
      approver: Text(100).describe('Who approved it.'),
    }),
  ),
  CompleteStep: command(
    'A step inside the matter is done (B23).',
    z.object({ step: z.string().min(1).describe('Key of the step.') }),
  ),
  DecideMatter: command(
    'Decide the matter 办结.',
    z.object({
      outcome: z.enum(['approved', 'refused']).describe('The decision.'),
      documentNumber: Text(100).nullish().describe('Number of the approval document.'),
      reasons: Text(2000).nullish().describe('Reasons; needed for a refusal.'),
      lateness: Text(2000)
        .nullish()
        .describe('Why the decision is late; needed from the due instant on (T15).'),
    }),
  ),
  DeliverMatter: command(
    'Deliver the decision 送达 (T9).',
    z.object({
      channel: z.enum(['counter', 'post', 'online']).describe('How it was delivered.'),
      reference: Text(100).nullish().describe('Tracking number, where there is one.'),
    }),
  ),
  WithdrawMatter: command(
    'Take the application back 撤回.',
    z.object({ reason: Text(2000).describe('Why it is withdrawn.') }),
  ),
  RederiveDeadlines: command(
    'A holiday notice may have moved the limits.',
    z.object({ notice: z.string().min(1) }),
  ),
};
export type MatterCommand = CommandsOf<typeof matterCommands>;
