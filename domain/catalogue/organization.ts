import * as z from 'zod';
import { CreditCode } from '../kernel/ids.ts';
import { OwnershipEdge } from './agencySnapshot.ts';

/** A government unit 部门 that decides, leads, takes part or receives. */
export const Unit = z.object({
  creditCode: CreditCode,
  name: z.string().min(1),
  /** Short name in English, for messages. */
  english: z.string().min(1),
});
export type Unit = z.infer<typeof Unit>;

/** A project owner 项目单位 of the demonstration region. */
export const Owner = z.object({ creditCode: CreditCode, name: z.string().min(1) });
export type Owner = z.infer<typeof Owner>;

/** An intermediary 中介机构 as it registers itself. */
export const AgencyRecord = z.object({
  creditCode: CreditCode,
  name: z.string().min(1),
  /** Base codes of the services it offers. */
  services: z.array(z.string().regex(/^\d{12}$/)).min(1),
  /** Declared shares, on which recusal is judged (S10). */
  owners: z.array(OwnershipEdge),
});
export type AgencyRecord = z.infer<typeof AgencyRecord>;
