import * as shared from '../joint/evolve.ts';
import { emptyJoint, type Joint, withClocks } from '../joint/joint.ts';
import type { OpinionLaw } from '../joint/opinions.ts';
import type { ListLaw } from '../joint/rectification.ts';
import type { DrawingsEvent } from './events.ts';

export const noDrawings: Joint = emptyJoint;

/** A technical review: each discipline passes or fails, and the first opinion ends the step. */
export const drawingsOpinions: OpinionLaw = { seats: 'J8', step: null, passOrFail: true, silence: 'J15' };
export const drawingsList: ListLaw = { once: 'J8', recheck: 'J9' };

export function evolveDrawings(before: Joint, event: DrawingsEvent): Joint {
  const drawings = withClocks(before, event);
  switch (event.type) {
    case 'DrawingsOpened':
      return shared.opened(drawings, event.data);
    case 'DrawingsAccepted':
      return shared.accepted(drawings, event.data);
    case 'OpinionGiven':
      return shared.opinionGiven(drawings, event);
    case 'OpinionsDeemed':
      return shared.opinionsDeemed(drawings, event);
    case 'FirstOpinionIssued':
      return shared.listClosed(drawings, event.data.demands);
    case 'FirstOpinionClean':
      return shared.listClosed(drawings, []);
    case 'RevisionSubmitted':
      return shared.resubmitted(drawings, event.data.materials);
    case 'DemandRechecked':
      return shared.demandRechecked(drawings, event);
    case 'DemandAdded':
      return shared.demandAdded(drawings, event);
    default:
      return drawings;
  }
}
