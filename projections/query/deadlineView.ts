import type { Calendar } from '../../domain/calendar/calendar.ts';
import { type Clock, levelAt, pausedAt, remainingDays } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { DeadlineView } from '../views.ts';

/** The calendar that a clock was reckoned with. */
export type CalendarAt = (version: number) => Calendar;

/** What all deadlines of a page share: the instant that is asked about, the calendars, and what organisations are called. */
export class Moment {
  readonly asOf: Instant;
  readonly #calendarAt: CalendarAt;
  readonly #nameOf: (code: string) => string;

  constructor(asOf: Instant, calendarAt: CalendarAt, nameOf: (code: string) => string) {
    this.asOf = asOf;
    this.#calendarAt = calendarAt;
    this.#nameOf = nameOf;
  }

  nameOf(code: string): string {
    return this.#nameOf(code);
  }

  remainingDays(clock: Clock): number | null {
    return remainingDays(this.#calendarAt(clock.due.calendarVersion), clock, this.asOf);
  }
}

/** A deadline as it stands at a moment. What depends on the moment is reckoned when somebody asks for it. */
export class DeadlineAt implements DeadlineView {
  readonly clock: Clock;
  readonly moment: Moment;

  constructor(clock: Clock, moment: Moment) {
    this.clock = clock;
    this.moment = moment;
  }

  get asOf() {
    return this.moment.asOf;
  }
  get id() {
    return this.clock.id;
  }
  get project() {
    return this.clock.project;
  }
  get node() {
    return this.clock.node;
  }
  get department() {
    return this.clock.charged;
  }
  get departmentName() {
    return this.moment.nameOf(this.clock.charged);
  }
  get kind() {
    return this.clock.kind;
  }
  get title() {
    return this.clock.title;
  }
  get level() {
    return levelAt(this.clock, this.asOf);
  }
  get dueOn() {
    return this.clock.due.dueOn;
  }
  get dueAt() {
    return this.clock.due.dueAt;
  }
  get remainingDays() {
    return this.moment.remainingDays(this.clock);
  }
  get paused() {
    return pausedAt(this.clock, this.asOf);
  }
  get provisional() {
    return this.clock.due.provisional;
  }
  get closedAt() {
    return this.clock.closedAt;
  }
}
