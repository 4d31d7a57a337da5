import { catalogueOf, unitName } from './catalogue.ts';
import type { Matter } from './matter.ts';
import type { NodeTerms, TacitPolicy } from './nodeTerms.ts';
import type { Policies } from './policies.ts';
import { noTacit } from './policies.v1.ts';
import type { ProcessDefinition, ProcessNode } from './processDefinition.ts';
import { unit } from './region/units.v1.ts';

/** Whose chain a node belongs to. */
export interface NodeOwner {
  readonly project: string;
  readonly owner: string;
  readonly ownerName: string;
  /** Planned days of this off-clock node in this project; the catalogue's where left out. No effect on approvals. */
  readonly plannedDays?: number | null | undefined;
}

/** What a node may do and must keep, from the versions of matters and policies that its definition is pinned to. */
export function nodeTermsOf(definition: ProcessDefinition, key: string, chain: NodeOwner): NodeTerms {
  const node = definition.nodes.find((candidate) => candidate.key === key);
  if (node === undefined)
    throw new Error(`${definition.code} version ${definition.version} has no node «${key}».`);
  const matter = node.matter === null ? undefined : matterFor(definition, node, node.matter);
  const { authority } = node;
  const { policies } = catalogueOf(definition.catalogueVersion);
  const { thresholds, pausePolicy, corrections, extensions, delivery, followUp, filing } = policies;
  const tacit = matter?.tacit ?? noTacit;

  return {
    project: chain.project,
    key: node.key,
    kind: node.kind,
    title: node.title,
    matter: node.matter,
    owner: chain.owner,
    authority: authority ?? chain.owner,
    authorityName: authority === null ? chain.ownerName : unitName(authority),
    intake: unit.governmentServices,
    participants: node.participants.map((seat) => ({ ...seat, name: unitName(seat.unit) })),
    promised: node.promised,
    statutory: matter?.statutory ?? null,
    pausePolicy,
    thresholds,
    closesAt: null,
    rules: rulesFor(policies, node, matter),
    steps: [...node.steps],
    correction: corrections[matter?.correction ?? 'national'],
    ...(matter !== undefined && extensions !== undefined && { extension: extensions[matter.mode] }),
    ...(node.kind === 'MATTER' && delivery !== undefined && { delivery }),
    ...(consents(tacit) && followUp !== undefined && { followUp }),
    ...(node.kind === 'JOINT_DRAWING_REVIEW' && filing !== undefined && { filing }),
    pauses: [...(matter?.pauses ?? [])],
    tacit,
    materials: [...(matter?.materials ?? [])],
    plannedDays: node.plannedDays === null ? null : (chain.plannedDays ?? node.plannedDays),
    service: node.service,
  };
}

const consents = ({ absent, silent }: TacitPolicy) => absent === 'consent' || silent === 'consent';

function matterFor(
  { code, version, catalogueVersion }: ProcessDefinition,
  { key }: ProcessNode,
  base: string,
): Matter {
  const matter = catalogueOf(catalogueVersion).matters.find((candidate) => candidate.code === base);
  if (matter === undefined) throw new Error(`${code} version ${version}, node ${key}: no matter «${base}».`);
  return matter;
}

/** Ids of rules first, then the laws that the matter rests on: `ruleOf` knows both. */
const rulesFor = (
  { approvalRules, offClockRules }: Policies,
  { kind }: ProcessNode,
  matter: Matter | undefined,
): string[] => [
  ...new Set(
    matter === undefined
      ? (offClockRules[kind] ?? ['R1'])
      : [...approvalRules, ...matter.rules, ...matter.legalBasis],
  ),
];
