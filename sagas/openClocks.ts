import { type ClockFact, clockFactsIn, type Due } from '../domain/clock/facts.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';

/** A clock that runs, as far as sagas care. */
export interface OpenClock {
  readonly id: string;
  readonly kind: Extract<ClockFact, { op: 'opened' }>['kind'];
  readonly charged: string;
  readonly project: string | null;
  readonly node: string | null;
  readonly due: Due;
  /** Where it is paused: 24:00 of the cap's last day, if there is a cap. */
  readonly capAt: string | null;
}

export interface OpenClocks {
  readonly stream: string;
  readonly clocks: readonly OpenClock[];
}

/** The clocks of one stream that still run after a fact; `undefined` when none does. */
export function evolveOpenClocks(state: OpenClocks | undefined, fact: Recorded): OpenClocks | undefined {
  const clocks = clockFactsIn(fact.event.data).reduce(apply, state?.clocks ?? []);
  return clocks.length === 0 ? undefined : { stream: fact.stream, clocks };
}

function apply(clocks: readonly OpenClock[], change: ClockFact): readonly OpenClock[] {
  switch (change.op) {
    case 'opened': {
      const { id, kind, charged, project, node, due } = change;
      return [...clocks, { id, kind, charged, project, node, due, capAt: null }];
    }
    case 'closed':
      return clocks.filter(({ id }) => id !== change.id);
    case 'paused':
      return clocks.map((clock) =>
        clock.id === change.id ? { ...clock, due: change.due, capAt: change.capAt } : clock,
      );
    case 'resumed':
      return clocks.map((clock) =>
        clock.id === change.id ? { ...clock, due: change.due, capAt: null } : clock,
      );
    case 'extended':
    case 'rederived':
      return clocks.map((clock) => (clock.id === change.id ? { ...clock, due: change.due } : clock));
  }
}
