import { type AgencyData, agencySnapshot } from '../domain/agency/state.ts';
import type { AgencySnapshot } from '../domain/catalogue/agencySnapshot.ts';
import { marketPolicyV1 } from '../domain/catalogue/marketPolicy.ts';
import { serviceListing } from '../domain/catalogue/serviceListings.ts';
import { type Actor, actedFor } from '../domain/kernel/actor.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import type { SliceState } from '../domain/kernel/slice.ts';
import type { Project } from '../domain/project/decider.ts';
import type { Work } from '../domain/work/decider.ts';
import type { ResolveFacts } from './handleCommand.ts';
import { mandateFault } from './mandates.ts';
import type { Answer } from './runtime.ts';
import { slices } from './slices.ts';

type StateOf = (slice: string, stream: string) => Promise<SliceState<unknown>>;
type FactsOf = (stream: string) => Promise<readonly Recorded[]>;

/**
 * What commands need to know of other streams and of the catalogue, by slice and command. It is looked up here at the
 * moment of decision and recorded with the outcome, so that a decision can be read without anything else.
 */
export const factsFor = (stateOf: StateOf, factsOf: FactsOf, now: () => Instant): ResolveFacts => {
  const snapshotOf = async (agency: string): Promise<AgencySnapshot> =>
    agencySnapshot((await stateOf('agency', `agency-${agency}`)) as SliceState<AgencyData>);

  return async ({ name }, type, key, input, { actor }) => {
    // Whatever was true when the request came in: whoever acts for another is authorised now, or not at all.
    const fault = actor.onBehalfOf === null ? undefined : await mandateFault(stateOf, actor, type, now());
    if (fault !== undefined) return refuse(fault.code, fault.message);
    switch (`${name}.${type}`) {
      case 'agency.RegisterAgency':
        return { policy: marketPolicyV1 };
      case 'job.PublishJob':
        return (
          (await unfitNode(stateOf, input)) ?? {
            policy: marketPolicyV1,
            listing: serviceListing(String(input['service'])),
            workNode: await workNodeOf(stateOf, input),
          }
        );
      case 'project.ReceiveInAdvance': {
        const matter = await stateOf('matter', `matter-${String(key['code'])}-${String(input['node'])}`);
        return { opened: matter.stage !== 'unopened' && matter.stage !== 'advance' };
      }
      case 'job.PlaceBid':
        return (
          (await bothSides(factsOf, `job-${String(key['job'])}`, actor)) ?? {
            snapshot: await snapshotOf(actedFor(actor) ?? ''),
          }
        );
      case 'job.RecheckApplicant':
        return { snapshot: await snapshotOf(String(input['agency'])) };
      case 'mandate.GrantAuthority':
        return unknownCommands(input) ?? {};
      default:
        return {};
    }
  };
};

const refuse = (code: string, message: string, rule?: string) =>
  ({ kind: 'rejected', code, message, rule, allowed: [], position: undefined }) as const;

/** 双方代理: nobody bids for one in a job in which its own people have acted for another, not even for itself. */
async function bothSides(factsOf: FactsOf, job: string, actor: Actor) {
  const facts = await factsOf(job);
  const other = facts.find(
    ({ actor: before }) =>
      before.organization !== null &&
      before.organization === actor.organization &&
      actedFor(before) !== actedFor(actor),
  );
  return other === undefined
    ? undefined
    : refuse(
        'ConflictOfInterest',
        `${actor.organization} has acted for ${actedFor(other.actor)} in ${job}; it bids here for nobody else.`,
        '民法典 168',
      );
}

/** An authority for what there is not would be found out only when it is needed. */
function unknownCommands({ commands }: Readonly<Record<string, unknown>>) {
  const known = new Set(slices.flatMap((slice) => Object.keys(slice.commands)));
  const unknown = (Array.isArray(commands) ? commands : []).filter((name) => !known.has(String(name)));
  return unknown.length === 0
    ? undefined
    : refuse('CommandUnknown', `There is no command «${unknown.join('», «')}»; write them as CompleteWork.`);
}

/** The node of the work that a purchase node buys: the intermediary's node right behind it in the chain. */
async function workNodeOf(
  stateOf: StateOf,
  { project, node }: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  if (typeof project !== 'string' || typeof node !== 'string') return null;
  const { nodes = [] } = ((await stateOf('project', `project-${project}`)).data as Project | undefined) ?? {};
  return (
    nodes.find(({ kind, predecessors }) => kind === 'INTERMEDIARY' && predecessors.includes(node))?.key ??
    null
  );
}

/** A job for a node of a chain buys what that node asks for, while it is open. */
async function unfitNode(
  stateOf: StateOf,
  { project, node, service, buyer }: Readonly<Record<string, unknown>>,
): Promise<Extract<Answer, { kind: 'rejected' }> | undefined> {
  if (typeof project !== 'string' || typeof node !== 'string') return undefined;
  const state = await stateOf('work', `work-${project}-${node}`);
  const { terms, job } = (state.data as Work | undefined) ?? {};
  if (terms === undefined || state.stage !== 'open')
    return refuse(
      'NodeNotOpen',
      `${node} of ${project} is not open: a job is published while its node is (${state.stage}).`,
    );
  if (terms.service === null)
    return refuse('NothingToBuy', `${node} (${terms.title}) buys nothing in the market.`);
  if (terms.service !== service)
    return refuse('OtherService', `${node} (${terms.title}) buys ${terms.service}, not ${String(service)}.`);
  if (job !== undefined)
    return refuse(
      'PurchaseRunning',
      `Job ${job} is open for ${node} (${terms.title}); what one job buys is not bought twice or split.`,
      'S11',
    );
  return terms.owner === buyer
    ? undefined
    : refuse('NotTheOwner', `${terms.owner} owns ${project} and buys for it, not ${String(buyer)}.`);
}
