import type { DecisionContext } from '../clock/context.ts';
import { onlyLead } from '../joint/authority.ts';
import { openOpinionClocks } from '../joint/clocks.ts';
import { conclude, groundOf } from '../joint/conclude.ts';
import { decideFollowUp, followUpOutcomes } from '../joint/followUp.ts';
import { termsOf, unitsOf } from '../joint/joint.ts';
import { acceptNode, extendLimit, limitOutcomes, openNode, rederive, withdraw } from '../joint/life.ts';
import { decideOpinion, opinionOutcomes } from '../joint/opinions.ts';
import { decideOverride, overrideOutcomes } from '../joint/override.ts';
import {
  decideRectification,
  rectificationOutcomes,
  rectificationPause,
  resubmit,
} from '../joint/rectification.ts';
import { decideSpecial, specialOutcomes } from '../joint/special.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { ReviewCommand } from './commands.ts';
import type { ReviewEvent } from './events.ts';
import { evolveReview, noReview, type Review, reviewList, reviewOpinions } from './state.ts';

type Of<Type extends ReviewCommand['type']> = Extract<ReviewCommand, { type: Type }>;
type Decided = Decision<ReviewEvent>;

export const reviewOutcomes = {
  OpenReview: [['ReviewOpened']],
  AcceptReview: [['ReviewAccepted']],
  ConveneMeeting: [['MeetingConvened']],
  ...opinionOutcomes,
  ...overrideOutcomes,
  ...followUpOutcomes,
  IssueDemands: [['DemandsIssued']],
  SubmitRevision: [['RevisionSubmitted']],
  ...rectificationOutcomes,
  ...specialOutcomes,
  ...limitOutcomes,
  ConcludeReview: [['ReviewConcluded'], ['ReviewRefused']],
  WithdrawReview: [['ReviewWithdrawn']],
} as const satisfies Outcomes<ReviewCommand['type'], ReviewEvent['type']>;

export const reviewDecider: Decider<Review, ReviewCommand, ReviewEvent, DecisionContext> = {
  initialState: noReview,
  evolve: evolveReview,
  decide(review, command, context): Decided {
    switch (command.type) {
      case 'OpenReview':
        return openNode('ReviewOpened', 'MULTI_REVIEW', command);
      case 'AcceptReview': {
        const { calendar } = context;
        const opinions = openOpinionClocks(calendar, termsOf(review), 'opinions', command.issuedAt);
        return acceptNode('ReviewAccepted', review, command, context, opinions);
      }
      case 'ConveneMeeting':
        return conveneMeeting(review, command);
      case 'GiveOpinion':
      case 'DeemOpinions':
        return decideOpinion(review, command, reviewOpinions, context);
      case 'OverrideDisagreement':
      case 'SendReasons':
        return decideOverride(review, command, context);
      case 'FollowUpConsent':
      case 'CheckConsent':
        return decideFollowUp(review, command);
      case 'IssueDemands':
        return issueDemands(review, command, context);
      case 'SubmitRevision':
        return resubmit('RevisionSubmitted', review, command, context, { ...reviewList, mustChange: true });
      case 'RecheckDemand':
      case 'AddDemand':
      case 'ReturnForRevision':
        return decideRectification(review, command, context, reviewList);
      case 'StartSpecialProcedure':
      case 'EndSpecialProcedure':
      case 'CapSpecialProcedure':
        return decideSpecial(review, command, context);
      case 'ExtendLimit':
        return extendLimit(review, command, context);
      case 'RederiveDeadlines':
        return rederive(review, command, context);
      case 'ConcludeReview':
        return concludeReview(review, command);
      case 'WithdrawReview':
        return withdraw('ReviewWithdrawn', review, command);
    }
  },
};

/** 一场评审 (J6): one meeting for all; it may be moved as long as it has not begun. */
function conveneMeeting(review: Review, { data, issuedAt, actor }: Of<'ConveneMeeting'>): Decided {
  const terms = termsOf(review);
  return (
    onlyLead(actor, terms) ??
    (review.meetingAt !== undefined && review.meetingAt <= issuedAt
      ? reject('OneMeetingOnly', `The one meeting was at ${review.meetingAt}; there is no second.`, 'J6')
      : undefined) ??
    (data.meetingAt < issuedAt
      ? reject('MeetingInThePast', `${data.meetingAt} is over; call the meeting for a time to come.`, 'J6')
      : accept({
          type: 'MeetingConvened',
          data: { ...data, notified: [...unitsOf(terms), terms.owner], convenedAt: issuedAt, clocks: [] },
        }))
  );
}

/** 一次性告知 (J7, J8): everything that all units demand, less what the lead sets aside with reasons. */
function issueDemands(
  review: Review,
  { data, issuedAt, actor }: Of<'IssueDemands'>,
  context: DecisionContext,
): Decided {
  const aside = data.setAside.map(({ demand }) => demand);
  const unknown = aside.filter((id) => !review.raised.some((demand) => demand.id === id));
  const demands = review.raised.filter(({ id }) => !aside.includes(id));
  const refused =
    onlyLead(actor, termsOf(review)) ??
    (unknown.length > 0
      ? reject('UnknownDemand', `Nobody demands ${unknown.join(', ')}; there is nothing to set aside.`, 'J7')
      : undefined) ??
    (demands.length === 0
      ? reject('NothingToDemand', 'No demand is left; conclude, or override what is disagreed with.', 'J8')
      : undefined);
  return (
    refused ??
    accept({
      type: 'DemandsIssued',
      data: { demands, ...data, issuedAt, ...rectificationPause(review, [], issuedAt, context, reviewList) },
    })
  );
}

/** 一次审批 (J6): one approval, after the one meeting. */
function concludeReview(review: Review, command: Of<'ConcludeReview'>): Decided {
  const ground =
    meetingMissing(review, command) ?? groundOf(review, command.data.outcome, { block: true, rule: 'J9' });
  return conclude(
    { approved: 'ReviewConcluded', refused: 'ReviewRefused' } as const,
    review,
    command,
    ground,
    {},
  );
}

const meetingMissing = (
  { meetingAt }: Review,
  { issuedAt }: Of<'ConcludeReview'>,
): Decision<never> | undefined =>
  meetingAt !== undefined && meetingAt <= issuedAt
    ? undefined
    : reject(
        'MeetingMissing',
        `The one review meeting ${meetingAt === undefined ? 'was not called' : `is only at ${meetingAt}`}; conclude after it.`,
        'J6',
      );
