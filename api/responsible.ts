import type { Runtime } from '../app/runtime.ts';
import { unitOf } from '../domain/catalogue/catalogue.ts';

/** Who may answer for a deadline. */
export const responsibleKinds = {
  DEPARTMENT: 'A government unit 部门.',
  OWNER: 'A project owner 项目单位.',
  AGENCY: 'An intermediary in the market 中介机构.',
} as const;
export type ResponsibleKind = keyof typeof responsibleKinds;

/** Credit codes of organs of the state 机关 begin with 11 (GB 32100-2015). */
const ORGAN = '11';

/** What an organisation is: a unit of the catalogue or another organ of the state, an agency of the market, else an owner. */
export async function responsibleKind({ queries }: Runtime, code: string): Promise<ResponsibleKind> {
  if (unitOf(code) !== undefined || code.startsWith(ORGAN)) return 'DEPARTMENT';
  return (await queries.agency(code)) === undefined ? 'OWNER' : 'AGENCY';
}
