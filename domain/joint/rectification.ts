import { applyClockFacts } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { pauseAll, resumeAll } from '../clock/nodeClock.ts';
import { accept, type Command, type Decision, refuseOnRecord, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyBy, onlyLead, onlyOwner } from './authority.ts';
import { ownClocks } from './clocks.ts';
import type { rectificationCommands } from './commands.ts';
import { openDemands, seenDemand, unchanged } from './demand.ts';
import { type Joint, seatId, termsOf } from './joint.ts';
import { type Material, type MaterialInput, materialTwice, revised } from './material.ts';

type RectificationCommand = CommandsOf<typeof rectificationCommands>;
type Of<Type extends RectificationCommand['type']> = Extract<RectificationCommand, { type: Type }>;

/** The rules of one procedure about its demands. */
export interface ListLaw {
  /** The list is complete and given once. */
  readonly once: string;
  /** Only what is open is looked at again, and the owner's time does not count. */
  readonly recheck: string;
}

export const rectificationOutcomes = {
  RecheckDemand: [['DemandRechecked']],
  AddDemand: [['DemandAdded'], ['NewDemandRefused']],
  ReturnForRevision: [['ReturnedForRevision']],
} as const;

export function decideRectification(
  joint: Joint,
  command: RectificationCommand,
  context: DecisionContext,
  law: ListLaw,
) {
  switch (command.type) {
    case 'RecheckDemand':
      return recheck(joint, command, law);
    case 'AddDemand':
      return addDemand(joint, command, law);
    case 'ReturnForRevision':
      return returnForRevision(joint, command, context, law);
  }
}

/** 整改不计时: all clocks of the node stand still while the owner puts things right; `done` end with the list. */
export function rectificationPause(
  joint: Joint,
  done: readonly ClockFact[],
  at: Instant,
  { calendar }: DecisionContext,
  { recheck: rule }: ListLaw,
): { readonly legalBasis: string; readonly clocks: ClockFact[] } {
  const terms = termsOf(joint);
  const listed = terms.pauses.find(({ key }) => key === 'rectification');
  const legalBasis = listed?.legalBasis ?? rule;
  const pausing = { reason: listed?.title ?? '整改', legalBasis, cap: listed?.cap ?? null, from: at };
  const running = applyClockFacts(ownClocks(terms, joint.clocks), done);
  return { legalBasis, clocks: [...done, ...pauseAll(calendar, running, pausing)] };
}

interface Resubmitted {
  readonly materials: Material[];
  readonly note: string;
  readonly submittedAt: Instant;
  readonly clocks: ClockFact[];
}

/** The owner hands in what it changed; the clock runs on with what is left (J9, J14). */
export function resubmit<Name extends string>(
  name: Name,
  joint: Joint,
  { data, issuedAt, actor }: Command<string, { materials: MaterialInput[]; note: string }>,
  { calendar }: DecisionContext,
  law: ListLaw & { readonly mustChange: boolean },
): Decision<{ type: Name; data: Resubmitted }> {
  const terms = termsOf(joint);
  const materials = revised(terms, data.materials);
  const changed = materials.some(({ key, sha256 }) => sha256 !== null && joint.contents.get(key) !== sha256);
  return (
    onlyOwner(actor, terms) ??
    materialTwice(data.materials, law.recheck) ??
    emptied(materials, law) ??
    (law.mustChange && !changed
      ? reject(
          'NothingRevised',
          'Every sheet is as it was; hand in at least one with new content.',
          law.recheck,
        )
      : accept({
          type: name,
          data: {
            materials,
            note: data.note,
            submittedAt: issuedAt,
            clocks: resumeAll(calendar, ownClocks(terms, joint.clocks), issuedAt),
          },
        }))
  );
}

function emptied(materials: readonly Material[], { recheck: rule }: ListLaw): Decision<never> | undefined {
  const empty = materials.find(({ sha256 }) => sha256 === null);
  return empty === undefined
    ? undefined
    : reject(
        'MaterialsMissing',
        `«${empty.key}» came without content; name its SHA-256, or leave it out.`,
        rule,
      );
}

/** 只复审未闭合项 (J9, J14): by the unit whose demand it is, and nothing that is met already. */
function recheck(joint: Joint, { data, issuedAt, actor }: Of<'RecheckDemand'>, law: ListLaw) {
  const item = joint.listed.find(({ demand }) => demand.id === data.demand);
  if (item === undefined || item.resolved)
    return reject(
      'NotAnOpenItem',
      `«${data.demand}» is no open item; open are ${ids(joint) || 'none'}.`,
      law.recheck,
    );
  return (
    onlyBy(actor, 'the unit that raised it', item.demand.unit) ??
    accept({ type: 'DemandRechecked' as const, data: { ...data, recheckedAt: issuedAt } })
  );
}

/** The list is closed: what could be seen then may not be asked for now; content that changed may. */
function addDemand(joint: Joint, { data, issuedAt, actor }: Of<'AddDemand'>, { once }: ListLaw) {
  const terms = termsOf(joint);
  const { about, id } = data.demand;
  const denied = onlyBy(actor, 'the participating unit', data.unit);
  if (denied !== undefined) return denied;
  if (!terms.participants.some((seat) => seatId(seat) === seatId(data)))
    return reject('NotAParticipant', `${data.unit} does not answer for «${data.discipline}» here.`);
  if (joint.listed.some(({ demand }) => demand.id === id))
    return reject('DemandExists', `There is a demand «${id}» already; choose another id.`);
  if (!joint.contents.has(about))
    return reject(
      'UnknownMaterial',
      `«${about}» was not handed in; it is one of ${[...joint.contents.keys()].join(', ')}.`,
    );

  const demand = seenDemand(data.demand, data, joint.contents);
  if (!unchanged(about, joint.noticed ?? new Map(), joint.contents))
    return accept({ type: 'DemandAdded' as const, data: { demand, addedAt: issuedAt } });
  const message = `«${about}» has not changed since the list was closed; it is too late to demand «${id}». Only changed content may bring new demands.`;
  return refuseOnRecord({
    type: 'NewDemandRefused' as const,
    data: {
      demand,
      refusal: { code: 'NewDemandRefused', message, rule: once },
      violation: {
        rule: once,
        charged: data.unit,
        text: `${data.discipline}: new demand «${id}» on unchanged «${about}» after the one list of demands.`,
      },
      refusedAt: issuedAt,
    },
  });
}

/** What the re-check left open goes back, all of it at once. */
function returnForRevision(
  joint: Joint,
  { issuedAt, actor }: Of<'ReturnForRevision'>,
  context: DecisionContext,
  law: ListLaw,
) {
  const unchecked = joint.listed.filter(({ resolved, checked }) => !resolved && !checked);
  const open = openDemands(joint.listed).map(({ id }) => id);
  const denied = onlyLead(actor, termsOf(joint));
  if (denied !== undefined) return denied;
  if (unchecked.length > 0)
    return reject(
      'RecheckOutstanding',
      `Not looked at again yet: ${unchecked.map(({ demand }) => demand.id).join(', ')}.`,
      law.recheck,
    );
  return open.length === 0
    ? reject('NothingOpen', 'Every demand is met; there is nothing to hand back.', law.recheck)
    : accept({
        type: 'ReturnedForRevision' as const,
        data: { open, returnedAt: issuedAt, ...rectificationPause(joint, [], issuedAt, context, law) },
      });
}

const ids = ({ listed }: Joint) =>
  openDemands(listed)
    .map(({ id }) => id)
    .join(', ');
