import * as z from 'zod';
import { Role } from '../kernel/actor.ts';
import { Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

export const sessionCommands = {
  BeginSession: command(
    'The server has let a user in; beyond the most that one may have, the oldest session ends.',
    z.object({
      session: Sha256,
      organization: z.string().nullable(),
      roles: z.array(Role).min(1),
      until: Instant,
      most: z.int().positive(),
    }),
  ),
  EndSession: command('A user leaves a session.', z.object({ session: Sha256 })),
  EndSessions: command(
    'The security administrator ends every session of a user 强制下线, at once.',
    z.object({ reason: Text(2000).describe('Why they are ended.') }),
  ),
} as const;
export type SessionCommand = CommandsOf<typeof sessionCommands>;
