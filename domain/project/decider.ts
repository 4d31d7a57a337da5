import { processDefinition, releasedProcesses } from '../catalogue/catalogue.ts';
import { planOf } from '../catalogue/plan.ts';
import type { ProcessDefinition } from '../catalogue/processDefinition.ts';
import { profiles } from '../catalogue/profile.ts';
import type { DecisionContext } from '../clock/context.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { ProjectCommand } from './commands.ts';
import type { PlannedNode, ProjectEvent } from './events.ts';

type Of<Type extends ProjectCommand['type']> = Extract<ProjectCommand, { type: Type }>;

export interface Project {
  readonly owner: string;
  readonly process: { readonly code: string; readonly version: number };
  readonly nodes: readonly PlannedNode[];
  /** Units that have a part in the chain. */
  readonly units: readonly string[];
}

export const projectOutcomes = {
  RegisterProject: [['ProjectRegistered']],
  StartProject: [['ProjectStarted']],
  CompleteProject: [['ProjectCompleted']],
  TerminateProject: [['ProjectTerminated']],
} as const satisfies Outcomes<ProjectCommand['type'], ProjectEvent['type']>;

export const projectDecider: Decider<Project | undefined, ProjectCommand, ProjectEvent, DecisionContext> = {
  initialState: undefined,
  decide(_, command) {
    switch (command.type) {
      case 'RegisterProject':
        return register(command);
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
  evolve: (state, { type, data }) =>
    type === 'ProjectRegistered'
      ? {
          owner: data.owner,
          process: data.process,
          nodes: data.nodes,
          units: [...new Set(data.nodes.map(({ authority }) => authority))],
        }
      : state,
};

/** 项目登记 (R23): the newest released version of a process that is made for this type of project. */
function register({ data, issuedAt, actor }: Of<'RegisterProject'>): Decision<ProjectEvent> {
  if (actor.role === 'owner' && actor.organization !== data.owner)
    return reject('Forbidden', `${actor.organization} registers projects of its own, not of ${data.owner}.`);
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

const offClockKeys = ({ nodes }: ProcessDefinition) =>
  nodes.filter(({ promised }) => promised === null).map(({ key }) => key);

function unknownProcess(code: string): string {
  const codes = releasedProcesses.map((definition) => definition.code).join(', ');
  return profiles.some((profile) => profile.code === code)
    ? `${code} is a target that projects are held against, not a process; register with ${codes}.`
    : `There is no process «${code}»; register with ${codes}.`;
}
