import * as z from 'zod';
import { processDefinition } from '../domain/catalogue/catalogue.ts';
import { readyNodes } from '../domain/catalogue/graph.ts';
import { nodeOfStream } from '../domain/catalogue/nodeStream.ts';
import { nodeTermsOf } from '../domain/catalogue/nodeTermsOf.ts';
import { clockFactsIn } from '../domain/clock/facts.ts';
import { type Instant, later } from '../domain/kernel/instant.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import {
  AcceptedTogether,
  type PlannedNode,
  ProjectRegistered,
  ReceivedInAdvance,
} from '../domain/project/events.ts';
import { dataOf, type Effect, type Saga } from './saga.ts';

interface Chain {
  readonly project: z.infer<typeof ProjectRegistered>['data'];
  readonly opened: readonly string[];
  /** When each node ended well. */
  readonly done: Readonly<Record<string, Instant>>;
  /** Items that were handed in before the chain came to them (T17). */
  readonly inAdvance?: readonly string[];
  /** Items under a common receipt that the chain has not come to yet, or has just come to (T16). */
  readonly together: readonly CommonItem[];
  readonly started: boolean;
}

type CommonItem = Pick<
  z.infer<typeof AcceptedTogether>['data'],
  'receiptNumber' | 'acceptedAt' | 'acceptedBy'
> &
  z.infer<typeof AcceptedTogether>['data']['items'][number];

const Ended = z.object({ endedAt: z.string(), outcome: z.string() });

/**
 * 审批链流转: opens every node whose predecessors are done, side by side where the graph allows 并联审批; notes the start
 * of the project with its first acceptance, and its end with its last node (B46).
 */
export const chainHandOver: Saga<Chain> = {
  name: 'chain-hand-over',
  version: 1,

  instancesOf: (fact) => {
    if (fact.stream.startsWith('project-')) return [fact.stream.slice('project-'.length)];
    const place = nodeOfStream(fact.stream);
    return place === undefined ? [] : [place.project];
  },

  evolve: (state, fact) => {
    if (fact.event.type === 'ProjectRegistered') {
      const { data } = ProjectRegistered.parse(fact.event);
      return { project: data, opened: [], done: {}, together: [], started: false };
    }
    if (state === undefined) return undefined;
    if (fact.event.type === 'ProjectTerminated' || fact.event.type === 'ProjectCompleted') return undefined;
    if (fact.event.type === 'AcceptedTogether')
      return { ...state, together: [...state.together, ...itemsOf(fact)] };
    if (fact.event.type === 'ReceivedInAdvance')
      return {
        ...state,
        inAdvance: [...(state.inAdvance ?? []), ReceivedInAdvance.parse(fact.event).data.node],
      };
    if (fact.event.type === 'MatterOpenedInAdvance') return state;
    const place = nodeOfStream(fact.stream);
    if (place === undefined)
      return { ...state, started: state.started || fact.event.type === 'ProjectStarted' };
    if (dataOf(fact)['terms'] !== undefined) return { ...state, opened: [...state.opened, place.node] };
    const end = approvedEnd(fact);
    return end === undefined ? state : { ...state, done: { ...state.done, [place.node]: end } };
  },

  react: (state, fact) => {
    if (state === undefined) return [];
    const { project } = state;
    if (fact.event.type === 'AcceptedTogether')
      return itemsOf(fact)
        .filter(({ node }) => state.opened.includes(node))
        .map((item) => begin(state, item));
    if (fact.event.type === 'ReceivedInAdvance') return inAdvance(state, fact);
    if (fact.event.type === 'MatterOpenedInAdvance') return [];
    if (dataOf(fact)['terms'] !== undefined) {
      const opened = nodeOfStream(fact.stream)?.node;
      return state.together.filter(({ node }) => node === opened).map((item) => begin(state, item));
    }
    const end = approvedEnd(fact);
    if (fact.event.type === 'ProjectRegistered' || end !== undefined)
      return [...open(state, end), ...complete(state, end)];
    const start = clockFactsIn(fact.event.data).find(
      ({ op, ...rest }) => op === 'opened' && 'kind' in rest && rest.kind === 'NODE',
    );
    if (state.started || start?.op !== 'opened') return [];
    return [
      {
        commandId: `start|${project.code}`,
        slice: 'project',
        key: { code: project.code },
        type: 'StartProject',
        input: { startedAt: start.startedAt },
      },
    ];
  },
};

