import * as z from 'zod';
import { CreditCode } from '../kernel/ids.ts';

/** One declared share 持股: who holds how much of whom, and whose institution the holder is. */
export const OwnershipEdge = z.object({
  /** Credit code of the holder, or another name that is unique among the edges where it is a natural person. */
  holder: z.string().min(1).max(100),
  holderName: z.string().min(1).max(200),
  /** Whose share it is: the agency itself, or a holder further up. */
  held: z.string().min(1).max(100),
  /** In percent, to a hundredth. */
  percent: z.number().positive().max(100).multipleOf(0.01),
  /** Credit code of the authority that the holder is an institution or society of 所属单位 (S10); null where of none. */
  institutionOf: CreditCode.nullable(),
});
export type OwnershipEdge = z.infer<typeof OwnershipEdge>;

/** What a job needs to know of an agency at the moment it applies. */
export const AgencySnapshot = z.object({
  agencyName: z.string(),
  /** Admitted to the market 已入驻. */
  listed: z.boolean(),
  /** Base codes of the services it is admitted for. */
  services: z.array(z.string()),
  owners: z.array(OwnershipEdge),
});
export type AgencySnapshot = z.infer<typeof AgencySnapshot>;
