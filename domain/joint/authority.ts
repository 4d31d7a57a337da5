import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Decision, reject } from '../kernel/decider.ts';

type Denial = Decision<never> | undefined;

const forbidden = (actor: Actor, who: string, units: readonly string[]) =>
  reject(
    'Forbidden',
    `Only ${who} (${units.join(', ')}) may do this; the actor stands for ${actor.organization ?? 'nobody'}.`,
  );

/** Each acts for its own organisation only; the system acts for all. */
export const onlyBy = (actor: Actor, who: string, ...units: readonly string[]): Denial =>
  actor.role === 'system' || units.includes(actor.organization ?? '')
    ? undefined
    : forbidden(actor, who, units);

export const onlyLead = (actor: Actor, { authority }: NodeTerms): Denial =>
  onlyBy(actor, 'the lead 牵头部门', authority);

/** The owner, or an agent whom the owner gave authority 代办. */
export const onlyOwner = (actor: Actor, { owner }: NodeTerms): Denial =>
  actor.onBehalfOf === owner ? undefined : onlyBy(actor, 'the owner 项目单位', owner);

export const onlySystem = (actor: Actor): Denial =>
  actor.role === 'system' ? undefined : reject('Forbidden', 'Only the system itself does this.');
