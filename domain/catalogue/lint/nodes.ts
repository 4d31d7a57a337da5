import type { Calendar } from '../../calendar/calendar.ts';
import type { Catalogue } from '../catalogue.ts';
import type { ProcessDefinition, ProcessNode } from '../processDefinition.ts';
import { isApproval, isJoint } from '../sliceOf.ts';
import { duplicates, error, type Finding } from './finding.ts';
import { promiseAgainstStatute } from './limits.ts';

type Complain = (when: boolean, code: string, message: string) => readonly Finding[];

/** Checks of each node against the matters, services and units that it names. */
export const lintNodes = (
  catalogue: Catalogue,
  calendar: Calendar,
  { nodes }: ProcessDefinition,
  where: string,
): readonly Finding[] =>
  nodes.flatMap((node) => lintNode(catalogue, calendar, node, `${where} / ${node.key}`));

function lintNode(
  catalogue: Catalogue,
  calendar: Calendar,
  node: ProcessNode,
  where: string,
): readonly Finding[] {
  const complain: Complain = (when, code, message) =>
    when ? [error(code, where, `${node.title}: ${message}`)] : [];
  return [
    ...(isApproval(node.kind)
      ? lintApproval(catalogue, calendar, node, where, complain)
      : lintOffClock(node, complain)),
    ...lintService(catalogue, node, complain),
    ...lintSeats(catalogue, node, complain),
    ...lintSteps(node, complain),
  ];
}

function lintApproval(
  { matters, units }: Catalogue,
  calendar: Calendar,
  node: ProcessNode,
  where: string,
  complain: Complain,
): readonly Finding[] {
  const { authority, promised, plannedDays, plannedPauses } = node;
  const matter = matters.find(({ code }) => code === node.matter);
  const pauses = plannedPauses.filter(({ reason }) => !matter?.pauses.some(({ key }) => key === reason));
  const aboveCap = plannedPauses.filter(({ reason, days }) =>
    matter?.pauses.some(({ key, cap }) => key === reason && cap !== null && days > cap),
  );
  return [
    ...complain(node.matter === null, 'MissingMatter', 'an approval names its matter.'),
    ...complain(
      node.matter !== null && matter === undefined,
      'UnknownMatter',
      `${node.matter} is no matter of the catalogue.`,
    ),
    ...complain(authority === null, 'MissingUnit', 'an approval names the unit that decides or leads.'),
    ...complain(
      authority !== null && !units.some(({ creditCode }) => creditCode === authority),
      'UnknownUnit',
      `${authority} is no unit of the region.`,
    ),
    ...complain(
      authority !== null && matter !== undefined && !matter.units.includes(authority),
      'UnitNotCompetent',
      `${authority} is not among the units of matter ${matter?.code}.`,
    ),
    ...complain(promised === null, 'MissingLimit', 'an approval has a promised limit 承诺时限.'),
    ...complain(
      plannedDays !== null,
      'PlannedApproval',
      'planned days are for off-clock work; an approval has a promise.',
    ),
    ...complain(
      matter !== undefined && pauses.length > 0,
      'UnknownPause',
      `its matter knows no pause ${pauses.map(({ reason }) => reason).join(', ')}.`,
    ),
    ...complain(
      aboveCap.length > 0,
      'PauseAboveCap',
      `the planned pause ${aboveCap.map(({ reason, days }) => `${reason} of ${days} days`).join(', ')} is above its cap.`,
    ),
    ...promiseAgainstStatute(calendar, where, promised, matter?.statutory ?? null),
  ];
}

const lintOffClock = ({ promised, plannedDays, matter, plannedPauses }: ProcessNode, complain: Complain) => [
  ...complain(
    plannedDays === null,
    'MissingPlan',
    'work off the approval clock has planned days, 0 where it takes none.',
  ),
  ...complain(
    promised !== null,
    'PromisedOffClock',
    'a promise is for approvals; work off the clock has planned days.',
  ),
  ...complain(matter !== null, 'MatterOffClock', 'a matter is for approvals.'),
  ...complain(plannedPauses.length > 0, 'UnknownPause', 'work off the clock has no pauses.'),
];

function lintService(
  { services }: Catalogue,
  { service, kind }: ProcessNode,
  complain: Complain,
): readonly Finding[] {
  if (service === null) return [];
  const found = services.find(({ code }) => code === service);
  return [
    ...complain(isApproval(kind), 'ServiceInApproval', 'an approval may not be turned into a service (S11).'),
    ...complain(found === undefined, 'UnknownService', `${service} is no service of the catalogue.`),
    ...complain(
      found?.status === 'CANCELLED',
      'CancelledService',
      `${found?.title} may not be demanded any more: ${found?.cancelledBecause}`,
    ),
  ];
}

function lintSeats(
  { units }: Catalogue,
  { participants, kind }: ProcessNode,
  complain: Complain,
): readonly Finding[] {
  const strangers = participants.filter(({ unit }) => !units.some(({ creditCode }) => creditCode === unit));
  const mute = participants.filter(({ discipline }) => discipline.trim() === '');
  return [
    ...complain(
      isJoint(kind) && participants.length === 0,
      'MissingParticipants',
      'a joint procedure has participants.',
    ),
    ...complain(
      !isJoint(kind) && participants.length > 0,
      'ParticipantsAlone',
      'only a joint procedure has participants.',
    ),
    ...complain(
      strangers.length > 0,
      'UnknownUnit',
      `${strangers.map(({ unit }) => unit).join(', ')} is no unit of the region.`,
    ),
    ...complain(
      mute.length > 0,
      'MissingDiscipline',
      `${mute.map(({ unit }) => unit).join(', ')} takes part without a discipline 专业; say what it answers for.`,
    ),
    ...complain(
      duplicates(participants.map(({ unit, discipline }) => `${unit} ${discipline}`)).length > 0,
      'DuplicateSeat',
      'a unit sits twice for the same discipline.',
    ),
  ];
}

function lintSteps({ steps, promised }: ProcessNode, complain: Complain): readonly Finding[] {
  const sum = steps.reduce((total, { days }) => total + days, 0);
  return [
    ...complain(
      steps.length > 0 && sum > (promised?.days ?? 0),
      'StepsAbovePromise',
      `its steps add up to ${sum} days, and its promise is ${promised?.days ?? 0}.`,
    ),
    ...complain(
      duplicates(steps.map(({ key }) => key)).length > 0,
      'DuplicateStep',
      `step ${duplicates(steps.map(({ key }) => key)).join(', ')} is given twice.`,
    ),
  ];
}
