import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import {
  acceptedFact,
  DeadlineRederived,
  ending,
  LimitExtended,
  openedFact,
  SpecialProcedureEnded,
  SpecialProcedureStarted,
  withdrawnFact,
} from '../joint/lifeFacts.ts';
import {
  ConsentChecked,
  ConsentFollowedUp,
  DisagreementOverridden,
  OpinionGiven,
  OpinionsComplete,
  OpinionsDeemed,
  ReasonsSent,
} from '../joint/opinionFacts.ts';
import {
  DemandAdded,
  DemandRechecked,
  listFact,
  NewDemandRefused,
  ReturnedForRevision,
  resubmittedFact,
} from '../joint/rectificationFacts.ts';
import { CreditCode, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** 评审会通知: the one review meeting for all chapters (J6). */
export const MeetingConvened = z.object({
  type: z.literal('MeetingConvened'),
  data: z.object({
    meetingAt: Instant,
    place: Text(500),
    notified: z.array(CreditCode),
    convenedAt: Instant,
    clocks,
  }),
});

/** 评审意见一次性告知: the one list, with what the lead left out of it where chapters contradict each other (J7). */
export const DemandsIssued = listFact('DemandsIssued', {
  setAside: z.array(z.object({ demand: Text(40), reason: Text(2000) })),
});

/** 一次审批: one approval for all chapters. */
export const ReviewConcluded = z.object({
  type: z.literal('ReviewConcluded'),
  data: z.object({ outcome: z.literal('approved'), ...ending }),
});

/** Refused, with reasons. */
export const ReviewRefused = z.object({
  type: z.literal('ReviewRefused'),
  data: z.object({ outcome: z.literal('refused'), reasons: Text(4000), ...ending }),
});

export const ReviewEvent = z.discriminatedUnion('type', [
  openedFact('ReviewOpened'),
  acceptedFact('ReviewAccepted'),
  MeetingConvened,
  OpinionGiven,
  OpinionsDeemed,
  OpinionsComplete,
  DisagreementOverridden,
  ReasonsSent,
  ConsentFollowedUp,
  ConsentChecked,
  DemandsIssued,
  resubmittedFact('RevisionSubmitted'),
  DemandRechecked,
  DemandAdded,
  NewDemandRefused,
  ReturnedForRevision,
  SpecialProcedureStarted,
  SpecialProcedureEnded,
  LimitExtended,
  DeadlineRederived,
  ReviewConcluded,
  ReviewRefused,
  withdrawnFact('ReviewWithdrawn'),
]);
export type ReviewEvent = z.infer<typeof ReviewEvent>;
