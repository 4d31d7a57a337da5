import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { type Actor, actedFor } from '../kernel/actor.ts';
import { type Decision, reject } from '../kernel/decider.ts';

type Denial = Decision<never> | undefined;

const forbidden = (actor: Actor, who: string, units: readonly string[]) =>
  reject(
    'Forbidden',
    `Only ${who} (${units.join(', ')}) may do this; the actor stands for ${actedFor(actor) ?? 'nobody'}.`,
  );

/** Each acts for its own organisation, or for the one that gave it authority 代办; the system acts for all. */
export const onlyBy = (actor: Actor, who: string, ...units: readonly string[]): Denial =>
  actor.role === 'system' || units.includes(actedFor(actor) ?? '') ? undefined : forbidden(actor, who, units);

export const onlyLead = (actor: Actor, { authority }: NodeTerms): Denial =>
  onlyBy(actor, 'the lead 牵头部门', authority);

export const onlyOwner = (actor: Actor, { owner }: NodeTerms): Denial =>
  onlyBy(actor, 'the owner 项目单位', owner);

export const onlySystem = (actor: Actor): Denial =>
  actor.role === 'system' ? undefined : reject('Forbidden', 'Only the system itself does this.');

/** 受办分离: whoever accepted an application does not decide it, in whatever role it comes. */
export const notByAccepter = (actor: Actor, acceptedBy: string | undefined): Denial =>
  acceptedBy === actor.subject
    ? reject('AcceptedBySamePerson', `${actor.subject} accepted this application; somebody else decides it.`)
    : undefined;
