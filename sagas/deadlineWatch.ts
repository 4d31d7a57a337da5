import { clockFactsIn } from '../domain/clock/facts.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import { alertIdOf } from '../domain/supervision/decider.ts';
import { type AlertLevel, SupervisionEvent } from '../domain/supervision/events.ts';
import { evolveOpenClocks, type OpenClock, type OpenClocks } from './openClocks.ts';
import type { Effect, Saga, WakeUp } from './saga.ts';

interface Watch {
  readonly open: OpenClocks;
  /** Which levels stand raised, by deadline, and the instant that each was raised for. */
  readonly raised: Readonly<Record<string, Partial<Record<AlertLevel, Instant>>>>;
  /** How often an alert on a deadline was taken back: a due date may move away and come back to where it was. */
  readonly withdrawals: Readonly<Record<string, number>>;
}

const LEVELS = [
  ['AMBER', 'amberAt'],
  ['RED', 'redAt'],
  ['PURPLE', 'purpleAt'],
] as const;

/**
 * 时限监察: records when a deadline reaches amber, red and purple, each once, with the instant of reaching it and never
 * that of catching up (K2, K3); and takes it back on the record where the due date moved away.
 */
export const deadlineWatch: Saga<Watch> = {
  name: 'deadline-watch',
  version: 2,

  instancesOf: (fact) => {
    if (fact.stream.startsWith('alert-')) {
      const said = saidOf(fact);
      return said === undefined ? [] : [said.data.stream];
    }
    return clockFactsIn(fact.event.data).length > 0 ? [fact.stream] : [];
  },

  evolve: (state, fact) => {
    const said = fact.stream.startsWith('alert-') ? saidOf(fact) : undefined;
    if (said !== undefined) {
      if (state === undefined) return undefined;
      const { deadline, level } = said.data;
      const { [level]: _, ...others } = state.raised[deadline] ?? {};
      const levels = said.type === 'AlertRaised' ? { ...others, [level]: said.data.raisedAt } : others;
      const times = timesIn(state, deadline) + (said.type === 'AlertWithdrawn' ? 1 : 0);
      return {
        ...state,
        raised: { ...state.raised, [deadline]: levels },
        withdrawals: times === 0 ? state.withdrawals : { ...state.withdrawals, [deadline]: times },
      };
    }
    const open = evolveOpenClocks(state?.open, fact);
    if (open === undefined) return undefined;
    const kept = open.clocks.map(({ id }) => [id, state?.raised[id] ?? {}] as const);
    return { open, raised: Object.fromEntries(kept), withdrawals: state?.withdrawals ?? {} };
  },

  react: (state, fact, before) => {
    if (fact.stream.startsWith('alert-')) return [];
    return clockFactsIn(fact.event.data).flatMap((change) => {
      const was = before?.open.clocks.find(({ id }) => id === change.id);
      const raised = before?.raised[change.id] ?? {};
      if (was === undefined) return [];
      // A decision may come in before the wake-up for a level that was reached: the level is raised all the same.
      if (change.op === 'closed')
        return LEVELS.flatMap(([level, field]) => {
          const at = was.due[field];
          return at !== null && at <= change.at && raised[level] === undefined
            ? [raise(fact.stream, was, level, at, timesIn(before, change.id))]
            : [];
        });
      const now = state?.open.clocks.find(({ id }) => id === change.id);
      return LEVELS.flatMap(([level, field]) => {
        const at = raised[level];
        return at === undefined || now === undefined || now.due[field] === at
          ? []
          : [withdraw(fact, was, level, at, reasonOf(change.op, now.due[field]))];
      });
    });
  },

  wakeUps: ({ open, raised }) =>
    open.clocks.flatMap(({ id, due }) =>
      LEVELS.flatMap(([level, field]): WakeUp[] => {
        const at = due[field];
        return at === null || raised[id]?.[level] !== undefined ? [] : [{ key: `${level}|${id}|${at}`, at }];
      }),
    ),

  wake: (state, { key, at }) => {
    const { open } = state;
    const [level, id] = key.split('|');
    const clock = open.clocks.find((candidate) => candidate.id === id);
    return clock === undefined
      ? []
      : [raise(open.stream, clock, level as AlertLevel, at, timesIn(state, clock.id))];
  },
};

const timesIn = (state: Watch | undefined, deadline: string): number => state?.withdrawals[deadline] ?? 0;

const reasonOf = (op: string, at: Instant | null) =>
  `The clock was ${op}; the level now holds from ${at ?? 'an instant that is open'}.`;

function saidOf({ event }: Recorded) {
  if (event.type !== 'AlertRaised' && event.type !== 'AlertWithdrawn') return undefined;
  const said = SupervisionEvent.parse(event);
  return said.type === 'AlertRaised' || said.type === 'AlertWithdrawn' ? said : undefined;
}

/** What was taken back and is reached again at the same instant is another effect. */
const raise = (
  stream: string,
  clock: OpenClock,
  level: AlertLevel,
  raisedAt: Instant,
  withdrawals: number,
): Effect => ({
  commandId: `raise|${level}|${clock.id}|${raisedAt}${withdrawals === 0 ? '' : `|${withdrawals}`}`,
  slice: 'alert',
  key: { alert: alertIdOf(clock.id) },
  type: 'RaiseAlert',
  input: {
    deadline: clock.id,
    stream,
    kind: clock.kind,
    level,
    raisedAt,
    dueOn: clock.due.dueOn,
    dueAt: clock.due.dueAt,
    charged: clock.charged,
    project: clock.project,
    node: clock.node,
  },
});

const withdraw = (
  { stream, revision }: Recorded,
  clock: OpenClock,
  level: AlertLevel,
  at: Instant,
  reason: string,
): Effect => ({
  commandId: `withdraw|${level}|${clock.id}|${at}|${revision}`,
  slice: 'alert',
  key: { alert: alertIdOf(clock.id) },
  type: 'WithdrawAlert',
  input: { deadline: clock.id, stream, level, reason },
});
