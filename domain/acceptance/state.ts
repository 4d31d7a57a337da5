import type * as z from 'zod';
import * as shared from '../joint/evolve.ts';
import { emptyJoint, type Joint, withClocks } from '../joint/joint.ts';
import type { Material } from '../joint/material.ts';
import type { OpinionLaw } from '../joint/opinions.ts';
import type { ListLaw } from '../joint/rectification.ts';
import type { Instant } from '../kernel/instant.ts';
import type { AcceptanceEvent, OpinionPaperIssued } from './events.ts';

export interface Acceptance extends Joint {
  readonly materials: readonly Material[];
  readonly inspectAt: Instant | undefined;
  readonly paper: z.infer<typeof OpinionPaperIssued>['data'] | undefined;
}

export const noAcceptance: Acceptance = {
  ...emptyJoint,
  materials: [],
  inspectAt: undefined,
  paper: undefined,
};

/** Each discipline passes or fails; not returning an opinion is a breach of its own (J13). */
export const acceptanceOpinions: OpinionLaw = {
  seats: 'J10',
  step: 'opinions',
  passOrFail: true,
  silence: 'J13',
};
/** All demands in writing and at once (J13); only failed items are checked again (J14). */
export const acceptanceList: ListLaw = { once: 'J13', recheck: 'J14' };

export function evolveAcceptance(before: Acceptance, event: AcceptanceEvent): Acceptance {
  const acceptance = withClocks(before, event);
  switch (event.type) {
    case 'AcceptanceOpened':
      return shared.opened(acceptance, event.data);
    case 'AcceptanceAccepted':
      return { ...shared.accepted(acceptance, event.data), materials: event.data.materials };
    case 'SiteNotified':
      return { ...acceptance, inspectAt: event.data.inspectAt };
    case 'SiteInspected':
      return shared.consentDeemed(acceptance, event.data.deemed);
    case 'OpinionGiven':
      return shared.opinionGiven(acceptance, event);
    case 'OpinionsDeemed':
      return shared.opinionsDeemed(acceptance, event);
    case 'CorrectionsIssued':
      return shared.listClosed(acceptance, event.data.demands);
    case 'CorrectionReported':
      return shared.resubmitted(acceptance, event.data.materials);
    case 'DemandRechecked':
      return shared.demandRechecked(acceptance, event);
    case 'DemandAdded':
      return shared.demandAdded(acceptance, event);
    case 'OpinionPaperIssued':
      return { ...acceptance, paper: event.data };
    default:
      return acceptance;
  }
}
