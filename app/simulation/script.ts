import { addWorkingDays, announced, subtractWorkingDays } from '../../domain/calendar/calendar.ts';
import { atTime } from '../../domain/calendar/day.ts';
import type { AgencyRecord } from '../../domain/catalogue/organization.ts';
import type { Due } from '../../domain/clock/facts.ts';
import type { Actor, Role } from '../../domain/kernel/actor.ts';
import type { Instant, LegalDay } from '../../domain/kernel/instant.ts';
import { sha256Hex } from '../ids.ts';

/** What a purchase in the market is like in a script. */
export interface MarketScript {
  readonly method: 'LOWEST_PRICE' | 'DRAW';
  /** Price ceiling in fen. */
  readonly ceiling: number;
  /** The node of the work that is bought, and the working days agreed for it. */
  readonly work: string;
  readonly serviceDays: number;
  /** Stop there, so that a board shows the job in that state. */
  readonly stopAt?: 'OPENED' | 'AWARDED' | undefined;
  /** Who applies; everybody in the demonstration who offers the service where left out. */
  readonly bidders?: readonly AgencyRecord[] | undefined;
  /** Working days that the buyer takes to answer an objection to the result; nobody objects where left out. */
  readonly objection?: number | undefined;
}

/** A special procedure of so many working days, for a legal reason. */
interface Pause {
  readonly reason: string;
  readonly days: number;
}

/** How one project goes: by the book, unless it says otherwise. */
export interface ProjectScript {
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly owner: string;
  readonly ownerName: string;
  readonly profile: string;
  readonly registeredAt: Instant;
  /** Whether off-clock work and planned pauses take the days the catalogue plans, or none. */
  readonly offClock: 'planned' | 'none';
  /** Working days that a node is decided after its due day; negative: before it. */
  readonly late: Readonly<Record<string, number>>;
  /** Nodes that are accepted and then lie. */
  readonly stalled: readonly string[];
  /** Nodes for which nobody hands anything in. */
  readonly idle: readonly string[];
  /** Nodes whose clock is stopped after acceptance and not set going again, with the key of the legal reason. */
  readonly pausedAt: Readonly<Record<string, string>>;
  /** Nodes where corrections are asked for and not made. */
  readonly correcting: readonly string[];
  /** Nodes where corrections are asked for, with the working days after which they are handed in. */
  readonly corrected: Readonly<Record<string, number>>;
  /** Nodes whose clock is stopped after acceptance for a while that nothing plans. */
  readonly pausedFor: Readonly<Record<string, Pause>>;
  /** Matters that are decided against the applicant, or taken back by it: the project is then given up. */
  readonly refused: readonly string[];
  readonly withdrawn: readonly string[];
  /** Purchases that are real jobs. */
  readonly market: Readonly<Record<string, MarketScript>>;
}

export const byTheBook = {
  offClock: 'none',
  late: {},
  stalled: [],
  idle: [],
  pausedAt: {},
  correcting: [],
  corrected: {},
  pausedFor: {},
  refused: [],
  withdrawn: [],
  market: {},
} as const satisfies Partial<ProjectScript>;

/** The hour at which things are done on their last day. */
const CLOSING = '17:00';

/** 17:00 of the last day of a limit, so many working days late, or early where it is negative. */
export function closingOf({ dueOn }: Pick<Due, 'dueOn'>, lateDays = 0): Instant | undefined {
  if (dueOn === null) return undefined;
  if (lateDays < 0) return closingOn(subtractWorkingDays(announced, dueOn, -lateDays).dueOn);
  return closingOn(lateDays === 0 ? dueOn : addWorkingDays(announced, dueOn, lateDays).dueOn);
}

/** 17:00 of a day. */
export const closingOn = (day: LegalDay): Instant => atTime(day, CLOSING);

/** 17:00 of the day so many working days after another. */
export const closingAfter = (day: LegalDay, days: number): Instant =>
  closingOn(addWorkingDays(announced, day, days).dueOn);

/** Somebody of an organisation. Whoever receives is not whoever decides: the role is part of the name. */
export const staff = (role: Role, organization: string): Actor => ({
  subject: `${role}@${organization}`,
  organization,
  role,
  onBehalfOf: null,
});

/** A document of the fictional region, named by what it is. */
export const documentOf = (what: string): string => sha256Hex(`Lianshen fictional document: ${what}`);
