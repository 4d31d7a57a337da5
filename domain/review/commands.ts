import * as z from 'zod';
import {
  acceptCommand,
  conclusion,
  followUpCommands,
  limitCommands,
  openCommand,
  opinionCommands,
  overrideCommands,
  rectificationCommands,
  resubmission,
  specialCommands,
  withdrawCommand,
} from '../joint/commands.ts';
import { Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

export const reviewCommands = {
  OpenReview: openCommand('a joint review 多评合一'),
  AcceptReview: acceptCommand('the one application for all reviews'),
  ConveneMeeting: command(
    'Call the one review meeting (J6); until it begins, calling it again moves it.',
    z.object({
      meetingAt: Instant.describe('When the meeting begins.'),
      place: Text(500).describe('Where it is held.'),
    }),
  ),
  ...opinionCommands,
  ...overrideCommands,
  ...followUpCommands,
  IssueDemands: command(
    'Make one closed list of what all units demand, and stop the clock (J7, J8).',
    z.object({
      setAside: z
        .array(
          z.object({
            demand: Text(40).describe('Id of a demand.'),
            reason: Text(2000).describe('Which other demand it contradicts or repeats.'),
          }),
        )
        .max(500)
        .describe('Demands that the lead leaves out where chapters contradict each other.'),
    }),
  ),
  SubmitRevision: command('Hand in what was revised; the clock runs on.', resubmission),
  ...rectificationCommands,
  ...specialCommands,
  ...limitCommands,
  ConcludeReview: command('Conclude with one approval for all (J6).', z.object(conclusion)),
  WithdrawReview: withdrawCommand('a joint review'),
};
export type ReviewCommand = CommandsOf<typeof reviewCommands>;
