import { applyClockFacts, type ClockBook, openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, rederiveAll } from '../clock/nodeClock.ts';
import { type Actor, actedFor } from '../kernel/actor.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { EngagementCommand } from './commands.ts';
import type { EngagementEvent, ServiceContract } from './events.ts';

/** What a decision about an engagement needs to know. */
export interface Engagement {
  readonly contract: ServiceContract;
  /** How many results were handed in. */
  readonly deliveries: number;
  readonly clocks: ClockBook;
}
export type EngagementData = Engagement | undefined;

type EngagementDecision = Decision<EngagementEvent>;
type Of<Type extends EngagementCommand['type']> = Extract<EngagementCommand, { type: Type }>;

export const engagementOutcomes = {
  BeginEngagement: [['EngagementBegan']],
  DeliverResult: [['ResultDelivered']],
  ConfirmDelivery: [['DeliveryConfirmed']],
  RejectDelivery: [['DeliveryRejected']],
  DeemDeliveryConfirmed: [['DeliveryDeemedConfirmed']],
  TerminateEngagement: [['EngagementTerminated']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const satisfies Outcomes<EngagementCommand['type'], EngagementEvent['type']>;

const begun = (data: EngagementData): Engagement => {
  if (data === undefined) throw new Error('Unreachable: every stage but the first has a contract.');
  return data;
};

export const engagementDecider: Decider<EngagementData, EngagementCommand, EngagementEvent, DecisionContext> =
  {
    initialState: undefined,

    decide(data, command, context) {
      if (command.type === 'BeginEngagement') return begin(command, context);
      const engagement = begun(data);
      const at = command.issuedAt;
      switch (command.type) {
        case 'DeliverResult':
          return deliver(engagement, command, context);
        case 'ConfirmDelivery':
          return (
            answerFault(engagement, command) ??
            accept({
              type: 'DeliveryConfirmed',
              data: {
                delivery: engagement.deliveries,
                confirmedAt: at,
                clocks: closeAll(engagement.clocks, at),
              },
            })
          );
        case 'RejectDelivery':
          return rejectDelivery(engagement, command, context);
        case 'DeemDeliveryConfirmed':
          return deemConfirmed(engagement, command);
        case 'TerminateEngagement':
          return terminate(engagement, command);
        case 'RederiveDeadlines': {
          const { notice } = command.data;
          const clocks = rederiveAll(context.calendar, engagement.clocks, notice);
          return clocks.length > 0
            ? accept({ type: 'DeadlineRederived', data: { notice, clocks } })
            : reject(
                'NothingMoved',
                `The notice «${notice}» moves no open time limit of ${engagement.contract.title}.`,
              );
        }
      }
    },

    evolve(data, event) {
      if (event.type === 'EngagementBegan') {
        const { contract, clocks } = event.data;
        return { contract, deliveries: 0, clocks: applyClockFacts(new Map(), clocks) };
      }
      const engagement = begun(data);
      const clocks = applyClockFacts(engagement.clocks, event.data.clocks);
      const deliveries = event.type === 'ResultDelivered' ? event.data.delivery : engagement.deliveries;
      return { ...engagement, deliveries, clocks };
    },
  };

function begin({ data, issuedAt }: Of<'BeginEngagement'>, context: DecisionContext): EngagementDecision {
  const { contract } = data;
  const clocks = contract.days === null ? [] : [deliveryClock(context, contract, 1, contract.days, issuedAt)];
  return accept({ type: 'EngagementBegan', data: { contract, beganAt: issuedAt, clocks } });
}

/** 提交成果: ends the agency's clock and starts the buyer's (S25). */
function deliver(
  { contract, deliveries, clocks }: Engagement,
  { data, actor, issuedAt }: Of<'DeliverResult'>,
  context: DecisionContext,
): EngagementDecision {
  if (!actsFor(actor, contract.agency)) return forbidden('the agency under contract', contract.agency);
  const delivery = deliveries + 1;
  const answer = marketClock(context, contract, {
    id: confirmationId(contract, delivery),
    title: `${contract.title} · answer to delivery ${delivery} 成果确认`,
    charged: contract.buyer,
    days: contract.policy.confirmationDays,
    rules: ['S25', 'T2'],
    startedAt: issuedAt,
  });
  return accept({
    type: 'ResultDelivered',
    data: { ...data, delivery, deliveredAt: issuedAt, clocks: [...closeAll(clocks, issuedAt), answer] },
  });
}

/** Rejected work goes on against a clock of its own: the first one ended with the first delivery. */
function rejectDelivery(
  engagement: Engagement,
  command: Of<'RejectDelivery'>,
  context: DecisionContext,
): EngagementDecision {
  const fault = answerFault(engagement, command);
  if (fault !== undefined) return fault;
  const { contract, deliveries, clocks } = engagement;
  const { data, issuedAt } = command;
  const again = deliveryClock(context, contract, deliveries + 1, contract.policy.reworkDays, issuedAt);
  return accept({
    type: 'DeliveryRejected',
    data: {
      delivery: deliveries,
      reasons: data.reasons,
      rejectedAt: issuedAt,
      clocks: [...closeAll(clocks, issuedAt), again],
    },
  });
}

/** 逾期视为确认: by itself at 24:00 of the last day; late, and the buyer's (S25). */
function deemConfirmed(
  engagement: Engagement,
  { issuedAt }: Of<'DeemDeliveryConfirmed'>,
): EngagementDecision {
  const { contract, deliveries, clocks } = engagement;
  const dueAt = answerDue(engagement);
  if (dueAt === null || issuedAt < dueAt)
    return reject(
      'AnswerNotDue',
      `The buyer may answer until ${dueAt ?? 'the end of the open pause'}.`,
      'S25',
    );
  return accept({
    type: 'DeliveryDeemedConfirmed',
    data: {
      delivery: deliveries,
      confirmedAt: dueAt,
      violation: {
        rule: 'S25',
        charged: contract.buyer,
        text: `${contract.buyer} left delivery ${deliveries} of ${contract.title} without an answer until ${dueAt}; it counts as confirmed.`,
      },
      clocks: closeAll(clocks, dueAt),
    },
  });
}

function terminate(
  { contract, clocks }: Engagement,
  { data, actor, issuedAt }: Of<'TerminateEngagement'>,
): EngagementDecision {
  if (!actsFor(actor, contract.buyer)) return forbidden('the buyer', contract.buyer);
  return accept({
    type: 'EngagementTerminated',
    data: { reason: data.reason, terminatedAt: issuedAt, clocks: closeAll(clocks, issuedAt) },
  });
}

/** The buyer answers, and in time: from 24:00 of the last day on its silence has spoken. */
function answerFault(
  engagement: Engagement,
  { actor, issuedAt }: Of<'ConfirmDelivery'> | Of<'RejectDelivery'>,
): EngagementDecision | undefined {
  const { buyer } = engagement.contract;
  if (!actsFor(actor, buyer)) return forbidden('the buyer', buyer);
  const dueAt = answerDue(engagement);
  if (dueAt === null || issuedAt < dueAt) return undefined;
  return reject(
    'AnswerOver',
    `An answer was taken until ${dueAt}; silence has confirmed the delivery.`,
    'S25',
  );
}

const confirmationId = ({ job }: ServiceContract, delivery: number) => `${job}/confirmation/${delivery}`;
const answerDue = ({ contract, deliveries, clocks }: Engagement): Instant | null =>
  clocks.get(confirmationId(contract, deliveries))?.due.dueAt ?? null;

const deliveryClock = (
  context: DecisionContext,
  contract: ServiceContract,
  delivery: number,
  days: number,
  startedAt: Instant,
): ClockFact =>
  marketClock(context, contract, {
    id: `${contract.job}/delivery/${delivery}`,
    title: `${contract.title} · delivery ${delivery} 提交成果`,
    charged: contract.agency,
    days,
    rules: ['S14', 'T2'],
    startedAt,
  });

function marketClock(
  { calendar }: DecisionContext,
  { project, node, policy }: ServiceContract,
  {
    days,
    rules,
    ...clock
  }: Pick<Extract<ClockFact, { op: 'opened' }>, 'id' | 'title' | 'charged' | 'startedAt'> & {
    readonly days: number;
    readonly rules: string[];
  },
): ClockFact {
  return openClock(calendar, {
    ...clock,
    kind: 'MARKET',
    project,
    node,
    terms: {
      promised: { days, unit: 'workingDay' },
      statutory: null,
      pausePolicy: 'exclude',
      thresholds: policy.thresholds,
      closesAt: null,
      rules,
    },
  });
}

const actsFor = (actor: Actor, organization: string) =>
  actor.role === 'system' || actedFor(actor) === organization;
const forbidden = (who: string, organization: string) =>
  reject('Forbidden', `Only ${who} ${organization} may do this; use a token of that organisation.`);
