import * as z from 'zod';
import { CreditCode } from '../kernel/ids.ts';

/**
 * An intermediary service 中介服务事项 as the catalogue lists it when a job for it is published. The approvals that it
 * serves say which authorities an agency may not belong to (S10); the buyer has no say in that.
 */
export const ServiceListing = z.object({
  code: z.string().min(1),
  title: z.string().min(1),
  /** Why nobody may ask for it any more (A6); null while it is kept. */
  cancelledBecause: z.string().nullable(),
  /** The units that decide the approvals it serves. */
  approvers: z.array(z.object({ unit: CreditCode, name: z.string().min(1) })),
});
export type ServiceListing = z.infer<typeof ServiceListing>;
