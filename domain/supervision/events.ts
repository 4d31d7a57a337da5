import * as z from 'zod';
import { DeadlineKind } from '../clock/facts.ts';
import { Text } from '../kernel/ids.ts';
import { Instant, LegalDay } from '../kernel/instant.ts';

/** Levels that raise an alert. */
export const AlertLevel = z.enum(['AMBER', 'RED', 'PURPLE']);
export type AlertLevel = z.infer<typeof AlertLevel>;

/** 预警、红牌、督办: a deadline reached a level. `raisedAt` is the instant of that, never of catching up (K2, K3). */
export const AlertRaised = z.object({
  type: z.literal('AlertRaised'),
  data: z.object({
    alert: z.string(),
    deadline: z.string(),
    /** The stream that the deadline lives in. */
    stream: z.string(),
    kind: DeadlineKind,
    level: AlertLevel,
    raisedAt: Instant,
    dueOn: LegalDay.nullable(),
    dueAt: Instant.nullable(),
    charged: z.string(),
    project: z.string().nullable(),
    node: z.string().nullable(),
  }),
});

/** 撤销预警: the due date moved away, so the level no longer holds. Never deleted, only answered by this fact. */
export const AlertWithdrawn = z.object({
  type: z.literal('AlertWithdrawn'),
  data: z.object({
    alert: z.string(),
    deadline: z.string(),
    stream: z.string(),
    level: AlertLevel,
    reason: z.string(),
    withdrawnAt: Instant,
  }),
});

/** A rule was broken; the fact that shows it is named. */
export const ViolationRaised = z.object({
  type: z.literal('ViolationRaised'),
  data: z.object({
    alert: z.string(),
    rule: z.string(),
    text: z.string(),
    charged: z.string(),
    project: z.string().nullable(),
    node: z.string().nullable(),
    raisedAt: Instant,
  }),
});

/** A supervisor has seen the alert and noted something. */
export const AlertSeen = z.object({
  type: z.literal('AlertSeen'),
  data: z.object({ alert: z.string(), by: z.string(), note: Text(2000).nullable(), seenAt: Instant }),
});

export const SupervisionEvent = z.discriminatedUnion('type', [
  AlertRaised,
  AlertWithdrawn,
  ViolationRaised,
  AlertSeen,
]);
export type SupervisionEvent = z.infer<typeof SupervisionEvent>;