/** When a node ended well, in whatever slice. */
function approvedEnd(fact: Recorded): Instant | undefined {
  const end = nodeOfStream(fact.stream) && Ended.safeParse(fact.event.data);
  return end?.success === true && end.data.outcome === 'approved' ? end.data.endedAt : undefined;
}

const itemsOf = (fact: Recorded): readonly CommonItem[] => {
  const { items, ...receipt } = AcceptedTogether.parse(fact.event).data;
  return items.map((item) => ({ ...receipt, ...item }));
};

/** An item of a common receipt starts: with the receipt, or with the end of what it waited for (T16). */
function begin({ project, done }: Chain, { node, ...receipt }: CommonItem): Effect {
  const predecessors = project.nodes.find(({ key }) => key === node)?.predecessors ?? [];
  const ends = predecessors.flatMap((key) => done[key] ?? []);
  return {
    commandId: `together|${project.code}|${node}`,
    slice: 'matter',
    key: { project: project.code, node },
    type: 'AcceptUnderCommonReceipt',
    input: { ...receipt, decidedAt: ends.length === 0 ? null : ends.reduce(later) },
  };
}

/** What was handed in early is reviewed early; the chain comes to it all the same when its predecessors are done (T17). */
function inAdvance({ project }: Chain, fact: Recorded): readonly Effect[] {
  const { node: key, ...receipt } = ReceivedInAdvance.parse(fact.event).data;
  const node = project.nodes.find((candidate) => candidate.key === key);
  return node === undefined
    ? []
    : [
        {
          commandId: `advance|${project.code}|${key}`,
          slice: 'matter',
          key: { project: project.code, node: key },
          type: 'OpenMatterInAdvance',
          input: { terms: termsOf(project, node), ...receipt },
        },
      ];
}

function open(
  { project, opened, done, inAdvance = [] }: Chain,
  since: Instant | undefined,
): readonly Effect[] {
  const graph = { nodes: project.nodes.map((node) => ({ ...node, after: node.predecessors })) };
  return readyNodes(graph, new Set(Object.keys(done)), new Set(opened)).map((node) => ({
    // The id names the effect: however often it is asked for, a node opens once.
    commandId: `open|${project.code}|${node.key}`,
    slice: node.slice,
    key: { project: project.code, node: node.key },
    type: OPEN[node.slice] ?? 'Open',
    input: {
      terms: termsOf(project, node),
      ...(since !== undefined && (node.slice === 'work' || inAdvance.includes(node.key)) ? { since } : {}),
    },
  }));
}

const OPEN: Readonly<Record<string, string>> = {
  matter: 'OpenMatter',
  survey: 'OpenSurvey',
  review: 'OpenReview',
  drawings: 'OpenDrawings',
  acceptance: 'OpenAcceptance',
  work: 'OpenWork',
};

/** The terms of the version that the project is pinned to, whatever has been released since. */
function termsOf({ code, owner, ownerName, process }: Chain['project'], node: PlannedNode) {
  const definition = processDefinition(process.code, process.version);
  if (definition === undefined)
    throw new Error(`${process.code} version ${process.version} is not in this program.`);
  return nodeTermsOf(definition, node.key, {
    project: code,
    owner,
    ownerName,
    plannedDays: node.plannedDays,
  });
}

function complete({ project, done }: Chain, finishedAt: Instant | undefined): readonly Effect[] {
  return finishedAt === undefined || Object.keys(done).length < project.nodes.length
    ? []
    : [
        {
          commandId: `complete|${project.code}`,
          slice: 'project',
          key: { code: project.code },
          type: 'CompleteProject',
          input: { finishedAt },
        },
      ];
}
