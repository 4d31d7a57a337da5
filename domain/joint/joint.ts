import type { NodeTerms, Participant } from '../catalogue/nodeTerms.ts';
import { applyClockFacts, type ClockBook } from '../clock/clock.ts';
import type { ClockFact } from '../clock/facts.ts';
import type { DomainEvent } from '../kernel/recorded.ts';
import type { Parties } from '../kernel/slice.ts';
import type { Demand, ListedDemand } from './demand.ts';
import type { Contents } from './material.ts';
import type { HeldOpinion } from './opinion.ts';
import { type JointPolicy, jointPolicyV1 } from './policy.v1.ts';

/** What every joint procedure 联合办理 keeps in order to decide. */
export interface Joint {
  /** Undefined only before the first fact. */
  readonly terms: NodeTerms | undefined;
  readonly policy: JointPolicy;
  readonly clocks: ClockBook;
  /** Subject of the account that accepted; nobody both accepts and concludes. */
  readonly acceptedBy: string | undefined;
  readonly contents: Contents;
  readonly opinions: readonly HeldOpinion[];
  /** Demands that came with opinions, until the lead makes one list of them. */
  readonly raised: readonly Demand[];
  readonly listed: readonly ListedDemand[];
  /** What was on the table when the list was closed; undefined while it is open. */
  readonly noticed: Contents | undefined;
  /** Seats whose disagreement the lead has overridden (J16). */
  readonly overridden: readonly string[];
}

export const emptyJoint: Joint = {
  terms: undefined,
  policy: jointPolicyV1,
  clocks: new Map(),
  acceptedBy: undefined,
  contents: new Map(),
  opinions: [],
  raised: [],
  listed: [],
  noticed: undefined,
  overridden: [],
};

export function termsOf({ terms }: Pick<Joint, 'terms'>): NodeTerms {
  if (terms === undefined)
    throw new Error('Unreachable: the lifecycle lets nothing happen before the node is opened.');
  return terms;
}

export interface Seat {
  readonly unit: string;
  readonly discipline: string;
}

/** A seat 席位 is one unit with one discipline: a review body may hold several. */
export const seatOf = ({ unit, discipline }: Seat): Seat => ({ unit, discipline });

export const seatId = ({ unit, discipline }: Seat): string => `${unit}/${discipline}`;

export const unitsOf = (terms: NodeTerms): readonly string[] => [
  ...new Set(terms.participants.map(({ unit }) => unit)),
];

export const heldBy = (opinions: readonly HeldOpinion[], seat: Seat): HeldOpinion | undefined =>
  opinions.find((held) => seatId(held) === seatId(seat));

/** Seats that have not said anything yet and are not taken to have. */
export const outstanding = (terms: NodeTerms, opinions: readonly HeldOpinion[]): readonly Participant[] =>
  terms.participants.filter((seat) => heldBy(opinions, seat) === undefined);

/** Clock facts move the clocks, whichever fact brings them. */
export function withClocks<J extends Joint>(joint: J, { data }: DomainEvent): J {
  const { clocks } = data as { readonly clocks?: readonly ClockFact[] };
  return clocks === undefined ? joint : { ...joint, clocks: applyClockFacts(joint.clocks, clocks) };
}

export const partiesOf = ({ terms }: Joint): Parties =>
  terms === undefined
    ? {}
    : { owner: terms.owner, authority: terms.authority, intake: terms.intake, participants: unitsOf(terms) };
