import * as z from 'zod';

/**
 * Who may act 角色: project owner 项目单位, intermediary 中介机构, intake window 综合窗口, deciding officer 经办人,
 * lead of a joint procedure 牵头部门, operator of the market platform 平台运营, e-supervisor 电子监察,
 * and the three separate administrators 三员 (system, security, audit). Without a token: public.
 */
export const Role = z.enum([
  'public',
  'owner',
  'intermediary',
  'intake',
  'officer',
  'lead',
  'operator',
  'supervisor',
  'system',
  'security',
  'audit',
]);
export type Role = z.infer<typeof Role>;

/** 三员: who runs the system, who guards it, who watches both. */
const ADMINISTRATORS: ReadonlySet<Role> = new Set(['system', 'security', 'audit']);

/**
 * Why these roles cannot be one person's; undefined: they can. An administrator 三员 is that and nothing else, for whoever
 * could act and then judge the trace of it would be believed by nobody.
 */
export function contradictionIn(roles: readonly Role[]): string | undefined {
  const administrator = roles.find((role) => ADMINISTRATORS.has(role));
  const other = roles.find((role) => role !== administrator);
  return administrator === undefined || other === undefined
    ? undefined
    : `The roles ${administrator} and ${other} exclude each other: system, security and audit are three separate administrators 三员, who do nothing else.`;
}

/** The one who is responsible for a fact 经办人. */
export const Actor = z.object({
  subject: z.string().min(1),
  /** Credit code of the own organisation; null for the system itself. */
  organization: z.string().nullable(),
  role: Role,
  /** Credit code of the organisation that gave the agent its authority 代办, if there is one: it is acted for then. */
  onBehalfOf: z.string().nullable(),
});
export type Actor = z.infer<typeof Actor>;

/** The organisation that is acted for: the one that gave the agent its authority 代办, else the own. */
export const actedFor = ({
  organization,
  onBehalfOf,
}: Pick<Actor, 'organization' | 'onBehalfOf'>): string | null => onBehalfOf ?? organization;

/** The system acting by itself: sagas and wake-ups. */
export const systemActor = (name: string): Actor => ({
  subject: `system:${name}`,
  organization: null,
  role: 'system',
  onBehalfOf: null,
});
