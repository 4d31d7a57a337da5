import * as z from 'zod';
import { NodeTerms } from '../catalogue/nodeTerms.ts';
import { estimatedDays } from '../clock/estimate.ts';
import { Days } from '../clock/terms.ts';
import { CreditCode, Sha256, Text } from '../kernel/ids.ts';
import { command } from '../kernel/slice.ts';
import { NewDemand } from './demand.ts';
import { MaterialInput } from './material.ts';
import { WrittenOpinion } from './opinion.ts';

const seat = {
  unit: CreditCode.describe('Credit code of the participating unit.'),
  discipline: Text(80).describe('The discipline it answers for, as the node names it.'),
};
const materials = z.array(MaterialInput).max(500);
const note = Text(2000);

export const openCommand = (what: string) =>
  command(`The chain has come to ${what}: its predecessors are done.`, z.object({ terms: NodeTerms }));

export const acceptCommand = (what: string) =>
  command(
    `Accept ${what}: one receipt for all units; the limit begins to run.`,
    z.object({ materials: materials.describe('What was handed in; what is not named is missing.') }),
  );

/** The input of a conclusion; each procedure may ask for more. */
export const conclusion = {
  outcome: z.enum(['approved', 'refused']).describe('The one reply to the owner.'),
  documentNumber: Text(100).nullish().describe('Number of the opinion or certificate.'),
  reasons: Text(4000).nullish().describe('Reasons; needed for a refusal.'),
  lateness: Text(2000).nullish().describe('Why it is late; needed from the due instant on (T15).'),
};

export const withdrawCommand = (what: string) =>
  command(
    `Take the application for ${what} back.`,
    z.object({ reason: note.describe('Why it is withdrawn.') }),
  );

export const limitCommands = {
  ExtendLimit: command(
    'Extend the limit with the approval of the head 延长期限 (T6).',
    z.object({
      days: Days.describe('Days to add, in halves.'),
      reason: note.describe('The reason that the owner is told.'),
      approver: Text(100).describe('Who approved it.'),
    }),
  ),
  RederiveDeadlines: command(
    'A holiday notice may have moved the limits.',
    z.object({ notice: z.string().min(1) }),
  ),
};

export const specialCommands = {
  StartSpecialProcedure: command(
    'Stop the clock for a reason that the law names 特别程序 (T10, T11).',
    z.object({
      reason: z.string().min(1).describe('Key of the reason among those of the node.'),
      notice: note.describe('The written notice to the owner, with the time it will take.'),
      estimatedDays,
    }),
  ),
  EndSpecialProcedure: command('The special procedure is over; the clock runs on.', z.object({})),
  CapSpecialProcedure: command(
    'The special procedure has reached its cap; the clock runs on by itself.',
    z.object({}),
  ),
};

export const opinionCommands = {
  GiveOpinion: command(
    'Give the opinion of a unit for one discipline, once and complete (J13, J15).',
    z.object({
      ...seat,
      ...WrittenOpinion.shape,
      demands: z
        .array(NewDemand)
        .max(500)
        .describe('Every demand of this discipline, at once and in writing.'),
    }),
  ),
  DeemOpinions: command(
    'The silent ones are taken to agree, where the policy says so (J15, Q5).',
    z.object({}),
  ),
};

export const overrideCommands = {
  OverrideDisagreement: command(
    'Go on against a reasoned disagreement (J16).',
    z.object({ ...seat, reasons: Text(4000).describe('Why the lead does not follow it.') }),
  ),
  SendReasons: command(
    'Send the reasons for an override to the unit that disagreed (J16).',
    z.object({ ...seat, document: Sha256.describe('SHA-256 of the letter.') }),
  ),
};

export const followUpCommands = {
  FollowUpConsent: command(
    'Put in writing what the unit thinks after it was taken to agree 补具意见 (Q5).',
    z.object({
      unit: seat.unit,
      document: Sha256.describe('SHA-256 of its view.'),
      note: note.describe('What it says in short.'),
    }),
  ),
  CheckConsent: command(
    'Look at a consent by silence or absence afterwards 事后核查 (Q5).',
    z.object({
      unit: seat.unit,
      holds: z.boolean().describe('Whether the consent can stand.'),
      note: note.describe('What was found.'),
    }),
  ),
};

/** What the owner hands in after a list of demands. */
export const resubmission = z.object({
  materials: materials.describe('What changed, with its new content.'),
  note: note.describe('What was done about the demands.'),
});

export const rectificationCommands = {
  RecheckDemand: command(
    'Look at one open demand again (J9, J14).',
    z.object({
      demand: Text(40).describe('Id of the demand.'),
      resolved: z.boolean().describe('Whether it is met now.'),
      note: note.describe('What was found.'),
    }),
  ),
  AddDemand: command(
    'Demand more after the list was closed: only on content that changed (J8).',
    z.object({ ...seat, demand: NewDemand }),
  ),
  ReturnForRevision: command('Hand what is still open back to the owner.', z.object({})),
};
