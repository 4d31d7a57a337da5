import { enterMarket } from '../../app/simulation/demonstration.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import type { Who, World } from './world.ts';

/** All agencies of the region, registered and listed. */
export const marketOpens = () => demoAgencies.flatMap(enterMarket);

/** An agency of the region by the beginning of its name. */
export function agencyCalled(name: string): string {
  const found = demoAgencies.find((agency) => agency.name.startsWith(name));
  if (found === undefined) throw new Error(`No agency is called ${name}….`);
  return found.creditCode;
}

export const agent = (organization: string) => ({ role: 'intermediary', organization }) as const;
export const operator = { role: 'operator', organization: unit.governmentServices } as const;

/** What the journeys ask of a job. */
export interface JobSeen {
  readonly status: string;
  readonly suspended: boolean;
  readonly opensAt: string;
  readonly bidCount: number;
  readonly bids: readonly {
    readonly agency: string;
    readonly price: number | null;
    readonly rank: number | null;
  }[];
  readonly excluded: readonly {
    readonly agency: string;
    readonly reason: string;
    readonly rule: { readonly id: string };
    readonly path: readonly string[];
  }[];
  readonly result: {
    readonly winner: string;
    readonly price: number | null;
    readonly reserves: readonly string[];
    readonly decidedAt: string;
    readonly publicityEndsAt: string;
    readonly explanation: string;
  } | null;
  readonly proof: unknown;
}

export const jobAt = async (world: World, id: string, who: Who = { role: 'public' }, asOf?: string) =>
  (
    await world.ask<{ job: JobSeen }>(
      `query ($id: ID!, $asOf: Instant) { job(id: $id, asOf: $asOf) { status suspended opensAt bidCount
        bids { agency price rank } excluded { agency reason rule { id } path }
        result { winner price reserves decidedAt publicityEndsAt explanation } proof } }`,
      { id, asOf },
      who,
    )
  ).job;
