import { serviceOf, unitName, unitsServedBy } from './catalogue.ts';
import type { ServiceListing } from './serviceListing.ts';

/** What a job pins of a service when it is published; null where the catalogue knows no such service. */
export function serviceListing(code: string): ServiceListing | null {
  const service = serviceOf(code);
  return service === undefined
    ? null
    : {
        code: service.code,
        title: service.title,
        cancelledBecause: service.cancelledBecause,
        approvers: unitsServedBy(code).map((unit) => ({ unit, name: unitName(unit) })),
      };
}
