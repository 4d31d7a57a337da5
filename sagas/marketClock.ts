import * as z from 'zod';
import { clockFactsIn } from '../domain/clock/facts.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import { JobEvent } from '../domain/tender/events.ts';
import { rederiving } from './rederivation.ts';
import type { Effect, Saga } from './saga.ts';

/** The next thing that happens by itself in a job or an engagement. */
interface Pending {
  readonly stream: string;
  readonly type: string;
  readonly at: string;
}

const STREAM = /^(job|engagement)-(.+)$/;
const Confirmation = z.string().regex(/\/confirmation(\/|$)/);

/**
 * 市场时钟: what time does to a job: the notice closes (S5, S7), a withheld reveal voids the draw, undisputed publicity
 * ends (S12), and silence confirms a delivery (S25). A holiday notice moves an opening and the end of a publicity.
 */
export const marketClock: Saga<Pending> = {
  name: 'market-clock',
  version: 1,
  instancesOf: (fact) => {
    if (fact.event.type === 'HolidayNoticeImported') return '*';
    return STREAM.test(fact.stream) ? [fact.stream] : [];
  },
  evolve: (state, fact) => {
    if (fact.event.type === 'HolidayNoticeImported') return state;
    return fact.stream.startsWith('job-') ? inJob(state, fact) : inEngagement(state, fact);
  },
  react: (state, fact) =>
    fact.event.type === 'HolidayNoticeImported' &&
    (state?.type === 'CloseBidding' || state?.type === 'ConfirmAward')
      ? [rederiving(addressOf(state.stream), state.stream, fact)]
      : [],
  wakeUps: ({ type, stream, at }) => [{ key: `${type}|${stream}|${at}`, at }],
  wake: ({ stream, type }, { key }) => {
    return [{ ...addressOf(stream), commandId: key, type, input: {} }];
  },
};

const addressOf = (stream: string): Pick<Effect, 'slice' | 'key'> => {
  const [, slice = '', job = ''] = STREAM.exec(stream) ?? [];
  return { slice, key: { job } };
};

function inJob(state: Pending | undefined, { stream, event }: Recorded): Pending | undefined {
  const fact = JobEvent.parse(event);
  switch (fact.type) {
    case 'JobPublished':
    case 'NoticeExtended':
      return { stream, type: 'CloseBidding', at: fact.data.opensAt };
    case 'DrawAnnounced':
      return { stream, type: 'VoidDraw', at: fact.data.statement.revealBy };
    case 'WinnerSelected':
    case 'SubstituteCalled':
    case 'PublicityResumed':
      return { stream, type: 'ConfirmAward', at: fact.data.publicityEndsAt };
    case 'DeadlineRederived': {
      const { opensAt, publicityEndsAt } = fact.data;
      if (state?.type === 'CloseBidding' && opensAt !== undefined) return { ...state, at: opensAt.after };
      return state?.type === 'ConfirmAward' && publicityEndsAt !== undefined
        ? { ...state, at: publicityEndsAt.after }
        : state;
    }
    // An objection suspends the next step until it is answered (S26).
    case 'ObjectionRaised':
    case 'BidsOpened':
    case 'PoolFixed':
    case 'DrawConcluded':
    case 'DrawVoided':
    case 'AwardConfirmed':
    case 'WinnerGaveUp':
    case 'JobLapsed':
    case 'JobTerminated':
    case 'JobAnnulled':
      return undefined;
    default:
      return state;
  }
}

function inEngagement(state: Pending | undefined, fact: Recorded): Pending | undefined {
  return clockFactsIn(fact.event.data).reduce<Pending | undefined>((pending, change) => {
    if (!Confirmation.safeParse(change.id).success) return pending;
    if (change.op === 'closed') return undefined;
    const at = change.due.dueAt;
    return at === null ? undefined : { stream: fact.stream, type: 'DeemDeliveryConfirmed', at };
  }, state);
}
