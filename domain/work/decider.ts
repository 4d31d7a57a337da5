import { endedDayOf } from '../calendar/day.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { applyClockFacts, type ClockBook, openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, nodeDeadlineId, rederiveAll } from '../clock/nodeClock.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { WorkCommand } from './commands.ts';
import type { WorkEvent } from './events.ts';

export interface Work {
  readonly terms: NodeTerms;
  readonly clocks: ClockBook;
  /** The open job that buys what the node asks for; undefined where none does. */
  readonly job?: string | undefined;
}

export const workOutcomes = {
  OpenWork: [['WorkOpened']],
  CompleteWork: [['WorkCompleted']],
  NotePurchase: [['PurchaseAnnounced'], ['PurchaseDoubled']],
  NotePurchaseEnd: [['PurchaseEnded']],
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
    const { clocks, job } = begun(state);
    switch (command.type) {
      case 'NotePurchase':
        return notePurchase(job, command);
      case 'NotePurchaseEnd':
        return job === command.data.job
          ? accept({ type: 'PurchaseEnded', data: { ...command.data, notedAt: issuedAt } })
          : reject('NoSuchPurchase', `${command.data.job} is not the open job of this node.`, 'M16');
      case 'CompleteWork': {
        const byHand = purchaseRunning(job, command);
        if (byHand !== undefined) return byHand;
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
        return (
          purchaseRunning(job, command) ??
          accept({
            type: 'WorkWithdrawn',
            data: {
              ...command.data,
              outcome: 'withdrawn',
              endedAt: issuedAt,
              clocks: closeAll(clocks, issuedAt),
            },
          })
        );
      case 'RederiveDeadlines': {
        const moved = rederiveAll(calendar, clocks, command.data.notice);
        return moved.length === 0
          ? reject('NothingMoved', `${command.data.notice} moves no running limit here.`, 'T1')
          : accept({ type: 'DeadlineRederived', data: { ...command.data, clocks: moved } });
      }
    }
  },
  evolve(state, event) {
    if (event.type === 'WorkOpened')
      return { terms: event.data.terms, clocks: applyClockFacts(new Map(), event.data.clocks) };
    const work = begun(state);
    switch (event.type) {
      case 'PurchaseAnnounced':
        return { ...work, job: event.data.job };
      case 'PurchaseDoubled':
        return work;
      case 'PurchaseEnded':
        return { ...work, job: undefined };
      default:
        return { ...work, clocks: applyClockFacts(work.clocks, event.data.clocks) };
    }
  },
};

/** Two jobs may meet at one node where they are published in the same moment: the later one is annulled (S11). */
function notePurchase(
  open: string | undefined,
  { data: { job }, issuedAt: notedAt }: Extract<WorkCommand, { type: 'NotePurchase' }>,
): Decision<WorkEvent> {
  if (open === undefined) return accept({ type: 'PurchaseAnnounced', data: { job, notedAt } });
  return open === job
    ? reject('AlreadyNoted', `${job} is known to be the job of this node.`, 'M16')
    : accept({ type: 'PurchaseDoubled', data: { job, open, notedAt } });
}

/** While a job is open, the market alone says when its node is done: with the contract (M16). */
const purchaseRunning = (
  job: string | undefined,
  { actor }: Pick<WorkCommand, 'actor'>,
): Decision<never> | undefined =>
  job === undefined || actor.role === 'system'
    ? undefined
    : reject(
        'PurchaseRunning',
        `Job ${job} buys this in the market, and its contract completes the node; terminate the job first to do otherwise.`,
        'M16',
      );

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
