import type { AgencySnapshot, OwnershipEdge } from '../catalogue/agencySnapshot.ts';
import { applyClockFacts, type ClockBook } from '../clock/clock.ts';
import type { Thresholds } from '../clock/terms.ts';
import type { SliceState } from '../kernel/slice.ts';
import type { AgencyEvent } from './events.ts';

/** What a decision about an agency needs to know. */
export interface Agency {
  readonly creditCode: string;
  readonly name: string;
  /** Admitted for these. */
  readonly services: readonly string[];
  /** Applied for, and under check. */
  readonly applied: readonly string[];
  readonly owners: readonly OwnershipEdge[];
  readonly operator: string;
  readonly formCheckDays: number;
  readonly thresholds: Thresholds;
  readonly clocks: ClockBook;
}

/** Undefined before it registers. */
export type AgencyData = Agency | undefined;

export const registered = (data: AgencyData): Agency => {
  if (data === undefined) throw new Error('Unreachable: every stage but the first has a registered agency.');
  return data;
};

export function evolve(data: AgencyData, event: AgencyEvent): AgencyData {
  if (event.type === 'AgencyRegistered') {
    const { services, clocks, registeredAt: _, ...agency } = event.data;
    return { ...agency, services: [], applied: services, clocks: applyClockFacts(new Map(), clocks) };
  }
  const agency = registered(data);
  switch (event.type) {
    case 'AgencyListed':
      return { ...withClocks(agency, event), services: event.data.services, applied: [] };
    case 'AgencyRefused':
      return { ...withClocks(agency, event), applied: [] };
    case 'AgencyServicesChanged':
      return { ...agency, services: event.data.services };
    case 'AgencyServicesApplied':
      return { ...withClocks(agency, event), services: event.data.services, applied: event.data.added };
    case 'AgencyOwnershipChanged':
      return { ...agency, owners: event.data.owners };
    case 'AgencyDelisted':
    case 'DeadlineRederived':
      return withClocks(agency, event);
    case 'AgencyBreachRecorded':
      return agency;
  }
}

const withClocks = (
  agency: Agency,
  { data }: Extract<AgencyEvent, { data: { clocks: unknown } }>,
): Agency => ({
  ...agency,
  clocks: applyClockFacts(agency.clocks, data.clocks),
});

/** What a job needs to know of the agency now; of one that never registered, that it is not in the market. */
export const agencySnapshot = ({ stage, data }: SliceState<AgencyData>): AgencySnapshot => ({
  agencyName: data?.name ?? '',
  listed: stage === 'listed' || stage === 'rechecking',
  services: [...(data?.services ?? [])],
  owners: [...(data?.owners ?? [])],
});
