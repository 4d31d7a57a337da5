import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { unitName } from '../../domain/catalogue/catalogue.ts';
import type { Clock, Level } from '../../domain/clock/clock.ts';
import { type Instant, later } from '../../domain/kernel/instant.ts';
import type { Tables } from '../../projections/all.ts';
import { FOREVER } from '../../projections/engine/table.ts';
import type { Mirror } from '../../projections/engine.ts';
import type { SeenRow } from '../../projections/handlers/alerts.ts';
import type { NameRow } from '../../projections/handlers/names.ts';
import { alertIdOf, lateAlert } from '../../projections/query/alertView.ts';
import { decode, PageEdge } from '../../projections/query/cursor.ts';
import { DeadlineAt, Moment } from '../../projections/query/deadlineView.ts';
import {
  lastRecordedAt,
  namesInForce,
  openDeadlines,
  type Watched,
  watched,
  watchedClock,
} from '../../projections/query/openDeadlines.ts';
import type { QuerySource } from '../../projections/query/source.ts';
import type {
  AlertFilter,
  AlertView,
  DeadlineFilter,
  DeadlineView,
  DepartmentOverdueView,
  Page,
  PageRequest,
  Queries,
} from '../../projections/views.ts';
import { OpenDeadlines, type Which } from './openDeadlines.ts';

/** Most clocks that are kept beside the index, for pages that are asked for again and again. */
const MOST = 20_000;
/** How often a page is looked up again because something has changed meanwhile. */
const ATTEMPTS = 3;

const EVERY_LEVEL: ReadonlySet<Level> = new Set(['GREEN', 'AMBER', 'RED', 'PURPLE']);
const LATE: ReadonlySet<Level> = new Set(['AMBER', 'RED', 'PURPLE']);

/** What is found, before it is shown. */
interface Found {
  readonly rows: readonly Watched[];
  readonly more: boolean;
  readonly total: number;
}

/** Most pages that are remembered for as long as nothing changes. */
const MOST_PAGES = 200;

/**
 * The boards that everybody looks at all day 监察看板: what is late now, and whose. They are answered from memory, where
 * the rows of the read models move an index of the open deadlines and the passing of time does the rest. Any other
 * instant, and any filter that the index has no order for, is answered by the read models themselves.
 */
export class Boards implements Mirror {
  readonly #index = new OpenDeadlines();
  readonly #source: QuerySource;
  readonly #asked: Queries;
  readonly #kept = new Map<string, Watched>();
  readonly #names = new Map<string, string>();
  /** Pages and counts as they were found at this version of the index. */
  readonly #pages = new Map<string, Found>();
  #departments: readonly DepartmentOverdueView[] | undefined;
  #foundAt = 0;
  /** Clocks that moved while the others were being read. */
  readonly #meanwhile = new Map<string, Clock>();
  #recordedAt: Instant = '';
  #loaded = false;

  constructor(source: QuerySource, asked: Queries) {
    this.#source = source;
    this.#asked = asked;
  }

  /**
   * Read what is open, a little at a time beside everything else; until then the read models are asked. Rows that change
   * meanwhile are put in at the end, so it does not matter whether they were read before or after.
   */
  async load(signal?: AbortSignal): Promise<void> {
    const read: Kysely<Tables> = this.#source.read;
    for await (const rows of openDeadlines(read)) {
      if (signal?.aborted === true) return;
      this.#index.load(rows);
      await nextTurn();
    }
    const names = await namesInForce(read);
    const recordedAt = await lastRecordedAt(read);
    if (signal?.aborted === true) return;
    for (const { code, name } of names) if (!this.#names.has(code)) this.#names.set(code, name);
    this.#loaded = true;
    for (const clock of this.#meanwhile.values()) this.#moved(clock);
    this.#meanwhile.clear();
    this.committed(recordedAt);
  }

  changed(table: string, rows: readonly unknown[]): void {
    if (table === 'deadlines')
      for (const clock of rows as readonly Clock[])
        if (this.#loaded) this.#moved(clock);
        else this.#meanwhile.set(clock.id, clock);
    if (table === 'names') this.#named(rows as readonly NameRow[]);
    if (table === 'seen_alerts') for (const seen of rows as readonly SeenRow[]) this.#seen(seen);
  }

  committed(recordedAt: Instant): void {
    this.#recordedAt = later(this.#recordedAt, recordedAt);
  }

  /** What organisations are called now; undefined until all names are read, or some would go by their codes. */
  get naming(): ((code: string) => string) | undefined {
    return this.#loaded ? this.#nameOf : undefined;
  }

  readonly #nameOf = (code: string): string => this.#names.get(code) ?? unitName(code);

  /** The questions that can be asked, those of the boards answered from here. */
  get queries(): Queries {
    return {
      ...this.#asked,
      deadlines: (filter, asOf, page) => this.#deadlines(filter, asOf, page),
      overdueAlerts: (filter, asOf, page) => this.#alerts(filter, asOf, page),
      overdueByDepartment: (asOf) => this.#byDepartment(asOf),
    };
  }

  #moved(clock: Clock): void {
    const { id, charged, due, closedAt } = clock;
    const before = this.#kept.get(id);
    if (closedAt !== null) {
      this.#kept.delete(id);
      this.#index.remove(id);
      return;
    }
    if (before !== undefined) this.#kept.set(id, watchedClock(clock, before.seen));
    const { dueAt, amberAt, redAt, purpleAt } = due;
    this.#index.put({ id, department: charged, dueAt, amberAt, redAt, purpleAt });
  }

  #named(names: readonly NameRow[]): void {
    for (const { code, name } of names) this.#names.set(code, name);
    this.#forget();
  }

  #forget(): void {
    this.#pages.clear();
    this.#departments = undefined;
    this.#foundAt = this.#index.version;
  }

