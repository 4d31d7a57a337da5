import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import { Presence } from '../joint/attendance.ts';
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
import { Material } from '../joint/material.ts';
import { DeemedOpinion } from '../joint/opinion.ts';
import { OpinionGiven, OpinionsComplete, OpinionsDeemed } from '../joint/opinionFacts.ts';
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
import { Violation } from '../kernel/violation.ts';

const Seat = z.object({ unit: CreditCode, discipline: Text(80) });

/** 受理核对: one set of drawings and survey results, shared by every discipline in the scope (J10). */
export const AcceptanceMaterialsChecked = z.object({
  type: z.literal('AcceptanceMaterialsChecked'),
  data: z.object({ scope: z.array(Seat), materials: z.array(Material), checkedAt: Instant, clocks }),
});

/** 验收通知: the units and the owner are told when and where (J13). */
export const SiteNotified = z.object({
  type: z.literal('SiteNotified'),
  data: z.object({
    inspectAt: Instant,
    place: Text(500),
    notified: z.array(CreditCode),
    notifiedAt: Instant,
    clocks,
  }),
});

/** How one unit did its duty on site. */
export const SiteAttendance = z.object({
  unit: CreditCode.describe('Credit code of the participating unit.'),
  presence: Presence.describe('How it was there.'),
  checked: z.boolean().describe('Whether it checked what its duty is.'),
  viewSigned: z.boolean().describe('Whether it stated and signed a view on the spot.'),
});
export type SiteAttendance = z.infer<typeof SiteAttendance>;

/** 现场验收: who was there, and which duties were broken (J13). */
export const SiteInspected = z.object({
  type: z.literal('SiteInspected'),
  data: z.object({
    attendance: z.array(SiteAttendance),
    deemed: z.array(DeemedOpinion),
    violations: z.array(Violation),
    inspectedAt: Instant,
    clocks,
  }),
});

/** 整改通知: all demands of all units in writing and at once (J13); the clock stands still. */
export const CorrectionsIssued = listFact('CorrectionsIssued', {});

/** One line of the opinion paper. */
export const DisciplineResult = Seat.extend({
  passed: z.boolean(),
  how: z.enum(['given', 'absent', 'silent', 'rechecked']),
});

/** 联合验收意见书: one numbered paper with the result of every discipline (J11). */
export const OpinionPaperIssued = z.object({
  type: z.literal('OpinionPaperIssued'),
  data: z.object({
    number: Text(100),
    verdict: z.enum(['approved', 'refused']),
    reasons: Text(4000).nullable(),
    results: z.array(DisciplineResult),
    issuedAt: Instant,
    clocks,
  }),
});

/** 竣工备案: the works are accepted and filed. */
export const AcceptanceFiled = z.object({
  type: z.literal('AcceptanceFiled'),
  data: z.object({ outcome: z.literal('approved'), ...ending }),
});

/** 验收不通过: filed as not accepted, with the reasons of the paper. */
export const AcceptanceFailed = z.object({
  type: z.literal('AcceptanceFailed'),
  data: z.object({ outcome: z.literal('refused'), reasons: Text(4000), ...ending }),
});

export const AcceptanceEvent = z.discriminatedUnion('type', [
  openedFact('AcceptanceOpened'),
  acceptedFact('AcceptanceAccepted'),
  AcceptanceMaterialsChecked,
  SiteNotified,
  SiteInspected,
  OpinionGiven,
  OpinionsDeemed,
  OpinionsComplete,
  CorrectionsIssued,
  resubmittedFact('CorrectionReported'),
  DemandRechecked,
  DemandAdded,
  NewDemandRefused,
  ReturnedForRevision,
  OpinionPaperIssued,
  SpecialProcedureStarted,
  SpecialProcedureEnded,
  LimitExtended,
  DeadlineRederived,
  AcceptanceFiled,
  AcceptanceFailed,
  withdrawnFact('AcceptanceWithdrawn'),
]);
export type AcceptanceEvent = z.infer<typeof AcceptanceEvent>;
