import * as z from 'zod';
import {
  acceptCommand,
  conclusion,
  limitCommands,
  openCommand,
  opinionCommands,
  rectificationCommands,
  resubmission,
  specialCommands,
  withdrawCommand,
} from '../joint/commands.ts';
import { Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { SiteAttendance } from './events.ts';

const { documentNumber, lateness } = conclusion;

export const acceptanceCommands = {
  OpenAcceptance: openCommand('the joint acceptance 联合验收'),
  AcceptAcceptance: acceptCommand('the application for joint acceptance'),
  CompleteIntake: command(
    'Say that the one set of drawings and survey results will do for all disciplines (J10).',
    z.object({}),
  ),
  NotifySite: command(
    'Tell the units and the owner when and where the site is inspected (J13).',
    z.object({
      inspectAt: Instant.describe('When the inspection begins.'),
      place: Text(500).describe('Where to meet.'),
    }),
  ),
  HoldSite: command(
    'Record the inspection: who was there, checked and signed (J13).',
    z.object({
      attendance: z.array(SiteAttendance).max(100).describe('One line for each participating unit.'),
    }),
  ),
  ...opinionCommands,
  IssueCorrections: command(
    'Give all demands of all units at once, and stop the clock (J13, J14).',
    z.object({}),
  ),
  ReportCorrection: command('Tell that what was demanded is done; the clock runs on (J14).', resubmission),
  ...rectificationCommands,
  IssueOpinionPaper: command(
    'Issue the one opinion paper with the result of every discipline (J10, J11).',
    z.object({
      number: Text(100).describe('Number of the opinion paper.'),
      outcome: conclusion.outcome,
      reasons: conclusion.reasons,
    }),
  ),
  FileAcceptance: command(
    'File what the opinion paper says 竣工备案.',
    z.object({ documentNumber, lateness }),
  ),
  ...specialCommands,
  ...limitCommands,
  WithdrawAcceptance: withdrawCommand('joint acceptance'),
};
export type AcceptanceCommand = CommandsOf<typeof acceptanceCommands>;