  #seen(seen: SeenRow): void {
    this.#forget();
    const id = seen.alert.slice(alertIdOf('').length);
    const before = this.#kept.get(id);
    if (before !== undefined) this.#kept.set(id, watchedClock(before.clock, seen));
  }

  /** Whether the index stands where the world stood at that instant: not before the last fact, and not after now. */
  #standsAt(asOf: Instant): boolean {
    const stands =
      this.#loaded &&
      asOf >= this.#recordedAt &&
      asOf <= this.#source.now() &&
      this.#index.reach(Date.parse(asOf));
    if (this.#foundAt !== this.#index.version) this.#forget();
    return stands;
  }

  async #deadlines(filter: DeadlineFilter, asOf: Instant, page: PageRequest): Promise<Page<DeadlineView>> {
    const { department, level, dueBefore, includeClosed, project, kind } = filter;
    const which: Which = {
      department: department ?? undefined,
      levels: level ? new Set([level]) : EVERY_LEVEL,
      dueBefore: dueBefore ?? undefined,
    };
    const plain = includeClosed !== true && project == null && kind == null;
    const found = plain ? await this.#find('deadlines', which, asOf, page) : undefined;
    if (found === undefined) return this.#asked.deadlines(filter, asOf, page);
    const moment = this.#momentOf(asOf);
    return this.#pageOf('deadlines', page, found, ({ clock }) => new DeadlineAt(clock, moment));
  }

  async #alerts(filter: AlertFilter, asOf: Instant, page: PageRequest): Promise<Page<AlertView>> {
    const { department, level, includeClosed, project, kind } = filter;
    const which: Which = {
      department: department ?? undefined,
      levels: level ? new Set([level]) : LATE,
      dueBefore: undefined,
    };
    const plain = includeClosed !== true && project == null && kind == null && level !== 'GREEN';
    const found = plain ? await this.#find('overdueAlerts', which, asOf, page) : undefined;
    // Behind the last of them stand alerts of other kinds.
    if (found === undefined || !found.more) return this.#asked.overdueAlerts(filter, asOf, page);
    const moment = this.#momentOf(asOf);
    const total = found.total + (page.total === false ? 0 : await this.#others(filter, asOf));
    return this.#pageOf('overdueAlerts', page, { ...found, total }, ({ clock, seen }) =>
      lateAlert(this.#source, new DeadlineAt(clock, moment), seen, asOf),
    );
  }

  /** How many alerts there are that are about no deadline. */
  async #others(filter: AlertFilter, asOf: Instant): Promise<number> {
    const none = { first: 0, after: null };
    const count = async (kind: AlertView['kind']) =>
      (await this.#asked.overdueAlerts({ ...filter, kind }, asOf, none)).totalCount;
    return (await count('VIOLATION')) + (await count('FAULT'));
  }

  async #byDepartment(asOf: Instant): Promise<readonly DepartmentOverdueView[]> {
    if (!this.#standsAt(asOf)) return this.#asked.overdueByDepartment(asOf);
    this.#departments ??= this.#index
      .byDepartment()
      .map((counted) => ({ ...counted, departmentName: this.#nameOf(counted.department) }));
    return this.#departments;
  }

  /** A page of the index with its clocks; undefined where the read models must be asked. */
  async #find(list: string, which: Which, asOf: Instant, page: PageRequest): Promise<Found | undefined> {
    const after = decode(list, page.after, ['string', 'string']);
    const [due, id] = (after ?? []) as readonly string[];
    const from =
      due === undefined || id === undefined ? undefined : { dueAt: due === FOREVER ? null : due, id };
    const { department, levels, dueBefore } = which;
    const name = [list, department, [...levels], dueBefore, page.first, page.after, page.total].join();
    for (let attempt = 0; attempt < ATTEMPTS && this.#standsAt(asOf); attempt += 1) {
      const known = this.#pages.get(name);
      if (known !== undefined) return known;
      const total = page.total === false ? 0 : this.#index.count(which);
      if (total === undefined) return undefined;
      const ids = this.#index.find(which, from, page.first + 1);
      const { version } = this.#index;
      const rows = this.#rowsOf(ids) ?? (await this.#loadRows(ids));
      // While the rows were read something may have come in between.
      if (version !== this.#index.version || rows === undefined) continue;
      const found = { rows: rows.slice(0, page.first), more: ids.length > page.first, total };
      if (this.#pages.size >= MOST_PAGES) this.#pages.clear();
      this.#pages.set(name, found);
      return found;
    }
    return undefined;
  }

  #rowsOf(ids: readonly string[]): readonly Watched[] | undefined {
    const rows: Watched[] = [];
    for (const id of ids) {
      const row = this.#kept.get(id);
      if (row === undefined) return undefined;
      rows.push(row);
    }
    return rows;
  }

  async #loadRows(ids: readonly string[]): Promise<readonly Watched[] | undefined> {
    const { version } = this.#index;
    const found = await watched(this.#source.read, ids);
    if (version !== this.#index.version) return undefined;
    if (this.#kept.size + found.size > MOST) this.#kept.clear();
    for (const [id, row] of found) this.#kept.set(id, row);
    return this.#rowsOf(ids);
  }

  #momentOf(asOf: Instant): Moment {
    return new Moment(asOf, this.#source.calendarAt, this.#nameOf);
  }

  #pageOf<View>(
    list: string,
    { after }: PageRequest,
    { rows, more, total }: Found,
    show: (row: Watched) => View,
  ): Page<View> {
    return {
      edges: rows.map((row) => new PageEdge(show(row), list, row.key)),
      totalCount: total,
      hasNextPage: more,
      hasPreviousPage: after !== null,
    };
  }
}
