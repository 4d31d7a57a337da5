import * as z from 'zod';
import { Days } from '../clock/terms.ts';
import { deepFreeze } from './freeze.ts';

/** A published target 目标 that any project can be held against, whatever process it follows. */
export const Profile = z.object({
  code: z.string().min(1),
  version: z.int().positive(),
  title: z.string().min(1),
  days: Days,
  measuredFrom: z.enum(['FIRST_ACCEPTANCE']),
  /** Up to the construction permit, or to the end of the chain. */
  measuredTo: z.enum(['PERMIT', 'COMPLETION']),
  rule: z.string().min(1),
});
export type Profile = z.infer<typeof Profile>;

export const profiles: readonly Profile[] = deepFreeze(
  z.array(Profile).parse([
    {
      code: 'NAT-120',
      version: 1,
      title: '全国目标:全流程 120 个工作日',
      days: 120,
      measuredFrom: 'FIRST_ACCEPTANCE',
      measuredTo: 'COMPLETION',
      rule: 'R1',
    },
    {
      code: 'WUHAN-100',
      version: 1,
      title: '武汉:全流程 100 个工作日',
      days: 100,
      measuredFrom: 'FIRST_ACCEPTANCE',
      measuredTo: 'COMPLETION',
      rule: 'R8',
    },
    {
      code: 'HUBEI-IND-50',
      version: 1,
      title: '湖北工业项目:50 个工作日取得施工许可',
      days: 50,
      measuredFrom: 'FIRST_ACCEPTANCE',
      measuredTo: 'PERMIT',
      rule: 'R8',
    },
  ]),
);

export const profileOf = (code: string): Profile | undefined =>
  profiles.find((profile) => profile.code === code);

/** A project held against a target: the days it used up to the point where the target measures, or none yet. */
export const heldAgainst = (
  { days, measuredTo }: Profile,
  used: { readonly toPermit: number | null; readonly toCompletion: number | null },
): { readonly used: number | null; readonly remaining: number | null; readonly met: boolean | null } => {
  const spent = measuredTo === 'PERMIT' ? used.toPermit : used.toCompletion;
  return {
    used: spent,
    remaining: spent === null ? null : days - spent,
    met: spent === null ? null : spent <= days,
  };
};
