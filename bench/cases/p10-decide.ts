import { createActor, initialTransition, transition } from 'xstate';
import { nodeDigest } from '../../app/digest.ts';
import { announced } from '../../domain/calendar/calendar.ts';
import { systemActor } from '../../domain/kernel/actor.ts';
import type { DomainEvent } from '../../domain/kernel/recorded.ts';
import { makeCommand } from '../../domain/kernel/slice.ts';
import type { SupervisionEvent } from '../../domain/supervision/events.ts';
import { alertMachine } from '../../domain/supervision/lifecycle.ts';
import { alertSlice } from '../../domain/supervision/slice.ts';
import { type Case, ratePerCpu, sink } from '../harness.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const BATCH = 500;
const context = { calendar: announced, digest: nodeDigest };
const seen = makeCommand('MarkAlertSeen', { note: '已电话提醒承办科室。' }, NOW, systemActor('bench'));

const raised: SupervisionEvent = {
  type: 'ViolationRaised',
  data: {
    alert: 'alert/bench/1',
    rule: 'T3',
    text: '逾期未一次性告知补正。',
    charged: '11532390MB0A001015',
    project: null,
    node: null,
    raisedAt: NOW,
  },
};
const noted: SupervisionEvent = {
  type: 'AlertSeen',
  data: { alert: 'alert/bench/1', by: 'supervisor-1', note: '已电话提醒承办科室。', seenAt: NOW },
};
const history: readonly SupervisionEvent[] = [raised, ...Array.from({ length: 19 }, () => noted)];

/** XState with what it needs made once: it is asked for the next snapshot and nothing else. */
function sharedScope() {
  const self = createActor(alertMachine);
  const nothing = () => {};
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    defer: nothing,
    logger: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  };
}

/** What somebody would write by hand who trusts himself. */
const byHand = (stage: string, { type }: DomainEvent): string =>
  type === 'ViolationRaised' ? 'violated' : type === 'AlertSeen' ? stage : 'raised';

const times = (milliseconds: number, work: () => unknown) => () =>
  ratePerCpu(milliseconds, () => {
    for (let count = 0; count < BATCH; count += 1) sink.value = work();
    return BATCH;
  });

/** P10: one decision on a state that is at hand, and a history folded. */
export const decideCase: Case = {
  goals: ['P10'],
  async open({ milliseconds }) {
    const standing = alertSlice.evolve(alertSlice.initialState, raised);
    const decide = () => {
      const decision = alertSlice.decide(standing, seen, context);
      if (decision.kind !== 'accepted') throw new Error('Refused.');
      return decision.events.reduce(alertSlice.evolve, standing);
    };
    const scope = sharedScope();
    const [initial] = initialTransition(alertMachine);
    const first = alertMachine.transition(initial, raised, scope);
    const fold = (parse: boolean) => () =>
      history.reduce<typeof alertSlice.initialState>(
        (state, event) =>
          alertSlice.evolve(state, parse ? alertSlice.parse(event.type, event.data, 1) : event),
        alertSlice.initialState,
      );
    return {
      comparisons: [
        {
          goal: 'P10',
          title: 'Decision on cached state: lifecycle, rules, outcome checked, new state',
          unit: 'decisions per CPU s',
          better: 'more',
          ours: { name: 'ours: decide and evolve', run: times(milliseconds, decide) },
          limit: {
            name: 'limit: machine.transition of XState with a shared scope, no rules',
            run: times(milliseconds, () => alertMachine.transition(first, noted, scope)),
          },
          others: [
            {
              name: 'XState, public transition()',
              run: times(milliseconds, () => transition(alertMachine, first, noted)),
            },
            {
              name: 'a reducer by hand, no rules',
              run: times(milliseconds, () => byHand('violated', noted)),
            },
          ],
          target: { kind: 'share', of: 0.9, stretch: 20 },
        },
        {
          goal: 'P10',
          title: `Fold a history of ${history.length} facts`,
          unit: 'histories per CPU s',
          better: 'more',
          ours: { name: 'ours: evolve', run: times(milliseconds, fold(false)) },
          limit: {
            name: 'limit: machine.transition of XState with a shared scope',
            run: times(milliseconds, () =>
              history.reduce((snapshot, event) => alertMachine.transition(snapshot, event, scope), initial),
            ),
          },
          others: [
            { name: 'ours, each fact parsed by its schema first', run: times(milliseconds, fold(true)) },
            {
              name: 'a reducer by hand',
              run: times(milliseconds, () => history.reduce<string>(byHand, 'silent')),
            },
          ],
          target: { kind: 'share', of: 0.9, stretch: 20 },
        },
      ],
      close: async () => {},
    };
  },
};
