import type { Instant, LegalDay } from '../kernel/instant.ts';
import { CalendarError } from './error.ts';

/**
 * Legal days as whole numbers (days since 1970-01-01) and back, without any `Date`: no zone of a machine can get in.
 * Asia/Shanghai has been UTC+8 without summer time since 1992, so 24:00 of a legal day is 16:00 UTC of the same date.
 */
export const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;

/** The first and the last day that the calendar knows: nothing was announced in this form before 2004. */
export const FIRST_DAY: LegalDay = '2004-01-01';
export const LAST_DAY: LegalDay = '2099-12-31';

/** The number that the text would have if it is a date; the caller compares back. */
function parse(text: string): number {
  const digit = (at: number) => text.charCodeAt(at) - 48;
  const month = digit(5) * 10 + digit(6);
  const year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3) - (month <= 2 ? 1 : 0);
  const era = (year / 400) | 0;
  const ofEra = year - era * 400;
  const ofYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + digit(8) * 10 + digit(9) - 1;
  return era * 146_097 + ofEra * 365 + (ofEra >> 2) - ((ofEra / 100) | 0) + ofYear - 719_468;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

function format(number: number): LegalDay {
  const z = number + 719_468;
  const era = (z / 146_097) | 0;
  const ofEra = z - era * 146_097;
  const year = ((ofEra - ((ofEra / 1460) | 0) + ((ofEra / 36_524) | 0) - ((ofEra / 146_096) | 0)) / 365) | 0;
  const ofYear = ofEra - (365 * year + (year >> 2) - ((year / 100) | 0));
  const shifted = ((5 * ofYear + 2) / 153) | 0;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return `${pad(year + era * 400 + (month <= 2 ? 1 : 0), 4)}-${pad(month)}-${pad(ofYear - (((153 * shifted + 2) / 5) | 0) + 1)}`;
}

export const FIRST = parse(FIRST_DAY);
export const LAST = parse(LAST_DAY);

/** One text for each day, made once: reading a date is then a comparison, writing one a look-up. */
const texts: readonly LegalDay[] = Array.from({ length: LAST - FIRST + 1 }, (_, index) =>
  format(FIRST + index),
);

/** The day as a number; throws where it is no date, or one that the calendar does not know. */
export function dayNumber(day: LegalDay): number {
  const number = parse(day);
  if (texts[number - FIRST] !== day) throw wrongDay(day);
  return number;
}

function wrongDay(day: string): CalendarError {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(day) && format(parse(day)) === day;
  return isDate
    ? new CalendarError(
        'DateOutOfRange',
        `${day} is outside ${FIRST_DAY} to ${LAST_DAY}; give a day between them.`,
      )
    : new CalendarError('DateInvalid', `«${day}» is not a day; write an existing one as YYYY-MM-DD.`);
}

export function dayOfNumber(number: number): LegalDay {
  const text = texts[number - FIRST];
  if (text === undefined)
    throw new CalendarError(
      'DateOutOfRange',
      `The result ${format(number)} is outside ${FIRST_DAY} to ${LAST_DAY}.`,
    );
  return text;
}

export const addDays = (day: LegalDay, days: number): LegalDay => dayOfNumber(dayNumber(day) + days);

/** Natural days from the first day to the second. */
export const daysBetween = (from: LegalDay, to: LegalDay): number => dayNumber(to) - dayNumber(from);

/** The legal day in Asia/Shanghai to which an instant belongs; 24:00 is already the next day. */
export function legalDayOf(instant: Instant): LegalDay {
  const date = instant.slice(0, 10);
  return instant.slice(11, 13) < '16' ? date : addDays(date, 1);
}

/** As `legalDayOf`, but 24:00 belongs to the day that ends: for what happens by itself at the end of a day. */
export const endedDayOf = (instant: Instant): LegalDay =>
  instant.endsWith('T16:00:00.000Z') ? instant.slice(0, 10) : legalDayOf(instant);

/** 24:00 of the day in Asia/Shanghai: the first instant that is late where it was the last day. */
export const endOfDay = (day: LegalDay): Instant => `${day}T16:00:00.000Z`;

/** So many milliseconds after 00:00 in Asia/Shanghai; `DAY` is 24:00. */
export function instantIn(day: LegalDay, milliseconds: number): Instant {
  if (milliseconds === DAY) return endOfDay(day);
  const utc = milliseconds - SHANGHAI;
  const date = utc < 0 ? addDays(day, -1) : day;
  const rest = utc < 0 ? utc + DAY : utc;
  const seconds = Math.floor(rest / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(seconds % 60)}.${pad(rest % 1000, 3)}Z`;
}

/** A time of day `HH:MM` in Asia/Shanghai as an instant. */
export const atTime = (day: LegalDay, time: string): Instant =>
  instantIn(day, (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000);
