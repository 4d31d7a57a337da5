import type { JWTPayload } from 'jose';
import * as z from 'zod';
import { contradictionIn, Role } from '../domain/kernel/actor.ts';
import type { Viewer } from './viewer.ts';

/** The token is wrong: the answer is 401. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}

const Claims = z.object({
  sub: z.string().min(1).max(200),
  /** Credit code of the own organisation; administrators may have none. */
  org: z.string().min(1).max(100).nullish(),
  roles: z.array(Role.exclude(['public'])).min(1),
});

/** Who a token speaks of, once its signature and its time are known to be good. */
export function viewerIn(payload: JWTPayload): Viewer {
  const claims = Claims.safeParse(payload);
  if (!claims.success)
    throw new Unauthenticated(
      `The token says nothing usable in «${claims.error.issues[0]?.path[0]?.toString() ?? 'its claims'}»; ` +
        `it needs sub, org and roles out of ${Role.exclude(['public']).options.join(', ')}.`,
    );
  const { sub, org } = claims.data;
  const roles = [...new Set(claims.data.roles)];
  const contradiction = contradictionIn(roles);
  if (contradiction !== undefined) throw new Unauthenticated(contradiction);
  return { subject: sub, organization: org ?? null, roles };
}
