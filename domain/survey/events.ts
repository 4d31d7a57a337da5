import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import { Presence } from '../joint/attendance.ts';
import { Demand } from '../joint/demand.ts';
import {
  acceptedFact,
  DeadlineRederived,
  ending,
  LimitExtended,
  openedFact,
  withdrawnFact,
} from '../joint/lifeFacts.ts';
import { DeemedOpinion } from '../joint/opinion.ts';
import {
  ConsentChecked,
  ConsentFollowedUp,
  DisagreementOverridden,
  OpinionGiven,
  OpinionsComplete,
  OpinionsDeemed,
  ReasonsSent,
} from '../joint/opinionFacts.ts';
import { SurveyTopic } from '../joint/policy.v1.ts';
import { CreditCode, Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Refusal, Violation } from '../kernel/violation.ts';

/** 踏勘通知: all participants and the owner are told when and where (J4, J5). */
export const VisitConvened = z.object({
  type: z.literal('VisitConvened'),
  data: z.object({
    visitAt: Instant,
    place: Text(500),
    notified: z.array(CreditCode),
    convenedAt: Instant,
    clocks,
  }),
});

/** 现场踏勘: who was there, what was seen, and who is taken to agree because it stayed away (J1, J2). */
export const VisitHeld = z.object({
  type: z.literal('VisitHeld'),
  data: z.object({
    attendance: z.array(z.object({ unit: CreditCode, presence: Presence })),
    findings: z.array(z.object({ topic: SurveyTopic, text: Text(2000) })),
    minutes: Sha256.nullable(),
    deemed: z.array(DeemedOpinion),
    heldAt: Instant,
    clocks,
  }),
});

/** A second visit was asked for by a unit that had stayed away from the first (J1). */
export const SecondVisitRefused = z.object({
  type: z.literal('SecondVisitRefused'),
  data: z.object({
    unit: CreditCode,
    reason: Text(2000),
    refusal: Refusal,
    violation: Violation,
    refusedAt: Instant,
  }),
});

const reply = {
  ...ending,
  /** 会议纪要: the minutes of the visit (J4). */
  minutes: Sha256,
  /** 一次性告知: everything the units ask for, once (J4). */
  demands: z.array(Demand),
};

/** 踏勘意见: one reply for all, in favour. */
export const SurveyConcluded = z.object({
  type: z.literal('SurveyConcluded'),
  data: z.object({ outcome: z.literal('approved'), ...reply }),
});

/** 踏勘意见: one reply for all, against, with reasons. */
export const SurveyRefused = z.object({
  type: z.literal('SurveyRefused'),
  data: z.object({ outcome: z.literal('refused'), reasons: Text(4000), ...reply }),
});

export const SurveyEvent = z.discriminatedUnion('type', [
  openedFact('SurveyOpened'),
  acceptedFact('SurveyAccepted'),
  VisitConvened,
  VisitHeld,
  SecondVisitRefused,
  OpinionGiven,
  OpinionsDeemed,
  OpinionsComplete,
  DisagreementOverridden,
  ReasonsSent,
  ConsentFollowedUp,
  ConsentChecked,
  LimitExtended,
  DeadlineRederived,
  SurveyConcluded,
  SurveyRefused,
  withdrawnFact('SurveyWithdrawn'),
]);
export type SurveyEvent = z.infer<typeof SurveyEvent>;
