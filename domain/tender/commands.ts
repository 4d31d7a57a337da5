import * as z from 'zod';
import { AgencySnapshot } from '../catalogue/agencySnapshot.ts';
import { MarketPolicy } from '../catalogue/marketPolicy.ts';
import { ServiceListing } from '../catalogue/serviceListing.ts';
import { Days } from '../clock/terms.ts';
import { Bytes32 } from '../draw/proof.ts';
import { CreditCode, JobId, NodeKey, ProjectCode, Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Fen } from '../kernel/money.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';
import { BidId, BidRef, SelectionMethod } from './terms.ts';

const nothing = z.object({});
const reasons = Text(4000);

export const jobCommands = {
  PublishJob: command(
    'The buyer announces a job for a service of the catalogue; the notice has a shortest length (M18).',
    z.object({
      project: ProjectCode.nullable(),
      node: NodeKey.nullable(),
      title: Text(200),
      service: Text(40).describe('Base code of the service.'),
      method: SelectionMethod,
      ceiling: Fen.min(1, { error: 'The ceiling is at least one fen.' }),
      buyer: CreditCode,
      serviceDays: Days.nullable().describe('Working days for the service itself (A15).'),
      contributors: z
        .array(CreditCode)
        .max(15)
        .nullable()
        .describe('For a draw: three or more organisations that bring randomness; else null.'),
      opensAt: Instant.nullable().describe(
        'When bids are opened; null for the earliest that the rule allows.',
      ),
    }),
    /** `job` is the key of the stream; `listing` null: the catalogue knows no such service. */
    z.object({
      job: JobId,
      policy: MarketPolicy,
      listing: ServiceListing.nullable(),
      workNode: NodeKey.nullable(),
    }),
  ),
  PlaceBid: command(
    'A listed agency applies, with its sealed price where prices are compared, once and before the closing.',
    z.object({ bid: BidId, price: Fen.nullable() }),
    /** Of the agency that the actor belongs to. */
    z.object({ snapshot: AgencySnapshot }),
  ),
  WithdrawBid: command('An agency takes its own bid back before the closing.', z.object({ bid: BidRef })),
  RecheckApplicant: command(
    'The ownership of an applicant is looked at again before the selection (A7, S10).',
    z.object({ agency: CreditCode }),
    /** Of the agency named in the input. */
    z.object({ snapshot: AgencySnapshot }),
  ),
  CloseBidding: command(
    'At the closing: open the bids, extend the notice once, or let the job lapse (S5, S7).',
    nothing,
  ),
  JudgeLowQuote: command(
    'The buyer records the explanation of a quote far below the ceiling and accepts it or not.',
    z.object({ bid: BidRef, explanation: reasons, accepted: z.boolean() }),
  ),
  DecideTie: command(
    'The review panel decides between quotes that are equal in price and time (S8).',
    z.object({ bid: BidRef, reasons }),
  ),
  SelectWinner: command('Select the lowest quote that stands (S8); publicity begins (S12).', nothing),
  AnnounceDraw: command(
    'Announce a draw, or its repetition with whoever withheld replaced (draw-v1).',
    z.object({
      revealBy: Instant,
      replacements: z.array(z.object({ contributor: CreditCode, by: CreditCode })).max(15),
    }),
  ),
  CommitDraw: command(
    'A contributor binds itself to its random value (draw-v1).',
    z.object({ commit: Bytes32 }),
  ),
  RevealDraw: command(
    'A contributor reveals its value; the last one concludes the draw (draw-v1).',
    z.object({ value: Bytes32 }),
  ),
  VoidDraw: command('At the reveal deadline: void a draw in which somebody withheld (draw-v1).', nothing),
  RaiseObjection: command(
    'Object to the result during its publicity; the next step waits for the answer (S12, S26).',
    z.object({ grounds: reasons }),
  ),
  AnswerObjection: command(
    'The buyer answers an objection; an upheld one annuls the job (S12).',
    z.object({ objection: Text(10), upheld: z.boolean(), reasons }),
  ),
  ConfirmAward: command('At the end of an undisputed publicity: the days to contract begin (S13).', nothing),
  WinnerGivesUp: command(
    'The winner gives up; it is a breach, and the next substitute takes over (S23).',
    z.object({ reason: reasons }),
  ),
  SignContract: command(
    'The buyer files the contract, on the terms that won (S13, S14).',
    z.object({ sha256: Sha256, price: Fen }),
  ),
  TerminateJob: command('The buyer ends the job before anything was chosen.', z.object({ reason: reasons })),
  AnnulJob: command('The operator annuls the job by a rule.', z.object({ rule: Text(20), reasons })),
  RederiveDeadlines: command(
    'The calendar changed: open time limits are reckoned again.',
    z.object({ notice: Text(200) }),
  ),
} as const;
export type JobCommand = CommandsOf<typeof jobCommands>;
export type JobCommandOf<Type extends JobCommand['type']> = Extract<JobCommand, { type: Type }>;
