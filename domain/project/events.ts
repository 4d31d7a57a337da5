import * as z from 'zod';
import { NodeKind } from '../catalogue/nodeTerms.ts';
import { CreditCode, NodeKey, ProjectCode, Sha256 } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** One node of the chain as it was pinned at registration. */
export const PlannedNode = z.object({
  key: NodeKey,
  kind: NodeKind,
  title: z.string(),
  authority: CreditCode,
  authorityName: z.string(),
  /** Promised working days of an approval; null for off-clock work. */
  promised: z.number().nullable(),
  /** Planned working days of off-clock work; null for approvals. */
  plannedDays: z.number().nullable(),
  /** Working days of a pause that is planned inside an approval, such as an expert review; 0 without. */
  plannedPause: z.number(),
  predecessors: z.array(NodeKey),
  /** The slice that carries it. */
  slice: z.string(),
});
export type PlannedNode = z.infer<typeof PlannedNode>;

/** 项目登记: the project has its code, and its chain is pinned to one version of a process definition. */
export const ProjectRegistered = z.object({
  type: z.literal('ProjectRegistered'),
  data: z.object({
    code: ProjectCode,
    title: z.string(),
    type: z.string(),
    owner: CreditCode,
    ownerName: z.string(),
    process: z.object({ code: z.string(), version: z.int().positive() }),
    nodes: z.array(PlannedNode),
    /** The node that is the construction permit, up to which permits are measured. */
    permitNode: NodeKey,
    /** Working days that the whole chain may use. */
    target: z.number(),
    registeredAt: Instant,
  }),
});

/** 项目启动: the first application was accepted. */
export const ProjectStarted = z.object({
  type: z.literal('ProjectStarted'),
  data: z.object({ startedAt: Instant }),
});

/** 一窗受理: items accepted under one common receipt; each starts when the chain comes to it (T16). */
export const AcceptedTogether = z.object({
  type: z.literal('AcceptedTogether'),
  data: z.object({
    receiptNumber: z.string(),
    items: z
      .array(z.object({ node: NodeKey, materials: z.array(z.object({ key: z.string(), sha256: Sha256 })) }))
      .min(1),
    acceptedAt: Instant,
    acceptedBy: z.string(),
  }),
});

/** 提前收件: an item that the chain has not come to is handed in, so that its department may review it in advance (T17). */
export const ReceivedInAdvance = z.object({
  type: z.literal('ReceivedInAdvance'),
  data: z.object({
    node: NodeKey,
    receiptNumber: z.string(),
    materials: z.array(z.object({ key: z.string(), sha256: Sha256 })),
    receivedAt: Instant,
    receivedBy: z.string(),
  }),
});

/** 项目办结: the last node of the chain is done. */
export const ProjectCompleted = z.object({
  type: z.literal('ProjectCompleted'),
  data: z.object({ finishedAt: Instant }),
});

/** 项目终止. */
export const ProjectTerminated = z.object({
  type: z.literal('ProjectTerminated'),
  data: z.object({ reason: z.string(), terminatedAt: Instant }),
});

export const ProjectEvent = z.discriminatedUnion('type', [
  ProjectRegistered,
  ProjectStarted,
  AcceptedTogether,
  ReceivedInAdvance,
  ProjectCompleted,
  ProjectTerminated,
]);
export type ProjectEvent = z.infer<typeof ProjectEvent>;
