import * as z from 'zod';
import { OwnershipEdge } from '../catalogue/agencySnapshot.ts';
import { clocks } from '../clock/facts.ts';
import { Days, Thresholds } from '../clock/terms.ts';
import { CreditCode } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

const services = z.array(z.string().min(1));
const owners = z.array(OwnershipEdge);

/** 中介机构申请入驻: the form check starts to run (M9). */
export const AgencyRegistered = z.object({
  type: z.literal('AgencyRegistered'),
  data: z.object({
    creditCode: CreditCode,
    name: z.string(),
    services,
    owners,
    /** Who checks the form, and in how many working days; pinned for later applications too. */
    operator: CreditCode,
    formCheckDays: Days,
    thresholds: Thresholds,
    registeredAt: Instant,
    clocks,
  }),
});

/** 入驻: the form check passed, for these services. */
export const AgencyListed = z.object({
  type: z.literal('AgencyListed'),
  data: z.object({ services, listedAt: Instant, clocks }),
});

/** 不予入驻: the form check failed, and the reasons are told (M9). What was admitted before stays. */
export const AgencyRefused = z.object({
  type: z.literal('AgencyRefused'),
  data: z.object({ reasons: z.array(z.string()).min(1), refusedAt: Instant, clocks }),
});

/** 减少服务: some services are given up, at once. */
export const AgencyServicesChanged = z.object({
  type: z.literal('AgencyServicesChanged'),
  data: z.object({ services, changedAt: Instant }),
});

/** 增加服务申请: further services are applied for, and their form check starts; those kept stay in force. */
export const AgencyServicesApplied = z.object({
  type: z.literal('AgencyServicesApplied'),
  data: z.object({ services, added: services.min(1), appliedAt: Instant, clocks }),
});

/** 股权变更. */
export const AgencyOwnershipChanged = z.object({
  type: z.literal('AgencyOwnershipChanged'),
  data: z.object({ owners, changedAt: Instant }),
});

/** 失信记录: a breach in a job, such as giving up after the selection (S23). */
export const AgencyBreachRecorded = z.object({
  type: z.literal('AgencyBreachRecorded'),
  data: z.object({
    job: z.string(),
    rule: z.string(),
    text: z.string(),
    breachedAt: Instant,
    recordedAt: Instant,
  }),
});

/** 清退. */
export const AgencyDelisted = z.object({
  type: z.literal('AgencyDelisted'),
  data: z.object({ rule: z.string(), reason: z.string(), delistedAt: Instant, clocks }),
});

/** 时限重算. */
export const DeadlineRederived = z.object({
  type: z.literal('DeadlineRederived'),
  data: z.object({ notice: z.string(), clocks }),
});

export const AgencyEvent = z.discriminatedUnion('type', [
  AgencyRegistered,
  AgencyListed,
  AgencyRefused,
  AgencyServicesChanged,
  AgencyServicesApplied,
  AgencyOwnershipChanged,
  AgencyBreachRecorded,
  AgencyDelisted,
  DeadlineRederived,
]);
export type AgencyEvent = z.infer<typeof AgencyEvent>;
