/** What the working-day calendar cannot answer. */
export type CalendarErrorCode = 'DaysInvalid' | 'DateInvalid' | 'DateOutOfRange';

/** A wrong question to the calendar: typed, so that a client reads what is wrong and nobody gets a wrong date. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly code: CalendarErrorCode;

  constructor(code: CalendarErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
