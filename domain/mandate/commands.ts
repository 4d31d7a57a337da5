import * as z from 'zod';
import { CreditCode, Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { MandatedRole } from './terms.ts';

export const mandateCommands = {
  GrantAuthority: command(
    'An organisation lets an agent act for it 授权委托: who, what and how long, by a signed letter (民法典 165).',
    z.object({
      agentName: Text(200).describe('Name of the agent, as in the letter.'),
      agentOrganization: CreditCode.describe('Credit code of the organisation that the agent belongs to.'),
      role: MandatedRole.describe('The role that the agent acts in: your own.'),
      commands: z
        .array(Text(100))
        .min(1)
        .max(100)
        .nullish()
        .describe('Commands that it may give; every command of the role where nothing is said.'),
      validFrom: Instant.nullish().describe('From when on; at once where nothing is said.'),
      validUntil: Instant.describe('The first instant at which it is over.'),
      documentTitle: Text(200).describe('What the letter of authority 授权委托书 is called.'),
      documentSha256: Sha256.describe('SHA-256 of the signed letter, in lower-case hexadecimal digits.'),
    }),
  ),
  RevokeAuthority: command(
    'The organisation takes an authority back, at once (民法典 173).',
    z.object({ reason: Text(2000).describe('Why it is taken back.') }),
  ),
} as const;
export type MandateCommand = CommandsOf<typeof mandateCommands>;
