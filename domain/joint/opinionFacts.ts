import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import { CreditCode, Sha256, Text } from '../kernel/ids.ts';
import { Instant, LegalDay } from '../kernel/instant.ts';
import { Violation } from '../kernel/violation.ts';
import { Demand } from './demand.ts';
import { DeemedOpinion, Effect, Opinion } from './opinion.ts';

/** 协办意见: what one unit says for one discipline, once, signed by its author (J4, J15). */
export const OpinionGiven = z.object({
  type: z.literal('OpinionGiven'),
  data: z.object({
    unit: CreditCode,
    discipline: Text(80),
    opinion: Opinion,
    effect: Effect,
    demands: z.array(Demand),
    signedBy: Text(200),
    givenAt: Instant,
    clocks,
    violation: Violation.optional(),
  }),
});

/** 超时默许: whoever was silent is taken to agree, and answers for it (J15, Q5). */
export const OpinionsDeemed = z.object({
  type: z.literal('OpinionsDeemed'),
  data: z.object({
    deemed: z.array(DeemedOpinion).min(1),
    /** The instant of the law: 24:00 of the last day, whenever it is recorded. */
    deemedAt: Instant,
    clocks,
    violations: z.array(Violation),
  }),
});

/** 意见汇齐: every seat has spoken or is taken to have. */
export const OpinionsComplete = z.object({
  type: z.literal('OpinionsComplete'),
  data: z.object({ completedAt: Instant, clocks }),
});

/** 主办否定协办意见: the lead goes on against a reasoned disagreement, and owes its reasons (J16). */
export const DisagreementOverridden = z.object({
  type: z.literal('DisagreementOverridden'),
  data: z.object({
    unit: CreditCode,
    discipline: Text(80),
    reasons: Text(4000),
    overriddenAt: Instant,
    reasonsDueOn: LegalDay.nullable(),
    clocks,
  }),
});

/** The reasons went to the unit that disagreed (J16). */
export const ReasonsSent = z.object({
  type: z.literal('ReasonsSent'),
  data: z.object({
    unit: CreditCode,
    discipline: Text(80),
    document: Sha256,
    sentAt: Instant,
    clocks,
    violation: Violation.optional(),
  }),
});

/** 补具意见: a unit that was taken to agree has put its view in writing (Q5). */
export const ConsentFollowedUp = z.object({
  type: z.literal('ConsentFollowedUp'),
  data: z.object({
    unit: CreditCode,
    document: Sha256,
    note: Text(2000),
    followedUpAt: Instant,
    clocks,
  }),
});

/** 事后核查: the lead has looked at a consent by silence or absence (Q5). */
export const ConsentChecked = z.object({
  type: z.literal('ConsentChecked'),
  data: z.object({
    unit: CreditCode,
    holds: z.boolean(),
    note: Text(2000),
    checkedAt: Instant,
    clocks,
    violation: Violation.optional(),
  }),
});
