import { type ClockFact, clockFactsIn } from '../domain/clock/facts.ts';
import { addressOf, noticeNameOf } from './rederivation.ts';
import { dataOf, type Saga } from './saga.ts';

/** The notices that were recorded so far; how many they are is the version of the calendar. */
interface Notices {
  readonly count: number;
  /** What the last one is called. */
  readonly last: string;
}

const INSTANCE = 'calendar';

/**
 * 补算: where several processes decide, one may reckon a limit with the calendar of a moment ago, after the notice was
 * recorded and all running limits were derived anew. Its fact says which calendar it used; such a limit is derived anew
 * as well.
 */
export const lateReckoning: Saga<Notices> = {
  name: 'late-reckoning',
  version: 1,
  instancesOf: ({ event }) =>
    event.type === 'HolidayNoticeImported' || reckonedIn(event.data).length > 0 ? [INSTANCE] : [],
  evolve: (state, fact) =>
    fact.event.type === 'HolidayNoticeImported'
      ? {
          count: (state?.count ?? 0) + 1,
          last: noticeNameOf(dataOf(fact)['notice'], fact.revision),
        }
      : state,
  react: (state, { stream, revision, event }) => {
    const address = addressOf(stream);
    if (state === undefined || address === undefined) return [];
    if (!reckonedIn(event.data).some((version) => version < state.count)) return [];
    return [
      {
        ...address,
        commandId: `rederive|${state.last}|${stream}|after ${revision}`,
        type: 'RederiveDeadlines',
        input: { notice: state.last },
      },
    ];
  },
};

/** The calendars with which the limits of a fact were reckoned. */
const reckonedIn = (data: unknown): readonly number[] =>
  clockFactsIn(data).flatMap((fact) => ('due' in fact ? calendarOf(fact) : []));

const calendarOf = ({ due }: Extract<ClockFact, { readonly due: unknown }>): readonly number[] => [
  due.calendarVersion,
];
