import * as z from 'zod';
import { Text } from '../kernel/ids.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { AlertRaised, AlertWithdrawn, ViolationRaised } from './events.ts';

export const supervisionCommands = {
  RaiseAlert: command('A deadline has reached a level.', AlertRaised.shape.data.omit({ alert: true })),
  WithdrawAlert: command(
    'A due date has moved away from a level.',
    AlertWithdrawn.shape.data.omit({ alert: true, withdrawnAt: true }),
  ),
  RaiseViolation: command('A fact shows that a rule was broken.', ViolationRaised.shape.data),
  MarkAlertSeen: command(
    'Mark an alert as seen, with a note 签收.',
    z.object({ note: Text(2000).nullish().describe('What the supervisor noted.') }),
  ),
};
export type SupervisionCommand = CommandsOf<typeof supervisionCommands>;
