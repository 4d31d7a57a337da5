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
import { type CommandsOf, command } from '../kernel/slice.ts';

export const drawingsCommands = {
  OpenDrawings: openCommand('a joint drawing review 联合审图'),
  AcceptDrawings: acceptCommand('the drawings for review'),
  ...opinionCommands,
  IssueFirstOpinion: command(
    'Give the first opinion of all disciplines: complete, and once (J8).',
    z.object({ number: Text(100).describe('Number of the opinion.') }),
  ),
  SubmitRevision: command('Hand in what was revised; the clock runs on.', resubmission),
  ...rectificationCommands,
  ...specialCommands,
  ...limitCommands,
  ConcludeDrawings: command('Issue the certificate, or refuse it (J9).', z.object(conclusion)),
  SubmitFiling: command(
    'File the review after its certificate 审查情况备案 (J9).',
    z.object({ number: Text(100).describe('Number of the filing.') }),
  ),
  WithdrawDrawings: withdrawCommand('a joint drawing review'),
};
export type DrawingsCommand = CommandsOf<typeof drawingsCommands>;
