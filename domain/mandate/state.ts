import type { Instant } from '../kernel/instant.ts';
import type { MandateEvent } from './events.ts';

type Granted = Extract<MandateEvent, { type: 'AuthorityGranted' }>['data'];

/** What was granted last, and whether it was taken back. */
export interface Mandate extends Granted {
  readonly revokedAt: Instant | null;
}

/** Undefined before anything is granted. */
export type MandateData = Mandate | undefined;

export function evolve(data: MandateData, event: MandateEvent): MandateData {
  if (event.type === 'AuthorityGranted') return { ...event.data, revokedAt: null };
  if (data === undefined) throw new Error('Unreachable: only what was granted is taken back.');
  return { ...data, revokedAt: event.data.revokedAt };
}

/** Where a mandate stands. */
export type MandateStatus = 'IN_FORCE' | 'NOT_YET' | 'EXPIRED' | 'REVOKED';

/** Where a mandate stands at an instant: by what was said, whether or not anybody has looked since. */
export function statusAt(
  { revokedAt, validFrom, validUntil }: Pick<Mandate, 'revokedAt' | 'validFrom' | 'validUntil'>,
  at: Instant,
): MandateStatus {
  if (revokedAt !== null) return 'REVOKED';
  if (at >= validUntil) return 'EXPIRED';
  return at < validFrom ? 'NOT_YET' : 'IN_FORCE';
}
