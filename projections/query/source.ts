import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { unitName } from '../../domain/catalogue/catalogue.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Tables } from '../all.ts';
import { inForce } from '../engine/schema.ts';
import type { RememberedBudgets } from './remaining.ts';
import { isStorable } from './storable.ts';

/** What queries need beside the tables. */
export interface QuerySource {
  readonly read: Kysely<Tables>;
  readonly calendarAt: (version: number) => Calendar;
  /** The calendar that was in force at an instant. */
  readonly calendar: (asOf: Instant) => Calendar;
  readonly now: () => Instant;
  /** What organisations are called now, from whoever keeps that at hand; undefined as long as it does not. */
  readonly nameNow?: () => ((code: string) => string) | undefined;
  /** Where the budgets of the present are remembered; else they are looked up each time. */
  readonly budgets?: RememberedBudgets;
  /** The text of a rule by its id; undefined for one that the catalogue of rules does not have. */
  readonly ruleOf: (id: string) => { readonly id: string; readonly text: string } | undefined;
}

/** The tables as they were at one instant. */
export interface Snapshot {
  readonly db: Kysely<Tables>;
  readonly asOf: Instant;
  /** Whether they are the tables as they are now. */
  readonly present: boolean;
  /** The versions in force at that instant. */
  readonly valid: RawBuilder<SqlBool>;
  readonly source: QuerySource;
}

/**
 * Ask several questions of one state of the tables: a fact folded in between would make a page and its total disagree.
 * What is asked about now or later is answered from the open rows, which have an index of their own.
 */
export const snapshot = <Result>(
  source: QuerySource,
  asOf: Instant,
  ask: (at: Snapshot) => Promise<Result>,
): Promise<Result> =>
  source.read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const open = asOf >= source.now() || asOf >= (await lastRecorded(db));
      const valid = open ? inForce : sql<SqlBool>`(valid_from <= ${asOf} and valid_to > ${asOf})`;
      return ask({ db, asOf, present: open, valid, source });
    });

async function lastRecorded(db: Kysely<Tables>): Promise<Instant> {
  const { last } = await db
    .selectFrom('projection_positions')
    .select(({ fn }) => fn.max('recorded_at').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? '';
}

/** Every filter that was given, as one condition. */
export const all = (...conditions: readonly (RawBuilder<SqlBool> | undefined)[]): RawBuilder<SqlBool> => {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(given, sql` and `)})`;
};

/** A column equals what was asked for, if anything was. */
export const equals = (column: string, value: string | null | undefined): RawBuilder<SqlBool> | undefined =>
  value === null || value === undefined
    ? undefined
    : isStorable(value)
      ? sql<SqlBool>`${sql.ref(column)} = ${value}`
      : nothing;

/**
 * A column that holds small letters contains a text, whose own wildcards mean themselves. The text is made small as well,
 * as databases do not agree about whether letters are alike: of A to Z only, as they do it themselves.
 */
export const contains = (
  column: RawBuilder<unknown>,
  text: string | null | undefined,
): RawBuilder<SqlBool> | undefined => {
  if (text === null || text === undefined) return undefined;
  if (!isStorable(text)) return nothing;
  const small = text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return sql<SqlBool>`${column} like ${`%${small.replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
};

const nothing = sql<SqlBool>`1 = 0`;

/** What organisations are called: as facts named them, else as the catalogue does, else by their code. */
export async function namesOf(
  { db, valid, present, source }: Snapshot,
  codes: Iterable<string>,
): Promise<(code: string) => string> {
  const now = present ? source.nameNow?.() : undefined;
  if (now !== undefined) return now;
  const known = new Map<string, string>();
  const asked = [...new Set(codes)];
  for (let at = 0; at < asked.length; at += 500) {
    const rows = await db
      .selectFrom('names')
      .select(['code', 'data'])
      .where('code', 'in', asked.slice(at, at + 500))
      .where(valid)
      .execute();
    for (const { code, data } of rows) known.set(code, (JSON.parse(data) as { readonly name: string }).name);
  }
  return (code) => known.get(code) ?? unitName(code);
}
