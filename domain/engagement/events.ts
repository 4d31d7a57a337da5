import * as z from 'zod';
import { MarketPolicy } from '../catalogue/marketPolicy.ts';
import { clocks } from '../clock/facts.ts';
import { Days } from '../clock/terms.ts';
import { CreditCode, JobId, NodeKey, ProjectCode, Sha256 } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Fen } from '../kernel/money.ts';
import { Violation } from '../kernel/violation.ts';

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), data: z.object(shape) });

/** What was agreed 服务合同, as the job's last fact says it. */
export const ServiceContract = z.object({
  job: JobId,
  /** The chain node whose work this is; null for work outside any chain. */
  project: ProjectCode.nullable(),
  node: NodeKey.nullable(),
  title: z.string().min(1),
  agency: CreditCode,
  agencyName: z.string().min(1),
  buyer: CreditCode,
  price: Fen,
  /** Working days for the service (A15); null where none were agreed. */
  days: Days.nullable(),
  /** Of the contract's document. */
  sha256: Sha256,
  policy: MarketPolicy,
});
export type ServiceContract = z.infer<typeof ServiceContract>;

/** 开始服务: the time limit of the service starts to run (A15). */
const EngagementBegan = fact('EngagementBegan', { contract: ServiceContract, beganAt: Instant, clocks });
/** 提交成果. */
const ResultDelivered = fact('ResultDelivered', {
  delivery: z.int().positive(),
  sha256: Sha256,
  note: z.string(),
  deliveredAt: Instant,
  clocks,
});
/** 成果确认 (S25). */
const DeliveryConfirmed = fact('DeliveryConfirmed', {
  delivery: z.int().positive(),
  confirmedAt: Instant,
  clocks,
});
/** 逾期视为确认: silence confirms, and is flagged as such (S25). */
const DeliveryDeemedConfirmed = fact('DeliveryDeemedConfirmed', {
  delivery: z.int().positive(),
  /** 24:00 of the last day to answer. */
  confirmedAt: Instant,
  violation: Violation,
  clocks,
});
/** 退回成果: with reasons; the work goes on. */
const DeliveryRejected = fact('DeliveryRejected', {
  delivery: z.int().positive(),
  reasons: z.string(),
  rejectedAt: Instant,
  clocks,
});
/** 终止服务. */
const EngagementTerminated = fact('EngagementTerminated', {
  reason: z.string(),
  terminatedAt: Instant,
  clocks,
});
/** 时限重算. */
const DeadlineRederived = fact('DeadlineRederived', { notice: z.string(), clocks });

export const EngagementEvent = z.discriminatedUnion('type', [
  EngagementBegan,
  ResultDelivered,
  DeliveryConfirmed,
  DeliveryDeemedConfirmed,
  DeliveryRejected,
  EngagementTerminated,
  DeadlineRederived,
]);
export type EngagementEvent = z.infer<typeof EngagementEvent>;
