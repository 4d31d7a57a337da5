import * as z from 'zod';

/** An instant in UTC with milliseconds. The fixed width makes `<` on the strings the order in time. */
export const Instant = z.iso
  .datetime({
    precision: 3,
    error: 'An instant is written in UTC with milliseconds: 2026-03-02T09:00:00.000Z.',
  })
  .meta({ scalar: 'Instant' });
export type Instant = z.infer<typeof Instant>;

/** A legal day 日 in Asia/Shanghai, `YYYY-MM-DD`, whatever the zone of the machine. `<` is the order in time. */
export const LegalDay = z.iso
  .date({ error: 'A legal day is written YYYY-MM-DD and exists in the calendar.' })
  .meta({ scalar: 'Date' });
export type LegalDay = z.infer<typeof LegalDay>;

/** The later of two instants: time never runs backwards within a stream. */
export const later = (a: Instant, b: Instant): Instant => (a < b ? b : a);
