import type { Actor } from '../domain/kernel/actor.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { SliceState } from '../domain/kernel/slice.ts';
import { mandateSlice } from '../domain/mandate/slice.ts';
import { type Mandate, type MandateData, statusAt } from '../domain/mandate/state.ts';

type StateOf = (slice: string, stream: string) => Promise<SliceState<unknown>>;
type Agent = Pick<Actor, 'subject' | 'organization'>;

/** Why somebody may not act for an organisation. */
export interface NoMandate {
  readonly code: 'MandateMissing' | 'MandateNotYet' | 'MandateExpired' | 'MandateRevoked' | 'OutsideMandate';
  readonly message: string;
}

/** The authority 委托授权 by which an agent acts for an organisation at an instant, or why there is none. */
export async function mandateOf(
  stateOf: StateOf,
  { subject, organization }: Agent,
  principal: string,
  at: Instant,
): Promise<Mandate | NoMandate> {
  const stream = mandateSlice.streamOf({ organization: principal, agent: subject });
  const mandate = (await stateOf(mandateSlice.name, stream)).data as MandateData;
  if (mandate === undefined || mandate.agent.organization !== organization)
    return {
      code: 'MandateMissing',
      message: `${principal} has granted ${subject} of ${organization ?? 'no organisation'} no authority; it grants one with grantAuthority.`,
    };
  switch (statusAt(mandate, at)) {
    case 'IN_FORCE':
      return mandate;
    case 'REVOKED':
      return {
        code: 'MandateRevoked',
        message: `${principal} took the authority of ${subject} back at ${mandate.revokedAt}.`,
      };
    case 'EXPIRED':
      return {
        code: 'MandateExpired',
        message: `The authority of ${subject} to act for ${principal} was over at ${mandate.validUntil}.`,
      };
    case 'NOT_YET':
      return {
        code: 'MandateNotYet',
        message: `The authority of ${subject} to act for ${principal} begins at ${mandate.validFrom}.`,
      };
  }
}

/** Why this authority does not cover a command; undefined: it does. */
export const uncovered = (
  { commands }: { readonly commands: readonly string[] | null },
  command: string,
): NoMandate | undefined =>
  commands === null || commands.includes(command)
    ? undefined
    : {
        code: 'OutsideMandate',
        message: `Your authority covers ${commands.join(', ')} and not «${command}».`,
      };

/** Why an actor may not give a command for whom it says it acts for; looked up at the moment of decision. */
export async function mandateFault(
  stateOf: StateOf,
  actor: Actor,
  command: string,
  at: Instant,
): Promise<NoMandate | undefined> {
  if (actor.onBehalfOf === null) return undefined;
  const mandate = await mandateOf(stateOf, actor, actor.onBehalfOf, at);
  if ('code' in mandate) return mandate;
  if (mandate.role !== actor.role)
    return { code: 'OutsideMandate', message: `Your authority is for acting as ${mandate.role}.` };
  return uncovered(mandate, command);
}
