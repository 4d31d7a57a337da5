import * as z from 'zod';
import { Limit } from '../clock/terms.ts';
import { CreditCode } from '../kernel/ids.ts';
import { MaterialRequirement, PauseReason, TacitPolicy } from './nodeTerms.ts';

/**
 * How a matter is handled: normal; filing 备案 (complete when all is told, R21); commitment 告知承诺 (decided on the pledge,
 * R13); joint 联合办理.
 */
export const MatterMode = z.enum(['normal', 'filing', 'commitment', 'joint']);
export type MatterMode = z.infer<typeof MatterMode>;

/** What stands to be lost: silence never counts as consent there (Q5), and a pledge is not enough (R12). */
export const Stake = z.enum(['safety', 'ecology', 'funds']);
export type Stake = z.infer<typeof Stake>;

/**
 * A matter 事项 of the catalogue. The schema asks for the shape only; what a matter may not lack is asked by the catalogue
 * lint, so that each want has a message of its own.
 */
export const Matter = z.object({
  /** Base code 基本编码: region, type, department, main item, sub-item, twelve digits. */
  code: z.string().regex(/^\d{12}$/, { error: 'A base code has twelve digits.' }),
  title: z.string().min(1),
  /** Credit codes: the first decides or leads, the others decide with it. */
  units: z.array(CreditCode),
  materials: z.array(MaterialRequirement),
  /** Ids in the table of laws. */
  legalBasis: z.array(z.string()),
  /** Statutory limit 法定时限; null where the law sets none that a promise could be compared with. */
  statutory: Limit.nullable(),
  /** Why none is compared: handled at once 即时, or no limit in law. Null where there is one. */
  statutoryNote: z.string().nullable(),
  /** Promised limit 承诺时限 as it is published; a process may promise less. */
  promised: Limit.nullable(),
  /** The post that answers for it 责任岗位. */
  accountablePost: z.string(),
  mode: MatterMode,
  stakes: z.array(Stake),
  /** Legal reasons to stop the clock 特别程序, each with its cap. */
  pauses: z.array(PauseReason),
  /** Which of the correction policies holds. */
  correction: z.enum(['national', 'local']),
  tacit: TacitPolicy,
  /** Ids of the rules that its limit rests on, beside those of every approval. */
  rules: z.array(z.string().min(1)),
});
export type Matter = z.infer<typeof Matter>;

/** Digit of the county level 县级 in an implementation code. */
const COUNTY = '4';

/** Implementation code 实施编码 of a matter at a unit: credit code, digit of the level, base code; 31 characters (R28). */
export const implementationCode = (unit: string, { code }: Pick<Matter, 'code'>): string =>
  `${unit}${COUNTY}${code}`;
