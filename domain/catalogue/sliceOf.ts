import type { NodeKind } from './nodeTerms.ts';

/** The slice that carries a kind of node: six machines for nine kinds. */
export type NodeSlice = 'matter' | 'survey' | 'review' | 'drawings' | 'acceptance' | 'work';

const slices: Readonly<Record<NodeKind, NodeSlice>> = {
  MATTER: 'matter',
  JOINT_SURVEY: 'survey',
  MULTI_REVIEW: 'review',
  JOINT_DRAWING_REVIEW: 'drawings',
  JOINT_ACCEPTANCE: 'acceptance',
  INTERMEDIARY: 'work',
  TENDER: 'work',
  EXPERT_REVIEW: 'work',
  EXTERNAL: 'work',
};

export const sliceOf = (kind: NodeKind): NodeSlice => slices[kind];

/** Whether a kind is an approval, which runs on the approval clock; the rest is work off it. */
export const isApproval = (kind: NodeKind): boolean => slices[kind] !== 'work';

/** Whether a kind has a lead and participants. */
export const isJoint = (kind: NodeKind): boolean => isApproval(kind) && kind !== 'MATTER';
