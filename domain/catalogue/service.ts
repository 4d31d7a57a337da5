import * as z from 'zod';
import { Days } from '../clock/terms.ts';

/** An intermediary service 中介服务事项: what an approval may need from the market, and on which ground. */
export const Service = z.object({
  /** Base code: region, type, department, main item, sub-item. */
  code: z.string().regex(/^\d{12}$/, { error: 'A base code has twelve digits.' }),
  title: z.string().min(1),
  /** Base codes of the matters it serves; their units may not have a share in the one that renders it (S10). */
  matters: z.array(z.string()),
  /** Ids of the laws that demand it; without one it may not be demanded (S11). */
  legalBasis: z.array(z.string()),
  /** Kept 保留 in the list, or cancelled 取消 and then never to be demanded. */
  status: z.enum(['KEPT', 'CANCELLED']),
  /** Why it was cancelled; null while it is kept. */
  cancelledBecause: z.string().nullable(),
  /** Working days that the work is planned to take: an editable default. */
  plannedDays: Days,
  /** What the price goes by 收费依据. */
  priceBasis: z.string().min(1),
});
export type Service = z.infer<typeof Service>;
