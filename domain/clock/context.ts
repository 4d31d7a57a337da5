import type { Calendar } from '../calendar/calendar.ts';
import type { Digest } from '../kernel/digest.ts';

/** What the law needs beside the stream: today's working-day calendar and the digest port. */
export interface DecisionContext {
  readonly calendar: Calendar;
  readonly digest: Digest;
}
