import type { DecisionContext } from '../clock/context.ts';
import { accept, type Decider, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { SupervisionCommand } from './commands.ts';
import type { AlertLevel, SupervisionEvent } from './events.ts';

/** What is raised now, by level, and since when. */
export interface Alert {
  readonly id: string;
  readonly raised: ReadonlyMap<AlertLevel, Instant>;
}

export const supervisionOutcomes = {
  RaiseAlert: [['AlertRaised']],
  WithdrawAlert: [['AlertWithdrawn']],
  RaiseViolation: [['ViolationRaised']],
  MarkAlertSeen: [['AlertSeen']],
} as const satisfies Outcomes<SupervisionCommand['type'], SupervisionEvent['type']>;

/** One alert for each deadline: its id is made from the deadline's. */
export const alertIdOf = (deadline: string) => `alert/${deadline}`;

export const alertDecider: Decider<Alert, SupervisionCommand, SupervisionEvent, DecisionContext> = {
  initialState: { id: '', raised: new Map() },
  decide({ id, raised }, { type, data, issuedAt, actor }) {
    switch (type) {
      case 'RaiseAlert':
        return raised.has(data.level)
          ? reject('AlreadyRaised', `${data.level} was raised at ${raised.get(data.level)}.`, 'K2')
          : accept({ type: 'AlertRaised', data: { ...data, alert: alertIdOf(data.deadline) } });
      case 'WithdrawAlert':
        return raised.has(data.level)
          ? accept({ type: 'AlertWithdrawn', data: { ...data, alert: id, withdrawnAt: issuedAt } })
          : reject('NotRaised', `${data.level} is not raised.`, 'K2');
      case 'RaiseViolation':
        return accept({ type: 'ViolationRaised', data });
      case 'MarkAlertSeen':
        return accept({
          type: 'AlertSeen',
          data: { alert: id, by: actor.subject, note: data.note ?? null, seenAt: issuedAt },
        });
    }
  },
  evolve(state, event) {
    const { id, raised } = { ...state, id: event.data.alert };
    switch (event.type) {
      case 'AlertRaised':
        return { id, raised: new Map(raised).set(event.data.level, event.data.raisedAt) };
      case 'AlertWithdrawn':
        return { id, raised: new Map([...raised].filter(([level]) => level !== event.data.level)) };
      default:
        return { id, raised };
    }
  },
};
