import * as z from 'zod';
import { Presence, unitField } from '../joint/attendance.ts';
import {
  acceptCommand,
  conclusion,
  followUpCommands,
  limitCommands,
  openCommand,
  opinionCommands,
  overrideCommands,
  withdrawCommand,
} from '../joint/commands.ts';
import { SurveyTopic } from '../joint/policy.v1.ts';
import { Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

export const surveyCommands = {
  OpenSurvey: openCommand('a joint survey 联合踏勘'),
  AcceptSurvey: acceptCommand('the application for a joint survey'),
  ConveneVisit: command(
    'Tell all participants and the owner when and where the visit is (J4, J5).',
    z.object({
      visitAt: Instant.describe('When the visit begins.'),
      place: Text(500).describe('Where to meet.'),
    }),
  ),
  HoldVisit: command(
    'Record the visit: who was there and what was seen (J1, J2).',
    z.object({
      attendance: z
        .array(z.object({ unit: unitField, presence: Presence.describe('How it was there.') }))
        .max(100)
        .describe('One line for each participating unit.'),
      findings: z
        .array(
          z.object({
            topic: SurveyTopic.describe('What was looked at.'),
            text: Text(2000).describe('What was seen.'),
          }),
        )
        .max(100)
        .describe('What was seen, by topic.'),
      minutes: Sha256.nullish().describe('SHA-256 of the minutes; they may follow with the conclusion.'),
    }),
  ),
  RequestSecondVisit: command(
    'Ask for another visit; whoever stayed away from the first may not (J1).',
    z.object({ unit: unitField, reason: Text(2000).describe('Why another visit is wanted.') }),
  ),
  ...opinionCommands,
  ...overrideCommands,
  ...followUpCommands,
  ...limitCommands,
  ConcludeSurvey: command(
    'Give the owner the one reply of all units (J1, J4).',
    z.object({
      ...conclusion,
      minutes: Sha256.nullish().describe('SHA-256 of the minutes, if not there yet.'),
    }),
  ),
  WithdrawSurvey: withdrawCommand('a joint survey'),
};
export type SurveyCommand = CommandsOf<typeof surveyCommands>;
