import { reject } from '../kernel/decider.ts';
import type { Upcaster } from '../kernel/slice.ts';
import { Days } from './terms.ts';

/**
 * 所需时间: how many working days a special procedure is estimated to take, as the written notice tells the applicant
 * (许可法 45, T10). Null where the notice gives none in figures, as in every fact of the first version.
 */
export const EstimatedDays = Days.nullable();

/** The same in a command: who does not know the field leaves it out, and a command given before is still the same. */
export const estimatedDays = Days.nullish().describe(
  'Working days that the procedure is estimated to take, as the notice says; not more than its cap (T10).',
);

/** `SpecialProcedureStarted`, version 1 to 2: the estimate stood in the text of the notice alone. */
export const withoutEstimate: Upcaster = (data) => ({ ...(data as object), estimatedDays: null });

/** Nobody is told a time that the law does not leave out. */
export const beyondCap = (
  estimate: number | null | undefined,
  { title, cap }: { readonly title: string; readonly cap: number | null },
) =>
  estimate != null && cap !== null && estimate > cap
    ? reject('EstimateBeyondCap', `«${title}» may last ${cap} working days; ${estimate} are too many.`, 'T10')
    : undefined;
