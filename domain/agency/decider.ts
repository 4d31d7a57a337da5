import type { OwnershipEdge } from '../catalogue/agencySnapshot.ts';
import { openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, rederiveAll } from '../clock/nodeClock.ts';
import { type Actor, actedFor } from '../kernel/actor.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { AgencyCommand } from './commands.ts';
import type { AgencyEvent } from './events.ts';
import { type Agency, type AgencyData, evolve, registered } from './state.ts';

type AgencyDecision = Decision<AgencyEvent>;
type Of<Type extends AgencyCommand['type']> = Extract<AgencyCommand, { type: Type }>;

export const agencyOutcomes = {
  RegisterAgency: [['AgencyRegistered']],
  ListAgency: [['AgencyListed']],
  RefuseAgency: [['AgencyRefused']],
  ChangeServices: [['AgencyServicesChanged'], ['AgencyServicesApplied']],
  ChangeOwnership: [['AgencyOwnershipChanged']],
  RecordBreach: [['AgencyBreachRecorded']],
  DelistAgency: [['AgencyDelisted']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const satisfies Outcomes<AgencyCommand['type'], AgencyEvent['type']>;

export const agencyDecider: Decider<AgencyData, AgencyCommand, AgencyEvent, DecisionContext> = {
  initialState: undefined,
  evolve,
  decide(data, command, context) {
    if (command.type === 'RegisterAgency') return register(command, context);
    const agency = registered(data);
    const at = command.issuedAt;
    switch (command.type) {
      case 'ListAgency': {
        const services = [...new Set([...agency.services, ...agency.applied])].toSorted();
        return accept({ type: 'AgencyListed', data: { services, listedAt: at, clocks: closed(agency, at) } });
      }
      case 'RefuseAgency': {
        const { reasons } = command.data;
        return accept({
          type: 'AgencyRefused',
          data: { reasons, refusedAt: at, clocks: closed(agency, at) },
        });
      }
      case 'ChangeServices':
        return changeServices(agency, command, context);
      case 'ChangeOwnership':
        return changeOwnership(agency, command);
      case 'RecordBreach':
        return accept({ type: 'AgencyBreachRecorded', data: { ...command.data, recordedAt: at } });
      case 'DelistAgency':
        return accept({
          type: 'AgencyDelisted',
          data: { ...command.data, delistedAt: at, clocks: closed(agency, at) },
        });
      case 'RederiveDeadlines': {
        const { notice } = command.data;
        const clocks = rederiveAll(context.calendar, agency.clocks, notice);
        return clocks.length > 0
          ? accept({ type: 'DeadlineRederived', data: { notice, clocks } })
          : reject('NothingMoved', `The notice «${notice}» moves no open time limit of ${agency.name}.`);
      }
    }
  },
};

/** 申请入驻: by the agency for itself. The form check runs from here, and falls to the operator (M9). */
function register({ data, actor, issuedAt }: Of<'RegisterAgency'>, context: DecisionContext): AgencyDecision {
  const { agency: creditCode, policy, name, services, owners } = data;
  if (!actsFor(actor, creditCode)) return foreign(creditCode);
  const fault = ownershipFault(owners);
  if (fault !== undefined) return fault;
  const { operator, formCheckDays, thresholds } = policy;
  const check = formCheck({ creditCode, name, operator, formCheckDays }, issuedAt, context, thresholds);
  return accept({
    type: 'AgencyRegistered',
    data: {
      creditCode,
      name,
      services: [...new Set(services)].toSorted(),
      owners,
      operator,
      formCheckDays,
      thresholds,
      registeredAt: issuedAt,
      clocks: [check],
    },
  });
}

/** Giving up takes effect at once; what is added is checked first, like a new application (M7, M9). */
function changeServices(
  agency: Agency,
  { data, actor, issuedAt }: Of<'ChangeServices'>,
  context: DecisionContext,
): AgencyDecision {
  if (!actsFor(actor, agency.creditCode)) return foreign(agency.creditCode);
  const wanted = [...new Set(data.services)].toSorted();
  const services = wanted.filter((service) => agency.services.includes(service));
  const added = wanted.filter((service) => !agency.services.includes(service));
  if (wanted.length === 0)
    return reject(
      'NoServiceLeft',
      'An agency without any service has no place in the market; ask to be delisted.',
      'M7',
    );
  if (added.length > 0)
    return accept({
      type: 'AgencyServicesApplied',
      data: {
        services,
        added,
        appliedAt: issuedAt,
        clocks: [formCheck(agency, issuedAt, context, agency.thresholds)],
      },
    });
  if (services.length === agency.services.length)
    return reject('NothingChanged', `${agency.name} is already listed for just these services.`);
  return accept({ type: 'AgencyServicesChanged', data: { services, changedAt: issuedAt } });
}

function changeOwnership(agency: Agency, { data, actor, issuedAt }: Of<'ChangeOwnership'>): AgencyDecision {
  if (!actsFor(actor, agency.creditCode)) return foreign(agency.creditCode);
  return (
    ownershipFault(data.owners) ??
    accept({ type: 'AgencyOwnershipChanged', data: { owners: data.owners, changedAt: issuedAt } })
  );
}

/** Nobody can be held by more than a hundred percent: such a declaration would hide a path (S10). */
function ownershipFault(owners: readonly OwnershipEdge[]): AgencyDecision | undefined {
  const totals = [...Map.groupBy(owners, ({ held }) => held)].map(([held, edges]) => ({
    held,
    total: edges.reduce((sum, { percent }) => sum + Math.round(percent * 100), 0),
  }));
  const over = totals.find(({ total }) => total > 10_000);
  return (
    over &&
    reject(
      'OwnershipInvalid',
      `The shares in ${over.held} add up to ${over.total / 100} %; at most 100.`,
      'S10',
    )
  );
}

function formCheck(
  {
    creditCode,
    name,
    operator,
    formCheckDays,
  }: Pick<Agency, 'creditCode' | 'name' | 'operator' | 'formCheckDays'>,
  startedAt: Instant,
  { calendar }: DecisionContext,
  thresholds: Agency['thresholds'],
): ClockFact {
  return openClock(calendar, {
    id: `agency/${creditCode}/check/${startedAt}`,
    kind: 'MARKET',
    title: `Form check of ${name} 入驻形式审查`,
    charged: operator,
    project: null,
    node: null,
    terms: {
      promised: { days: formCheckDays, unit: 'workingDay' },
      statutory: null,
      pausePolicy: 'exclude',
      thresholds,
      closesAt: null,
      rules: ['M9', 'T2'],
    },
    startedAt,
  });
}

const closed = (agency: Agency, at: Instant) => closeAll(agency.clocks, at);

/** An agency speaks for itself only. */
const actsFor = (actor: Actor, organization: string) =>
  actor.role === 'system' || actedFor(actor) === organization;
const foreign = (creditCode: string) =>
  reject('Forbidden', `Only the agency ${creditCode} itself may do this; use a token of that organisation.`);
