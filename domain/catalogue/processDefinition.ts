import * as z from 'zod';
import { Days, Limit } from '../clock/terms.ts';
import { CreditCode, NodeKey } from '../kernel/ids.ts';
import { deepFreeze } from './freeze.ts';
import { NodeKind, StepTerms } from './nodeTerms.ts';

/** One who takes part in a joint procedure, with its discipline; its name comes from the units. */
export const Seat = z.object({ unit: CreditCode, discipline: z.string() });

/** A pause that is planned inside an approval, such as an expert review: what the forecast adds to the promise. */
export const PlannedPause = z.object({ reason: z.string().min(1), days: Days });

/** A node of an approval chain 审批链 as the catalogue defines it. */
export const ProcessNode = z.object({
  key: NodeKey,
  kind: NodeKind,
  title: z.string().min(1),
  /** Number of the stage 阶段 it is shown in (R2); the engine does not know stages. */
  stage: z.int().min(1).max(5),
  /** Base code of the matter; null for work that is no approval. */
  matter: z.string().nullable().default(null),
  /** Credit code of the deciding or leading unit; null for the owner's own work. */
  authority: CreditCode.nullable().default(null),
  participants: z.array(Seat).default([]),
  /** Promised limit; null for work off the approval clock. */
  promised: Limit.nullable().default(null),
  steps: z.array(StepTerms).default([]),
  after: z.array(NodeKey),
  plannedPauses: z.array(PlannedPause).default([]),
  /** Working days that off-clock work is planned to take; null for approvals. */
  plannedDays: z.number().nonnegative().max(2000).nullable().default(null),
  /** Base code of the service to buy; null where none is. */
  service: z.string().nullable().default(null),
});
export type ProcessNode = z.infer<typeof ProcessNode>;

/** A stage with its budget of working days: the stages together are the target (R2). */
export const StageBudget = z.object({
  stage: z.int().positive(),
  title: z.string().min(1),
  days: Days,
  /** The nodes with which the stage is over. */
  until: z.array(NodeKey).min(1),
});

/** Type of a project 项目类型, in the order of the national exchange codes 1 to 10 (R7). */
export const ProjectType = z.enum([
  'GOVERNMENT_BUILDING',
  'GOVERNMENT_LINEAR',
  'SOCIAL',
  'SMALL_SOCIAL',
  'LAND_WITH_DESIGN',
  'INDUSTRIAL',
  'TRANSPORT',
  'WATER',
  'ENERGY',
  'OTHER',
]);
export type ProjectType = z.infer<typeof ProjectType>;

/** An approval chain as data 审批流程: the graph holds approvals and off-clock work alike, each with an owner and a clock. */
export const ProcessDefinition = z.object({
  code: z.string().min(1),
  version: z.int().positive(),
  title: z.string().min(1),
  /** Version of the matters and services that it rests on. */
  catalogueVersion: z.int().positive(),
  projectTypes: z.array(ProjectType).min(1),
  /** Working days before the reform, and the working days that the chain may use now. */
  baselineDays: Days,
  targetDays: Days,
  /** The node up to which «permit in hand» is measured. */
  permitNode: NodeKey,
  stages: z.array(StageBudget).min(1),
  nodes: z.array(ProcessNode).min(1).max(500),
});
export type ProcessDefinition = z.infer<typeof ProcessDefinition>;

/** Parsed at start-up: a definition of the wrong shape stops the process, not a case. Then it is frozen. */
export const defineProcess = (definition: z.input<typeof ProcessDefinition>): ProcessDefinition =>
  deepFreeze(ProcessDefinition.parse(definition));

/** By how many per cent the target is shorter than the baseline 压缩比例, to one decimal. */
export const compressionPercent = ({ baselineDays, targetDays }: ProcessDefinition): number =>
  Math.round((1 - targetDays / baselineDays) * 1000) / 10;

/** A limit in working days, as most are. */
export const workingDays = (days: number): Limit => ({ days, unit: 'workingDay' });
/** A limit in natural days (T23). */
export const naturalDays = (days: number): Limit => ({ days, unit: 'naturalDay' });
