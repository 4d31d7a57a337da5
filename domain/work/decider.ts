import { endedDayOf } from '../calendar/day.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { applyClockFacts, type ClockBook, openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, nodeDeadlineId, rederiveAll } from '../clock/nodeClock.ts';
import { accept, type Decider, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { WorkCommand } from './commands.ts';
import type { WorkEvent } from './events.ts';

export interface Work {
  readonly terms: NodeTerms;
  readonly clocks: ClockBook;
}

export const workOutcomes = {
  OpenWork: [['WorkOpened']],
  CompleteWork: [['WorkCompleted']],
  WithdrawWork: [['WorkWithdrawn']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const satisfies Outcomes<WorkCommand['type'], WorkEvent['type']>;

export const workDecider: Decider<Work | undefined, WorkCommand, WorkEvent, DecisionContext> = {
  initialState: undefined,
  decide(state, command, { calendar }) {
    const { issuedAt } = command;
    if (command.type === 'OpenWork') {
      const { terms } = command.data;
      return accept({
        type: 'WorkOpened',
        data: {
          terms,
          openedAt: issuedAt,
          clocks: plannedClock(calendar, terms, command.data.since ?? issuedAt),
        },
      });
    }
    const { clocks } = begun(state);
    switch (command.type) {
      case 'CompleteWork': {
        const endedAt = command.data.at ?? issuedAt;
        return accept({
          type: 'WorkCompleted',
          data: {
            evidence: command.data.evidence,
            note: command.data.note ?? null,
            outcome: 'approved',
            endedAt,
            clocks: closeAll(clocks, endedAt),
          },
        });
      }
      case 'WithdrawWork':
        return accept({
          type: 'WorkWithdrawn',
          data: {
            ...command.data,
            outcome: 'withdrawn',
            endedAt: issuedAt,
            clocks: closeAll(clocks, issuedAt),
          },
        });
      case 'RederiveDeadlines': {
        const moved = rederiveAll(calendar, clocks, command.data.notice);
        return moved.length === 0
          ? reject('NothingMoved', `${command.data.notice} moves no running limit here.`, 'T1')
          : accept({ type: 'DeadlineRederived', data: { ...command.data, clocks: moved } });
      }
    }
  },
  evolve: (state, event) =>
    event.type === 'WorkOpened'
      ? { terms: event.data.terms, clocks: applyClockFacts(new Map(), event.data.clocks) }
      : { ...begun(state), clocks: applyClockFacts(begun(state).clocks, event.data.clocks) },
};

/** Planned days are a limit of the market kind, charged to whoever the node belongs to; without days no clock runs. */
const plannedClock = (
  calendar: DecisionContext['calendar'],
  terms: NodeTerms,
  startedAt: Instant,
): ClockFact[] =>
  terms.plannedDays === null || terms.plannedDays === 0
    ? []
    : [
        openClock(calendar, {
          id: nodeDeadlineId(terms),
          kind: 'MARKET',
          title: terms.title,
          charged: terms.authority,
          project: terms.project,
          node: terms.key,
          terms: {
            promised: { days: terms.plannedDays, unit: 'workingDay' },
            statutory: null,
            pausePolicy: terms.pausePolicy,
            thresholds: terms.thresholds,
            closesAt: terms.closesAt,
            rules: terms.rules,
          },
          startedAt,
          // What happened by itself at 24:00 belongs to the day that ended then, and so does what it opened.
          startDay: endedDayOf(startedAt),
        }),
      ];

function begun(state: Work | undefined): Work {
  if (state === undefined) throw new Error('Unreachable: work beyond its opening without terms.');
  return state;
}
