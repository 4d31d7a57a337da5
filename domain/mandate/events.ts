import * as z from 'zod';
import { CreditCode, Sha256 } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Agent, MandatedRole } from './terms.ts';

/** 授权委托: an organisation lets an agent act for it. Whatever it had granted this agent before is replaced. */
export const AuthorityGranted = z.object({
  type: z.literal('AuthorityGranted'),
  data: z.object({
    organization: CreditCode,
    agent: Agent,
    role: MandatedRole,
    /** Nothing else is permitted; null: every command of the role. */
    commands: z.array(z.string()).min(1).nullable(),
    validFrom: Instant,
    /** The first instant at which it is over. */
    validUntil: Instant,
    /** The signed letter of authority 授权委托书. */
    document: z.object({ title: z.string(), sha256: Sha256 }),
    grantedBy: z.string(),
    grantedAt: Instant,
  }),
});

/** 撤销委托: from now on the agent acts for nobody but itself. */
export const AuthorityRevoked = z.object({
  type: z.literal('AuthorityRevoked'),
  data: z.object({ reason: z.string(), revokedBy: z.string(), revokedAt: Instant }),
});

export const MandateEvent = z.discriminatedUnion('type', [AuthorityGranted, AuthorityRevoked]);
export type MandateEvent = z.infer<typeof MandateEvent>;
