import type { NodeKind, NodeTerms } from '../catalogue/nodeTerms.ts';
import { type Clock, extendClock, mayExtend, pausedAt } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import { beyondBound } from '../clock/extension.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, nodeDeadlineId, openNodeClocks, rederiveAll } from '../clock/nodeClock.ts';
import { accept, type Command, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyBy, onlyLead, onlyOwner, onlySystem } from './authority.ts';
import { withdrawnClocks } from './clocks.ts';
import type { limitCommands } from './commands.ts';
import { type Joint, termsOf } from './joint.ts';
import { handedIn, type Material, type MaterialInput, materialsMissing, materialTwice } from './material.ts';
import { type JointPolicy, jointPolicyV1 } from './policy.v1.ts';

type Of<Type extends keyof typeof limitCommands> = Extract<CommandsOf<typeof limitCommands>, { type: Type }>;

export const limitOutcomes = {
  ExtendLimit: [['LimitExtended']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const;

interface Opened {
  readonly terms: NodeTerms;
  readonly policy: JointPolicy;
  readonly openedAt: Instant;
}

/** The chain opens the node: its terms and the policy in force are pinned. */
export function openNode<Name extends string>(
  name: Name,
  kind: NodeKind,
  { data, issuedAt, actor }: Command<string, { terms: NodeTerms }>,
): Decision<{ type: Name; data: Opened }> {
  const { terms } = data;
  return (
    onlySystem(actor) ??
    (terms.kind === kind
      ? accept({ type: name, data: { terms, policy: jointPolicyV1, openedAt: issuedAt } })
      : reject('WrongKind', `${terms.key} is of kind ${terms.kind}; this procedure is for ${kind}.`))
  );
}

interface Accepted {
  readonly receiptNumber: string;
  readonly materials: Material[];
  readonly acceptedAt: Instant;
  readonly acceptedBy: string;
  readonly clocks: ClockFact[];
}

/** 受理: one receipt, one complete set of materials; the limit and its steps begin to run. */
export function acceptNode<Name extends string>(
  name: Name,
  joint: Joint,
  { data, issuedAt, actor }: Command<string, { materials: MaterialInput[] }>,
  { calendar }: DecisionContext,
  moreClocks: readonly ClockFact[] = [],
): Decision<{ type: Name; data: Accepted }> {
  const terms = termsOf(joint);
  const materials = handedIn(terms, data.materials);
  return (
    onlyBy(actor, 'the intake window or the lead', terms.intake, terms.authority) ??
    materialTwice(data.materials, 'J10') ??
    materialsMissing(terms, materials) ??
    accept({
      type: name,
      data: {
        receiptNumber: `SJ-${terms.project}-${terms.key}`,
        materials,
        acceptedAt: issuedAt,
        acceptedBy: actor.subject,
        clocks: [...openNodeClocks(calendar, terms, issuedAt), ...moreClocks],
      },
    })
  );
}

export const nodeClockOf = (joint: Joint): Clock | undefined =>
  joint.clocks.get(nodeDeadlineId(termsOf(joint)));

/** At or after the due instant, with the clock running. */
export function isLate(joint: Joint, at: Instant): boolean {
  const clock = nodeClockOf(joint);
  const dueAt = clock?.due.dueAt ?? null;
  return clock !== undefined && dueAt !== null && at >= dueAt && !pausedAt(clock, at);
}

/** 延长 (T6, T7): before the limit is over and within its bound; the last step ends with the node and moves with it. */
export function extendLimit(
  joint: Joint,
  { data, issuedAt, actor }: Of<'ExtendLimit'>,
  { calendar }: DecisionContext,
) {
  const terms = termsOf(joint);
  const clock = nodeClockOf(joint);
  const denied = onlyLead(actor, terms);
  if (denied !== undefined) return denied;
  if (clock === undefined || !mayExtend(clock, issuedAt))
    return reject(
      'LimitOver',
      `The limit ended at ${clock?.due.dueAt}; it can be extended only before.`,
      'T6',
    );
  const beyond = beyondBound(terms.extension, clock, data.days);
  if (beyond !== undefined) return beyond;
  const last = joint.clocks.get(nodeDeadlineId(terms, `step/${terms.steps.at(-1)?.key}`));
  const moved = last === undefined || last.closedAt !== null ? [clock] : [clock, last];
  const clocks = moved.map((each) => extendClock(calendar, each, { ...data, at: issuedAt }));
  return accept({ type: 'LimitExtended' as const, data: { ...data, extendedAt: issuedAt, clocks } });
}

export function rederive(
  joint: Joint,
  { data, actor }: Of<'RederiveDeadlines'>,
  { calendar }: DecisionContext,
) {
  const clocks = rederiveAll(calendar, joint.clocks, data.notice);
  return (
    onlySystem(actor) ??
    (clocks.length > 0
      ? accept({ type: 'DeadlineRederived' as const, data: { ...data, clocks } })
      : reject('NothingMoved', `${data.notice} moves no running limit here.`, 'T1'))
  );
}

interface Withdrawal {
  readonly reason: string;
  readonly outcome: 'withdrawn';
  readonly endedAt: Instant;
  readonly clocks: ClockFact[];
}

/** 撤回, by the owner alone. */
export function withdraw<Name extends string>(
  name: Name,
  joint: Joint,
  { data, issuedAt, actor }: Command<string, { reason: string }>,
): Decision<{ type: Name; data: Withdrawal }> {
  const terms = termsOf(joint);
  return (
    onlyOwner(actor, terms) ??
    accept({
      type: name,
      data: {
        reason: data.reason,
        outcome: 'withdrawn',
        endedAt: issuedAt,
        clocks: closeAll(withdrawnClocks(terms, joint.clocks), issuedAt),
      },
    })
  );
}
