import type { ClockFact } from '../clock/facts.ts';
import { closeAll } from '../clock/nodeClock.ts';
import { accept, type Command, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import { notByAccepter, onlyLead } from './authority.ts';
import { ownClocks } from './clocks.ts';
import { blocking } from './combine.ts';
import { openDemands } from './demand.ts';
import { type Joint, termsOf } from './joint.ts';
import { isLate } from './life.ts';

/** The input that all conclusions share. */
export interface Conclusion {
  readonly outcome: 'approved' | 'refused';
  readonly documentNumber?: string | null | undefined;
  readonly reasons?: string | null | undefined;
  readonly lateness?: string | null | undefined;
}

interface Ending {
  readonly documentNumber: string | null;
  readonly lateness: string | null;
  readonly decidedBy: string;
  readonly endedAt: Instant;
  readonly clocks: ClockFact[];
}

type Ended<Done extends string, Failed extends string, More> =
  | { readonly type: Done; readonly data: Ending & { readonly outcome: 'approved' } & More }
  | {
      readonly type: Failed;
      readonly data: Ending & { readonly outcome: 'refused'; readonly reasons: string } & More;
    };

/** 结论: by the lead, one for all, and only what the opinions allow; it ends every clock of the node. */
export function conclude<Done extends string, Failed extends string, More extends object>(
  names: { readonly approved: Done; readonly refused: Failed },
  joint: Joint,
  { data, issuedAt, actor }: Command<string, Conclusion>,
  ground: Decision<never> | undefined,
  more: More,
): Decision<Ended<Done, Failed, More>> {
  const terms = termsOf(joint);
  const refused =
    onlyLead(actor, terms) ??
    notByAccepter(actor, joint.acceptedBy) ??
    ground ??
    (data.lateness == null && isLate(joint, issuedAt)
      ? reject(
          'LatenessUnexplained',
          'The limit is over: say in «lateness» why the conclusion is late.',
          'T15',
        )
      : undefined);
  if (refused !== undefined) return refused;

  const ending: Ending & More = {
    ...more,
    documentNumber: data.documentNumber ?? null,
    lateness: data.lateness ?? null,
    decidedBy: actor.subject,
    endedAt: issuedAt,
    clocks: closeAll(ownClocks(terms, joint.clocks), issuedAt),
  };
  if (data.outcome === 'approved')
    return accept({ type: names.approved, data: { ...ending, outcome: 'approved' } });
  return data.reasons == null
    ? reject('ReasonsMissing', 'A refusal says why: fill in «reasons».', 'T18')
    : accept({ type: names.refused, data: { ...ending, outcome: 'refused', reasons: data.reasons } });
}

/**
 * What the opinions allow (combining rule): no approval over a reasoned disagreement or an open demand, and no refusal
 * without one of them (K5).
 */
export function groundOf(
  joint: Joint,
  outcome: 'approved' | 'refused',
  demands: { readonly block: boolean; readonly rule: string },
): Decision<never> | undefined {
  const against = blocking(joint);
  const open = demands.block ? openDemands(joint.listed) : [];
  if (outcome === 'refused')
    return against.length + open.length > 0
      ? undefined
      : reject(
          'NoGround',
          'Nobody disagrees with reasons and no demand is open; there is no ground to refuse.',
          'K5',
        );
  if (open.length > 0)
    return reject(
      'DemandsOpen',
      `Still open: ${open.map(({ id }) => id).join(', ')}; they must be met first.`,
      demands.rule,
    );
  return against.length === 0
    ? undefined
    : reject(
        'ReasonedDisagreement',
        `Disagreed with reasons: ${against.map(({ unit, discipline }) => `${discipline} (${unit})`).join(', ')}.`,
        'J16',
      );
}
