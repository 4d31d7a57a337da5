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

/** The one who is responsible for a fact 经办人. */
export const Actor = z.object({
  subject: z.string().min(1),
  /** Credit code of the organisation acted for; null for the system itself. */
  organization: z.string().nullable(),
  role: Role,
  /** Credit code of the organisation that gave the agent its authority 代办, if there is one. */
  onBehalfOf: z.string().nullable(),
});
export type Actor = z.infer<typeof Actor>;

/** The system acting by itself: sagas and wake-ups. */
export const systemActor = (name: string): Actor => ({
  subject: `system:${name}`,
  organization: null,
  role: 'system',
  onBehalfOf: null,
});
