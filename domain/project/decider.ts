import { catalogueOf, processDefinition, releasedProcesses } from '../catalogue/catalogue.ts';
import { planOf } from '../catalogue/plan.ts';
import type { ProcessDefinition } from '../catalogue/processDefinition.ts';
import { profiles } from '../catalogue/profile.ts';
import { unit } from '../catalogue/region/units.v1.ts';
import type { DecisionContext } from '../clock/context.ts';
import { actedFor } from '../kernel/actor.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { ProjectCommand } from './commands.ts';
import type { PlannedNode, ProjectEvent } from './events.ts';

type Of<Type extends ProjectCommand['type']> = Extract<ProjectCommand, { type: Type }>;

export interface Project {
  readonly code: string;
  readonly owner: string;
  readonly process: { readonly code: string; readonly version: number };
  readonly nodes: readonly PlannedNode[];
  /** Units that have a part in the chain, and the one at whose window things are received. */
  readonly units: readonly string[];
  readonly intake: string;
  /** Items that were accepted under a common receipt. */
  readonly together: readonly string[];
  /** Items that were handed in before the chain came to them (T17). */
  readonly inAdvance: readonly string[];
}

export const projectOutcomes = {
  RegisterProject: [['ProjectRegistered']],
  AcceptTogether: [['AcceptedTogether']],
  ReceiveInAdvance: [['ReceivedInAdvance']],
  StartProject: [['ProjectStarted']],
  CompleteProject: [['ProjectCompleted']],
  TerminateProject: [['ProjectTerminated']],
} as const satisfies Outcomes<ProjectCommand['type'], ProjectEvent['type']>;

export const projectDecider: Decider<Project | undefined, ProjectCommand, ProjectEvent, DecisionContext> = {
  initialState: undefined,
  decide(project, command) {
    switch (command.type) {
      case 'RegisterProject':
        return register(command);
      case 'AcceptTogether':
        return acceptTogether(registered(project), command);
      case 'ReceiveInAdvance':
        return receiveInAdvance(registered(project), command);
      case 'StartProject':
        return accept({ type: 'ProjectStarted', data: command.data });
      case 'CompleteProject':
        return accept({ type: 'ProjectCompleted', data: command.data });
      case 'TerminateProject':
        return accept({
          type: 'ProjectTerminated',
          data: { ...command.data, terminatedAt: command.issuedAt },
        });
    }
  },
  evolve: (state, { type, data }) => {
    if (type === 'ProjectRegistered')
      return {
        code: data.code,
        owner: data.owner,
        process: data.process,
        nodes: data.nodes,
        units: [...new Set(data.nodes.map(({ authority }) => authority))],
        intake: unit.governmentServices,
        together: [],
        inAdvance: [],
      };
    if (type !== 'AcceptedTogether' && type !== 'ReceivedInAdvance') return state;
    const project = registered(state);
    return type === 'AcceptedTogether'
      ? { ...project, together: [...project.together, ...data.items.map(({ node }) => node)] }
      : { ...project, inAdvance: [...project.inAdvance, data.node] };
  },
};

function registered(project: Project | undefined): Project {
  if (project === undefined)
    throw new Error('Unreachable: every stage but the first has a registered project.');
  return project;
}

/** 项目登记 (R23): the newest released version of a process that is made for this type of project. */
function register({ data, issuedAt, actor }: Of<'RegisterProject'>): Decision<ProjectEvent> {
  if (actor.role === 'owner' && actedFor(actor) !== data.owner)
    return reject('Forbidden', `${actedFor(actor)} registers projects of its own, not of ${data.owner}.`);
  const definition = processDefinition(data.profile);
  if (definition === undefined) return reject('UnknownProcess', unknownProcess(data.profile), 'R8');
  if (!(definition.projectTypes as readonly string[]).includes(data.type))
    return reject(
      'TypeNotCovered',
      `${definition.code} is made for ${definition.projectTypes.join(', ')}, not for «${data.type}».`,
      'R7',
    );
  const wrong = data.plannedDays.filter(
    ({ node }) => definition.nodes.find(({ key }) => key === node)?.promised !== null,
  );
  if (wrong.length > 0)
    return reject(
      'NotOffClock',
      `Only off-clock work has planned days; ${definition.code} has ${offClockKeys(definition).join(', ') || 'none'}, not ${wrong
        .map(({ node }) => node)
        .join(', ')}.`,
    );
  return accept({
    type: 'ProjectRegistered',
    data: {
      code: data.code,
      title: data.title,
      type: data.type,
      owner: data.owner,
      ownerName: data.ownerName,
      process: { code: definition.code, version: definition.version },
      nodes: planOf(definition, {
        ...data,
        plannedDays: Object.fromEntries(data.plannedDays.map(({ node, days }) => [node, days])),
      }),
      permitNode: definition.permitNode,
      target: definition.targetDays,
      registeredAt: issuedAt,
    },
  });
}

