import type { JobStage } from './lifecycle.ts';

/** What a stage of the job means to a reader; the engagement goes on from IN_SERVICE. */
const statuses = {
  draft: 'DRAFT',
  open: 'OPEN',
  'selecting.comparing': 'SELECTING',
  'selecting.pooled': 'SELECTING',
  'selecting.committing': 'SELECTING',
  'selecting.revealing': 'SELECTING',
  'selecting.drawn': 'SELECTING',
  'publicity.undisputed': 'PUBLICITY',
  'publicity.suspended': 'PUBLICITY',
  contracting: 'CONTRACTING',
  vacant: 'PUBLICITY',
  contracted: 'IN_SERVICE',
  lapsed: 'LAPSED',
  void: 'VOID',
  terminated: 'TERMINATED',
} as const satisfies Record<JobStage, string>;

export const jobStatusOf = (stage: string): (typeof statuses)[JobStage] => {
  const status = (statuses as Record<string, (typeof statuses)[JobStage] | undefined>)[stage];
  if (status === undefined) throw new Error(`A job has no stage «${stage}».`);
  return status;
};

/** An objection is open (S26). */
export const suspendedIn = (stage: string): boolean => stage === 'publicity.suspended';
