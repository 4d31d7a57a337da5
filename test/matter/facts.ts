import { atTime } from '../../domain/calendar/day.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { matterSlice } from '../../domain/matter/slice.ts';
import { termsOf } from '../nodeTerms.ts';
import { actor, specify } from '../specification.ts';

export const given = specify(matterSlice);
export const at = (day: string, time = '09:00') => atTime(day, time);
export const sha256 = 'a'.repeat(64);

export const intakeClerk = actor('intake', '11532390MB0A00106L', 'clerk');
export const officer = actor('officer', '11532390MB0A001015', 'officer');

export const handedIn = (terms: NodeTerms, ...missing: string[]) => ({
  materials: terms.materials.filter(({ key }) => !missing.includes(key)).map(({ key }) => ({ key, sha256 })),
});

/** The facts to which commands of the handled kind lead, one after the other, each decided by the slice itself. */
export function story(terms: NodeTerms, ...commands: readonly [string, object, string, typeof officer?][]) {
  const facts = [{ type: 'MatterOpened', data: { terms, openedAt: at('2026-03-02') } }];
  for (const [type, data, issuedAt, who = intakeClerk] of commands) {
    const { events, decision } = given(...facts).when({ type, data, issuedAt, actor: who });
    if (decision.kind === 'rejected')
      throw new Error(`${type}: ${decision.rejection.code} ${decision.rejection.message}`);
    facts.push(...(events as typeof facts));
  }
  return facts;
}

export const G05 = termsOf('G05');
export const accepted = (terms: NodeTerms, on = '2026-03-23') =>
  story(terms, ['ReceiveAndAcceptMatter', handedIn(terms), at(on)]);
