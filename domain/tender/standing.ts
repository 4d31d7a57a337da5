import { type Actor, actedFor } from '../kernel/actor.ts';
import { reject } from '../kernel/decider.ts';

/** Roles are checked before; here it is whose organisation somebody speaks for. The system speaks for everybody. */
export const actsFor = (actor: Actor, organization: string): boolean =>
  actor.role === 'system' || actedFor(actor) === organization;

/** The operator of the platform, or the buyer itself. */
export const actsForBuyer = (actor: Actor, buyer: string): boolean =>
  actor.role === 'operator' || actsFor(actor, buyer);

export const forbidden = (who: string, organization: string) =>
  reject('Forbidden', `Only ${who} ${organization} may do this; use a token of that organisation.`);

export const noOrganization = reject(
  'Forbidden',
  'This is done for an organisation; use a token that names one, with --org CODE.',
);
