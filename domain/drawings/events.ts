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
import { OpinionGiven, OpinionsComplete, OpinionsDeemed } from '../joint/opinionFacts.ts';
import {
  DemandAdded,
  DemandRechecked,
  listFact,
  NewDemandRefused,
  ReturnedForRevision,
  resubmittedFact,
} from '../joint/rectificationFacts.ts';
import { Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** 首次审查意见: complete and given once, with everything that all disciplines demand (J8). */
export const FirstOpinionIssued = listFact('FirstOpinionIssued', { number: Text(100), issuedBy: Text(200) });

/** 首次审查合格: no discipline demands anything, so that there is nothing to check again. */
export const FirstOpinionClean = z.object({
  type: z.literal('FirstOpinionClean'),
  data: z.object({ number: Text(100), issuedBy: Text(200), issuedAt: Instant, clocks }),
});

/** 审查合格书: the certificate (J9). */
export const DrawingsConcluded = z.object({
  type: z.literal('DrawingsConcluded'),
  data: z.object({ outcome: z.literal('approved'), ...ending }),
});

/** 审查不合格, with reasons. */
export const DrawingsRefused = z.object({
  type: z.literal('DrawingsRefused'),
  data: z.object({ outcome: z.literal('refused'), reasons: Text(4000), ...ending }),
});

/** 审查情况备案: the review is filed after its certificate (J9). */
export const DrawingsFiled = z.object({
  type: z.literal('DrawingsFiled'),
  data: z.object({ number: Text(100), filedBy: Text(200), filedAt: Instant, clocks }),
});

export const DrawingsEvent = z.discriminatedUnion('type', [
  openedFact('DrawingsOpened'),
  acceptedFact('DrawingsAccepted'),
  OpinionGiven,
  OpinionsDeemed,
  OpinionsComplete,
  FirstOpinionIssued,
  FirstOpinionClean,
  resubmittedFact('RevisionSubmitted'),
  DemandRechecked,
  DemandAdded,
  NewDemandRefused,
  ReturnedForRevision,
  SpecialProcedureStarted,
  SpecialProcedureEnded,
  LimitExtended,
  DeadlineRederived,
  DrawingsConcluded,
  DrawingsFiled,
  DrawingsRefused,
  withdrawnFact('DrawingsWithdrawn'),
]);
export type DrawingsEvent = z.infer<typeof DrawingsEvent>;
