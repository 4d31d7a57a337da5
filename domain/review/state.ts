import * as shared from '../joint/evolve.ts';
import { emptyJoint, type Joint, withClocks } from '../joint/joint.ts';
import type { OpinionLaw } from '../joint/opinions.ts';
import type { ListLaw } from '../joint/rectification.ts';
import type { Instant } from '../kernel/instant.ts';
import type { ReviewEvent } from './events.ts';

export interface Review extends Joint {
  readonly meetingAt: Instant | undefined;
}

export const noReview: Review = { ...emptyJoint, meetingAt: undefined };

export const reviewOpinions: OpinionLaw = {
  seats: 'J6',
  step: 'opinions',
  passOrFail: false,
  silence: 'J15',
};
export const reviewList: ListLaw = { once: 'J8', recheck: 'J9' };

export function evolveReview(before: Review, event: ReviewEvent): Review {
  const review = withClocks(before, event);
  switch (event.type) {
    case 'ReviewOpened':
      return shared.opened(review, event.data);
    case 'ReviewAccepted':
      return shared.accepted(review, event.data);
    case 'MeetingConvened':
      return { ...review, meetingAt: event.data.meetingAt };
    case 'OpinionGiven':
      return shared.opinionGiven(review, event);
    case 'OpinionsDeemed':
      return shared.opinionsDeemed(review, event);
    case 'DisagreementOverridden':
      return shared.overridden(review, event);
    case 'DemandsIssued':
      return shared.listClosed(review, event.data.demands);
    case 'RevisionSubmitted':
      return shared.resubmitted(review, event.data.materials);
    case 'DemandRechecked':
      return shared.demandRechecked(review, event);
    case 'DemandAdded':
      return shared.demandAdded(review, event);
    default:
      return review;
  }
}
