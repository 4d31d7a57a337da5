import { laws } from './laws.ts';
import type { Matter } from './matter.ts';
import { mattersV1 } from './matters.v1.ts';
import type { Unit } from './organization.ts';
import type { Policies } from './policies.ts';
import { policiesV1 } from './policies.v1.ts';
import { policiesV2 } from './policies.v2.ts';
import { policiesV3 } from './policies.v3.ts';
import type { ProcessDefinition } from './processDefinition.ts';
import { cxGov60V2, cxSoc42V2, kaifeng13V2 } from './processes/all.v2.ts';
import { cxGov60V3, cxSoc42V3, kaifeng13V3 } from './processes/all.v3.ts';
import { cxGov60V1 } from './processes/cxGov60.v1.ts';
import { cxSoc42V1 } from './processes/cxSoc42.v1.ts';
import { kaifeng13V1 } from './processes/kaifeng13.v1.ts';
import { unitsV1 } from './region/units.v1.ts';
import type { Service } from './service.ts';
import { servicesV1 } from './services.v1.ts';

/** Everything that a process may refer to, in one version 事项目录. */
export interface Catalogue {
  readonly version: number;
  readonly units: readonly Unit[];
  readonly matters: readonly Matter[];
  readonly services: readonly Service[];
  readonly policies: Policies;
  /** By id, what each law settles. */
  readonly laws: Readonly<Record<string, string>>;
  readonly processes: readonly ProcessDefinition[];
}

/** Process definitions that a project may be registered with, all versions, oldest first. */
export const releasedProcesses: readonly ProcessDefinition[] = [
  cxGov60V1,
  cxSoc42V1,
  kaifeng13V1,
  cxGov60V2,
  cxSoc42V2,
  kaifeng13V2,
  cxGov60V3,
  cxSoc42V3,
  kaifeng13V3,
];

/** All released versions, oldest first; a chain keeps the one that its process definition names. */
const version1: Catalogue = {
  version: 1,
  units: unitsV1,
  matters: mattersV1,
  services: servicesV1,
  policies: policiesV1,
  laws,
  processes: releasedProcesses,
};
const released: readonly Catalogue[] = [
  version1,
  { ...version1, version: 2, policies: policiesV2 },
  { ...version1, version: 3, policies: policiesV3 },
];

const latest = released.at(-1) as Catalogue;

/** The catalogue in force, or the version that a chain is pinned to. */
export function catalogueOf(version: number = latest.version): Catalogue {
  const found = released.find((catalogue) => catalogue.version === version);
  if (found === undefined)
    throw new Error(`Catalogue version ${version} was never released; known: 1 to ${latest.version}.`);
  return found;
}

/** A process definition by its code: the version in force, or the one asked for; undefined where there is none. */
export const processDefinition = (code: string, version?: number): ProcessDefinition | undefined =>
  releasedProcesses.findLast(
    (definition) => definition.code === code && (version === undefined || definition.version === version),
  );

export const matterOf = (code: string, version?: number): Matter | undefined =>
  catalogueOf(version).matters.find((matter) => matter.code === code);

export const serviceOf = (code: string, version?: number): Service | undefined =>
  catalogueOf(version).services.find((service) => service.code === code);

export const unitOf = (creditCode: string): Unit | undefined =>
  latest.units.find((unit) => unit.creditCode === creditCode);

/** Name of a unit, or its code where it is none of ours. */
export const unitName = (creditCode: string): string => unitOf(creditCode)?.name ?? creditCode;

/** The units whose approvals a service is tied to: who renders it may not belong to them (S10). */
export const unitsServedBy = (service: string, version?: number): readonly string[] => [
  ...new Set(
    (serviceOf(service, version)?.matters ?? []).flatMap((code) => matterOf(code, version)?.units ?? []),
  ),
];
