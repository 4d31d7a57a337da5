import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { applyClockFacts, type Clock, type ClockBook } from '../clock/clock.ts';
import { nodeDeadlineId } from '../clock/nodeClock.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Material, MatterEvent } from './events.ts';

/** What a decision about a matter needs to know; what people want to see is the business of `projections/`. */
export interface Matter {
  readonly terms: NodeTerms;
  readonly clocks: ClockBook;
  readonly materials: readonly Material[];
  readonly receivedAt: Instant | undefined;
  /** Who accepted it; nobody both accepts and decides. */
  readonly acceptedBy: string | undefined;
  /** What was handed in and found before the chain came to it (T17); undefined where nothing was. */
  readonly advance: Advance | undefined;
  /** How often the days to ask for corrections began to run. */
  readonly corrections: number;
}

interface Advance {
  readonly receiptNumber: string;
  readonly receivedBy: string;
  readonly ready: boolean;
}

export type MatterState = Matter | undefined;

/** The matter, once it is opened: no stage but the first is without it. */
export function opened(state: MatterState): Matter {
  if (state === undefined) throw new Error('Unreachable: a matter beyond its opening without terms.');
  return state;
}

/** The running clock of the days to ask for corrections (T3). */
export const correctionClock = (matter: Matter): Clock =>
  clockOf(matter, nodeDeadlineId(matter.terms, `correction/${matter.corrections}`));

/** The days that the applicant has to make a correction run against it under this id (T5). */
export const lapseClockId = ({ terms }: Matter): string => nodeDeadlineId(terms, 'supplement');

/** The clock of the matter's own limit. */
export const nodeClock = (matter: Matter): Clock => clockOf(matter, nodeDeadlineId(matter.terms));

function clockOf({ clocks }: Matter, id: string): Clock {
  const clock = clocks.get(id);
  if (clock === undefined) throw new Error(`Unreachable: no clock «${id}» in this stage.`);
  return clock;
}

const begun = (terms: NodeTerms): Matter => ({
  terms,
  clocks: new Map(),
  materials: [],
  receivedAt: undefined,
  acceptedBy: undefined,
  advance: undefined,
  corrections: 0,
});

export function evolveMatter(state: MatterState, event: MatterEvent): MatterState {
  if (event.type === 'MatterOpened') return state ?? begun(event.data.terms);
  if (event.type === 'MatterOpenedInAdvance') {
    const { terms, materials, receiptNumber, receivedBy } = event.data;
    return { ...begun(terms), materials, advance: { receiptNumber, receivedBy, ready: false } };
  }

  const matter = opened(state);
  if (event.type === 'PreReviewGiven') {
    const { advance } = matter;
    return { ...matter, advance: advance && { ...advance, ready: event.data.outcome === 'ready' } };
  }
  const next = { ...matter, clocks: applyClockFacts(matter.clocks, event.data.clocks) };
  switch (event.type) {
    case 'MatterReceived':
      return { ...next, materials: event.data.materials, receivedAt: event.data.receivedAt, corrections: 1 };
    case 'CorrectionSubmitted':
      return {
        ...next,
        materials: event.data.materials,
        receivedAt: event.data.submittedAt,
        corrections: matter.corrections + 1,
      };
    case 'MatterAccepted':
      return { ...next, acceptedBy: event.data.acceptedBy };
    default:
      return next;
  }
}
