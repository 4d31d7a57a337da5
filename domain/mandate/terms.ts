import * as z from 'zod';
import { Role } from '../kernel/actor.ts';
import { CreditCode, Text } from '../kernel/ids.ts';

/** Whoever has a part of its own in the market or in a chain can be acted for; offices and administrators cannot. */
export const MandatedRole = Role.extract(['owner', 'intermediary']);

/** The subject of a token, as OpenID bounds it. */
export const Subject = z.string().regex(/^[!-~]{1,200}$/, {
  error: 'A subject has 1 to 200 printable ASCII characters without blanks, as the token says it.',
});

/** A person who acts for others 代办人员, and the organisation it belongs to. */
export const Agent = z.object({
  subject: Subject,
  name: Text(200),
  organization: CreditCode,
});
