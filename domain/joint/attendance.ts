import * as z from 'zod';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { CreditCode } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { unitsOf } from './joint.ts';
import type { DeemedOpinion } from './opinion.ts';

/** How a unit was there 出席情况. */
export const Presence = z.enum(['present', 'late', 'leftEarly', 'absent']);
export type Presence = z.infer<typeof Presence>;

export const unitField = CreditCode.describe('Credit code of the participating unit.');

interface Attended {
  readonly unit: string;
  readonly presence: Presence;
}

/** The record says of each participating unit how it was there, and of nobody else. */
export function attendanceIncomplete(
  terms: NodeTerms,
  attendance: readonly Attended[],
): Decision<never> | undefined {
  const units = unitsOf(terms);
  const named = attendance.map(({ unit }) => unit);
  const missing = units.filter((unit) => !named.includes(unit));
  const strange = named.filter((unit, index) => !units.includes(unit) || named.indexOf(unit) !== index);
  return missing.length + strange.length === 0
    ? undefined
    : reject(
        'AttendanceIncomplete',
        `Say of each of ${units.join(', ')} once how it was there; missing: ${missing.join(', ') || 'none'}, wrong: ${strange.join(', ') || 'none'}.`,
      );
}

/** 缺席默认 (J1, Q5): whoever was not there is taken to agree, where the policy of the node says so. */
export const deemedAbsent = (
  terms: NodeTerms,
  attendance: readonly Attended[],
  at: Instant,
): DeemedOpinion[] =>
  terms.tacit.absent === 'none'
    ? []
    : terms.participants
        .filter(({ unit }) => attendance.some((each) => each.unit === unit && each.presence === 'absent'))
        .map(({ unit, discipline }) => ({ unit, discipline, because: 'absent', at }));
