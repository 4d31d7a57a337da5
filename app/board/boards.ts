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
import { cursorOf, decode } from '../../projections/query/cursor.ts';
import { DeadlineAt } from '../../projections/query/deadlineView.ts';
import {
  lastRecordedAt,
  namesInForce,
  openDeadlines,
  type Watched,
  watched,
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
  #recordedAt: Instant = '';
  #loaded = false;

  constructor(source: QuerySource, asked: Queries) {
    this.#source = source;
    this.#asked = asked;
  }

  /** Read what is open. Nothing may be folded meanwhile. */
  async load(): Promise<void> {
    const read: Kysely<Tables> = this.#source.read;
    for await (const rows of openDeadlines(read)) this.#index.load(rows);
    for (const { code, name } of await namesInForce(read)) this.#names.set(code, name);
    this.#recordedAt = await lastRecordedAt(read);
    this.#loaded = true;
  }

  changed(table: string, rows: readonly unknown[]): void {
    if (!this.#loaded) return;
    if (table === 'deadlines') for (const clock of rows as readonly Clock[]) this.#moved(clock);
    if (table === 'names')
      for (const { code, name } of rows as readonly NameRow[]) this.#names.set(code, name);
    if (table === 'seen_alerts') for (const seen of rows as readonly SeenRow[]) this.#seen(seen);
  }

  committed(recordedAt: Instant): void {
    this.#recordedAt = later(this.#recordedAt, recordedAt);
  }

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
    if (before !== undefined) this.#kept.set(id, { clock, seen: before.seen });
    const { dueAt, amberAt, redAt, purpleAt } = due;
    this.#index.put({ id, department: charged, dueAt, amberAt, redAt, purpleAt });
  }

  #seen(seen: SeenRow): void {
    const id = seen.alert.slice(alertIdOf('').length);
    const before = this.#kept.get(id);
    if (before !== undefined) this.#kept.set(id, { clock: before.clock, seen });
  }

  /** Whether the index stands where the world stood at that instant: not before the last fact, and not after now. */
  #standsAt(asOf: Instant): boolean {
    return (
      this.#loaded &&
      asOf >= this.#recordedAt &&
      asOf <= this.#source.now() &&
      this.#index.reach(Date.parse(asOf))
    );
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
    return this.#pageOf('deadlines', page, found, ({ clock }) => this.#show(clock, asOf));
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
    const total = found.total + (page.total === false ? 0 : await this.#others(filter, asOf));
    return this.#pageOf('overdueAlerts', page, { ...found, total }, ({ clock, seen }) =>
      lateAlert(this.#source, this.#show(clock, asOf), seen, asOf),
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
    return this.#index
      .byDepartment()
      .map((counted) => ({ ...counted, departmentName: this.#nameOf(counted.department) }));
  }

  /** A page of the index with its clocks; undefined where the read models must be asked. */
  async #find(list: string, which: Which, asOf: Instant, page: PageRequest): Promise<Found | undefined> {
    const after = decode(list, page.after, ['string', 'string']);
    const [due, id] = (after ?? []) as readonly string[];
    const from =
      due === undefined || id === undefined ? undefined : { dueAt: due === FOREVER ? null : due, id };
    for (let attempt = 0; attempt < ATTEMPTS && this.#standsAt(asOf); attempt += 1) {
      const total = page.total === false ? 0 : this.#index.count(which);
      if (total === undefined) return undefined;
      const ids = this.#index.find(which, from, page.first + 1);
      const { version } = this.#index;
      const rows = this.#rowsOf(ids) ?? (await this.#loadRows(ids));
      // While the rows were read something may have come in between.
      if (version === this.#index.version && rows !== undefined)
        return { rows: rows.slice(0, page.first), more: ids.length > page.first, total };
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

  #show = (clock: Clock, asOf: Instant): DeadlineView =>
    new DeadlineAt(clock, this.#nameOf(clock.charged), asOf, this.#source.calendarAt);

  #nameOf(code: string): string {
    return this.#names.get(code) ?? unitName(code);
  }

  #pageOf<View>(
    list: string,
    { after }: PageRequest,
    { rows, more, total }: Found,
    show: (row: Watched) => View,
  ): Page<View> {
    return {
      edges: rows.map((row) => ({
        cursor: cursorOf(list, [row.clock.due.dueAt ?? FOREVER, row.clock.id]),
        node: show(row),
      })),
      totalCount: total,
      hasNextPage: more,
      hasPreviousPage: after !== null,
    };
  }
}
