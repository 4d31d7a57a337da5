import { endedDayOf } from '../calendar/day.ts';
import type { DecisionContext } from '../clock/context.ts';
import { openNodeClocks } from '../clock/nodeClock.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { MatterCommand } from './commands.ts';
import type { MatterEvent } from './events.ts';
import { handedIn } from './intake.ts';
import type { MatterState } from './state.ts';

type Of<Type extends MatterCommand['type']> = Extract<MatterCommand, { type: Type }>;
type Decided = Decision<MatterEvent>;

/** 提前收件 (T17): the terms are pinned, no limit runs. */
export function openInAdvance({ data }: Of<'OpenMatterInAdvance'>): Decided {
  const materials = handedIn(data.terms, data.materials);
  return accept({ type: 'MatterOpenedInAdvance', data: { ...data, materials } });
}

/** 提前审查 (T17): the last word of the department counts. */
export const givePreReview = ({ data, issuedAt, actor }: Of<'GivePreReview'>): Decided =>
  accept({
    type: 'PreReviewGiven',
    data: { ...data, reviewedBy: actor.subject, givenAt: issuedAt },
  });

/**
 * The chain has come to it. What was found complete and ready in advance is accepted the moment that the earlier result is
 * there, so that the department may decide it together with that one (T17); anything else is handed in as usual.
 */
export function openMatter(
  state: MatterState,
  { data: { terms, since }, issuedAt }: Of<'OpenMatter'>,
  { calendar }: DecisionContext,
): Decided {
  const opened = { type: 'MatterOpened', data: { terms, openedAt: issuedAt } } as const;
  const { advance, materials = [] } = state ?? {};
  if (advance === undefined || !advance.ready || materials.some(({ present }) => !present))
    return accept(opened);
  const acceptedAt = since ?? issuedAt;
  const { receiptNumber, receivedBy: acceptedBy } = advance;
  return accept<MatterEvent>(
    opened,
    {
      type: 'MatterReceived',
      data: { receiptNumber, materials: [...materials], receivedAt: acceptedAt, clocks: [] },
    },
    {
      type: 'MatterAccepted',
      data: {
        acceptedAt,
        acceptedBy,
        clocks: openNodeClocks(calendar, terms, acceptedAt, endedDayOf(acceptedAt)),
      },
    },
  );
}
