import * as z from 'zod';
import { Role } from '../kernel/actor.ts';
import { Sha256 } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** 登录: a user began a session in a browser. The digest names it; whoever reads the log cannot take it over. */
export const SessionBegun = z.object({
  type: z.literal('SessionBegun'),
  data: z.object({
    session: Sha256,
    organization: z.string().nullable(),
    roles: z.array(Role).min(1),
    begunAt: Instant,
    /** The first instant at which it is over, however much it is used. */
    until: Instant,
  }),
});

/** 退出: one session is over, because its user left it, or because it began more than it may have. */
export const SessionEnded = z.object({
  type: z.literal('SessionEnded'),
  data: z.object({ session: Sha256, why: z.enum(['left', 'replaced']), endedAt: Instant }),
});

/** 强制下线: the security administrator ended every session of a user. */
export const SessionsEnded = z.object({
  type: z.literal('SessionsEnded'),
  data: z.object({ reason: z.string(), sessions: z.int().positive(), endedBy: z.string(), endedAt: Instant }),
});

export const SessionEvent = z.discriminatedUnion('type', [SessionBegun, SessionEnded, SessionsEnded]);
export type SessionEvent = z.infer<typeof SessionEvent>;
