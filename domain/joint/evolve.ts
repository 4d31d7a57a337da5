import type * as z from 'zod';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import type { Demand } from './demand.ts';
import { type Joint, seatId } from './joint.ts';
import { contentsOf, type Material } from './material.ts';
import type { DeemedOpinion } from './opinion.ts';
import type { DisagreementOverridden, OpinionGiven, OpinionsDeemed } from './opinionFacts.ts';
import { heldAsConsent } from './opinions.ts';
import type { JointPolicy } from './policy.v1.ts';
import type { DemandAdded, DemandRechecked } from './rectificationFacts.ts';

/** What the shared facts do to the shared state; each procedure names the facts and adds its own. */

export const opened = <J extends Joint>(
  joint: J,
  { terms, policy }: { terms: NodeTerms; policy: JointPolicy },
): J => ({
  ...joint,
  terms,
  policy,
});

export const accepted = <J extends Joint>(
  joint: J,
  data: { materials: Material[]; acceptedBy: string },
): J => ({
  ...joint,
  contents: contentsOf(data.materials),
  acceptedBy: data.acceptedBy,
});

export const opinionGiven = <J extends Joint>(joint: J, { data }: z.infer<typeof OpinionGiven>): J => {
  const { unit, discipline, opinion, effect, demands } = data;
  return {
    ...joint,
    opinions: [...joint.opinions, { unit, discipline, opinion, effect, how: 'given' }],
    raised: [...joint.raised, ...demands],
  };
};

export const consentDeemed = <J extends Joint>(joint: J, deemed: readonly DeemedOpinion[]): J => ({
  ...joint,
  opinions: [...joint.opinions, ...deemed.map(heldAsConsent)],
});

export const opinionsDeemed = <J extends Joint>(joint: J, { data }: z.infer<typeof OpinionsDeemed>): J =>
  consentDeemed(joint, data.deemed);

export const overridden = <J extends Joint>(
  joint: J,
  { data }: z.infer<typeof DisagreementOverridden>,
): J => ({
  ...joint,
  overridden: [...joint.overridden, seatId(data)],
});

/** 一次性告知: from now on the list is closed, and what was on the table is remembered. */
export const listClosed = <J extends Joint>(joint: J, demands: readonly Demand[]): J => ({
  ...joint,
  listed: demands.map((demand) => ({ demand, resolved: false, checked: false })),
  noticed: joint.contents,
});

/** A new round: what is open is to be looked at again. */
export const resubmitted = <J extends Joint>(joint: J, materials: readonly Material[]): J => ({
  ...joint,
  contents: contentsOf(materials, joint.contents),
  listed: joint.listed.map((item) => ({ ...item, checked: item.resolved })),
});

export const demandRechecked = <J extends Joint>(joint: J, { data }: z.infer<typeof DemandRechecked>): J => ({
  ...joint,
  listed: joint.listed.map((item) =>
    item.demand.id === data.demand ? { ...item, resolved: data.resolved, checked: true } : item,
  ),
});

export const demandAdded = <J extends Joint>(joint: J, { data }: z.infer<typeof DemandAdded>): J => ({
  ...joint,
  listed: [...joint.listed, { demand: data.demand, resolved: false, checked: true }],
});