/** 一窗受理 (T16): matters of the chain, each complete, and none of them twice. */
function acceptTogether(
  project: Project,
  { data, issuedAt, actor }: Of<'AcceptTogether'>,
): Decision<ProjectEvent> {
  const keys = data.items.map(({ node }) => node);
  const matters = project.nodes.filter(({ kind }) => kind === 'MATTER').map(({ key }) => key);
  const strange = keys.filter((key) => !matters.includes(key));
  if (strange.length > 0)
    return reject(
      'NotAMatter',
      `${strange.join(', ')} is no matter of this chain; its matters are ${matters.join(', ')}.`,
      'T16',
    );
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index || project.together.includes(key));
  if (twice.length > 0)
    return reject('AlreadyTogether', `${twice.join(', ')} is under a common receipt already.`, 'T16');
  const missing = data.items.flatMap(({ node, materials }) =>
    materialsOf(project, node)
      .filter(({ key }) => !materials.some((handed) => handed.key === key))
      .map(({ key, name }) => `${node}/${key} (${name})`),
  );
  if (missing.length > 0)
    return reject(
      'MaterialsMissing',
      `A common receipt is for what is complete; missing: ${missing.join(', ')}.`,
      'T3',
    );
  const receiptNumber = `SJ-${project.code}-${keys.join('+')}`;
  return accept({
    type: 'AcceptedTogether',
    data: { receiptNumber, items: data.items, acceptedAt: issuedAt, acceptedBy: actor.subject },
  });
}

/** 提前介入 (T17): a matter that the chain has not come to, once, where the pinned version lets it be reviewed in advance. */
function receiveInAdvance(
  project: Project,
  { data, issuedAt, actor }: Of<'ReceiveInAdvance'>,
): Decision<ProjectEvent> {
  const { node, materials, opened } = data;
  const matter = matterIn(project, node);
  const modes = catalogueIn(project)?.policies.preReview ?? [];
  const eligible = project.nodes.filter(({ key }) => {
    const candidate = matterIn(project, key);
    return candidate !== undefined && modes.includes(candidate.mode);
  });
  if (matter === undefined || !eligible.some(({ key }) => key === node))
    return reject(
      'NoPreReview',
      `${node} is not reviewed in advance in this chain; ${eligible.map(({ key }) => key).join(', ') || 'nothing'} may be.`,
      'T17',
    );
  if (opened)
    return reject('AlreadyOpened', `The chain has come to ${node}; hand it in there as usual.`, 'T17');
  if (project.inAdvance.includes(node) || project.together.includes(node))
    return reject('AlreadyHandedIn', `${node} was handed in before.`, 'T17');
  const strange = materials.filter(({ key }) => !matter.materials.some((asked) => asked.key === key));
  if (strange.length > 0)
    return reject(
      'UnknownMaterial',
      `${node} does not ask for ${strange.map(({ key }) => key).join(', ')}; it asks for ${matter.materials
        .map(({ key, name }) => `${key} (${name})`)
        .join(', ')}.`,
      'T3',
    );
  return accept({
    type: 'ReceivedInAdvance',
    data: {
      node,
      materials,
      receiptNumber: `SJ-${project.code}-${node}`,
      receivedAt: issuedAt,
      receivedBy: actor.subject,
    },
  });
}

const definitionOf = ({ process }: Project) => processDefinition(process.code, process.version);

const catalogueIn = (project: Project) => {
  const version = definitionOf(project)?.catalogueVersion;
  return version === undefined ? undefined : catalogueOf(version);
};

/** The matter that a node of kind MATTER is, in the pinned version. */
function matterIn(project: Project, node: string) {
  const found = definitionOf(project)?.nodes.find(({ key, kind }) => key === node && kind === 'MATTER');
  return catalogueIn(project)?.matters.find(({ code }) => code === found?.matter);
}

/** What a matter of the pinned version asks for. */
const materialsOf = (project: Project, node: string) => matterIn(project, node)?.materials ?? [];

const offClockKeys = ({ nodes }: ProcessDefinition) =>
  nodes.filter(({ promised }) => promised === null).map(({ key }) => key);

function unknownProcess(code: string): string {
  const codes = releasedProcesses.map((definition) => definition.code).join(', ');
  return profiles.some((profile) => profile.code === code)
    ? `${code} is a target that projects are held against, not a process; register with ${codes}.`
    : `There is no process «${code}»; register with ${codes}.`;
}
