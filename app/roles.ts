/** What a process does 角色: answer requests, fold read models, run sagas. */
export const PROCESS_ROLES = ['api', 'projections', 'sagas'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];
export const EVERY_ROLE: ReadonlySet<ProcessRole> = new Set(PROCESS_ROLES);
