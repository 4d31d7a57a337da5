import type { Calendar } from '../../domain/calendar/calendar.ts';
import { type Clock, levelAt, pausedAt, remainingDays } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { DeadlineView } from '../views.ts';

/** The calendar that a clock was reckoned with. */
export type CalendarAt = (version: number) => Calendar;

/** A deadline as it stands at an instant. What depends on the instant is reckoned when somebody asks for it. */
export class DeadlineAt implements DeadlineView {
  readonly clock: Clock;
  readonly departmentName: string;
  readonly asOf: Instant;
  readonly #calendarAt: CalendarAt;

  constructor(clock: Clock, departmentName: string, asOf: Instant, calendarAt: CalendarAt) {
    this.clock = clock;
    this.departmentName = departmentName;
    this.asOf = asOf;
    this.#calendarAt = calendarAt;
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
    return remainingDays(this.#calendarAt(this.clock.due.calendarVersion), this.clock, this.asOf);
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
