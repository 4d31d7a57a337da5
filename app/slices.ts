import { acceptanceSlice } from '../domain/acceptance/slice.ts';
import { agencySlice } from '../domain/agency/slice.ts';
import { calendarSlice } from '../domain/calendar/slice.ts';
import type { DecisionContext } from '../domain/clock/context.ts';
import { demonstrationSlice } from '../domain/demonstration/slice.ts';
import { drawingsSlice } from '../domain/drawings/slice.ts';
import { engagementSlice } from '../domain/engagement/slice.ts';
import type { Slice } from '../domain/kernel/slice.ts';
import { mandateSlice } from '../domain/mandate/slice.ts';
import { matterSlice } from '../domain/matter/slice.ts';
import { projectSlice } from '../domain/project/slice.ts';
import { reviewSlice } from '../domain/review/slice.ts';
import { sessionSlice } from '../domain/session/slice.ts';
import { alertSlice } from '../domain/supervision/slice.ts';
import { surveySlice } from '../domain/survey/slice.ts';
import { tenderSlice } from '../domain/tender/slice.ts';
import { workSlice } from '../domain/work/slice.ts';

export type AnySlice = Slice<unknown, DecisionContext>;

/** Every kind of stream that there is. */
export const slices: readonly AnySlice[] = [
  calendarSlice,
  projectSlice,
  matterSlice,
  surveySlice,
  reviewSlice,
  drawingsSlice,
  acceptanceSlice,
  workSlice,
  agencySlice,
  tenderSlice,
  engagementSlice,
  alertSlice,
  mandateSlice,
  sessionSlice,
  demonstrationSlice,
] as readonly unknown[] as readonly AnySlice[];

export const sliceByName: ReadonlyMap<string, AnySlice> = new Map(slices.map((slice) => [slice.name, slice]));

/** The slice that a stream belongs to: the part of its name before the first dash. */
export function sliceOfStream(stream: string): AnySlice | undefined {
  return sliceByName.get(stream.slice(0, stream.indexOf('-')));
}
