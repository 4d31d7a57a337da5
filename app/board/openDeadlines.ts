import type { Level } from '../../domain/clock/clock.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { OrderedSlots } from './orderedSlots.ts';
import { Ticks } from './ticks.ts';

/** What the index knows of a limit that runs. */
export interface OpenDeadline {
  readonly id: string;
  /** Credit code of whoever answers for it. */
  readonly department: string;
  readonly dueAt: Instant | null;
  readonly amberAt: Instant | null;
  readonly redAt: Instant | null;
  readonly purpleAt: Instant | null;
}

/** Which of them: of one department or of all, of these levels, due before an instant. */
export interface Which {
  readonly department: string | undefined;
  readonly levels: ReadonlySet<Level>;
  readonly dueBefore: Instant | undefined;
}

/** How many a department has open, by level. */
export interface Counted {
  readonly department: string;
  readonly open: number;
  readonly amber: number;
  readonly red: number;
  readonly purple: number;
}

const levels = ['GREEN', 'AMBER', 'RED', 'PURPLE'] as const;
const NEVER = Number.POSITIVE_INFINITY;

/** The deadlines of a department, or of all: every open one, those that are amber or worse, and how many of each level. */
class Shelf {
  readonly open: OrderedSlots;
  readonly late: OrderedSlots;
  readonly counts = [0, 0, 0, 0];

  constructor(precedes: (a: number, b: number) => boolean) {
    this.open = new OrderedSlots(precedes);
    this.late = new OrderedSlots(precedes);
  }
}

/**
 * Every open deadline in memory, in order of its due instant, with counters by department and level. Facts move it, and so
 * does time: each deadline waits for the instant of its next level, so what is late now is known without a look at those
 * that are not. A look costs the same however many are open.
 */
export class OpenDeadlines {
  readonly #slotOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #free: number[] = [];
  #due = new Float64Array(1024);
  #amber = new Float64Array(1024);
  #red = new Float64Array(1024);
  #purple = new Float64Array(1024);
  #department = new Int32Array(1024);
  #level = new Uint8Array(1024);
  /** When the level of a slot turns next; what the ticks hold beside this is out of date. */
  #turns = new Float64Array(1024);
  readonly #ticks = new Ticks();
  readonly #departments: string[] = [];
  readonly #departmentOf = new Map<string, number>();
  readonly #shelves: Shelf[] = [];
  readonly #all = new Shelf((a, b) => this.#precedes(a, b));
  #reached = Number.NEGATIVE_INFINITY;
  #version = 0;
  readonly #parsed = new Map<string, number>();

  /** Changes with everything that is added, closed or reached. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  /**
   * Let time pass up to an instant, and say whether the levels here are those of that instant: they are not where a later
   * one has been reached already.
   */
  reach(at: number): boolean {
    if (at < this.#reached) return false;
    while (this.#ticks.first <= at) {
      const turned = this.#ticks.first;
      const slot = this.#ticks.pop();
      if (this.#turns[slot] !== turned) continue;
      this.#turn(slot, turned);
      // What was put in late turns at an instant that has gone by already.
      this.#reached = Math.max(this.#reached, turned);
    }
    return true;
  }

  /** Load them, in order of due instant and id, before anything is put in. One that comes a second time is left out. */
  load(rows: Iterable<OpenDeadline>): void {
    for (const row of rows) {
      if (this.#slotOf.has(row.id)) continue;
      const slot = this.#take(row);
      const shelf = this.#shelves[this.#department[slot] as number] as Shelf;
      for (const one of [shelf, this.#all]) {
        one.open.append(slot);
        one.counts[0] = (one.counts[0] as number) + 1;
      }
      this.#await(slot);
    }
  }

  put(row: OpenDeadline): void {
    this.remove(row.id);
    const slot = this.#take(row);
    const level = this.#levelAt(slot, this.#reached);
    this.#level[slot] = level;
    for (const shelf of this.#shelvesOf(slot)) {
      shelf.open.add(slot);
      if (level > 0) shelf.late.add(slot);
      shelf.counts[level] = (shelf.counts[level] as number) + 1;
    }
    this.#await(slot);
    this.#version += 1;
  }

  remove(id: string): void {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return;
    const level = this.#level[slot] as number;
    for (const shelf of this.#shelvesOf(slot)) {
      shelf.open.remove(slot);
      if (level > 0) shelf.late.remove(slot);
      shelf.counts[level] = (shelf.counts[level] as number) - 1;
    }
    this.#slotOf.delete(id);
    this.#turns[slot] = NEVER;
    this.#level[slot] = 0;
    this.#free.push(slot);
    this.#version += 1;
  }

  /** By code of the department; those that have nothing open are left out. */
  byDepartment(): readonly Counted[] {
    const counted: Counted[] = [];
    for (const [index, { counts }] of this.#shelves.entries()) {
      const [green = 0, amber = 0, red = 0, purple = 0] = counts;
      const open = green + amber + red + purple;
      if (open === 0) continue;
      counted.push({ department: this.#departments[index] as string, open, amber, red, purple });
    }
    return counted.toSorted((a, b) => (a.department < b.department ? -1 : 1));
  }

  /** How many there are; undefined where that would take a look at each. */
  count({ department, levels: wanted, dueBefore }: Which): number | undefined {
    const shelf = this.#shelfOf(department);
    if (shelf === undefined) return 0;
    if (dueBefore === undefined)
      return levels.reduce(
        (sum, level, at) => sum + (wanted.has(level) ? (shelf.counts[at] as number) : 0),
        0,
      );
    if (wanted.size < levels.length) return undefined;
    const before = this.#ms(dueBefore);
    return shelf.open.rank((slot) => (this.#due[slot] as number) >= before);
  }

  /** The ids of some, in order of due instant and id, from behind a place in that order. */
  find(
    { department, levels: wanted, dueBefore }: Which,
    after: { readonly dueAt: Instant | null; readonly id: string } | undefined,
    limit: number,
  ): readonly string[] {
    const shelf = this.#shelfOf(department);
    if (shelf === undefined) return [];
    const from = after === undefined ? Number.NEGATIVE_INFINITY : this.#msOr(after.dueAt);
    const reached = (slot: number) => {
      const due = this.#due[slot] as number;
      return due > from || (due === from && (after === undefined || (this.#ids[slot] as string) > after.id));
    };
    const before = dueBefore === undefined ? undefined : this.#ms(dueBefore);
    const asked = levels.map((level) => wanted.has(level));
    const whole = wanted.size === levels.length;
    const ids: string[] = [];
    if (limit === 0) return ids;
    (wanted.has('GREEN') ? shelf.open : shelf.late).visit(reached, (slot) => {
      if (before !== undefined && (this.#due[slot] as number) >= before) return false;
      if (whole || asked[this.#level[slot] as number] === true) ids.push(this.#ids[slot] as string);
      return ids.length < limit;
    });
    return ids;
  }

  #shelfOf(department: string | undefined): Shelf | undefined {
    if (department === undefined) return this.#all;
    const index = this.#departmentOf.get(department);
    return index === undefined ? undefined : this.#shelves[index];
  }

  #shelvesOf = (slot: number): readonly [Shelf, Shelf] => [
    this.#shelves[this.#department[slot] as number] as Shelf,
    this.#all,
  ];

  #precedes(a: number, b: number): boolean {
    const [first, second] = [this.#due[a] as number, this.#due[b] as number];
    return first < second || (first === second && (this.#ids[a] as string) < (this.#ids[b] as string));
  }

  #turn(slot: number, at: number): void {
    const before = this.#level[slot] as number;
    const level = this.#levelAt(slot, at);
    this.#level[slot] = level;
    for (const shelf of this.#shelvesOf(slot)) {
      shelf.counts[before] = (shelf.counts[before] as number) - 1;
      shelf.counts[level] = (shelf.counts[level] as number) + 1;
      if (before === 0 && level > 0) shelf.late.add(slot);
    }
    this.#await(slot);
    this.#version += 1;
  }

  #levelAt(slot: number, at: number): number {
    if ((this.#purple[slot] as number) <= at) return 3;
    if ((this.#red[slot] as number) <= at) return 2;
    return (this.#amber[slot] as number) <= at ? 1 : 0;
  }

  /** Have the slot turn at the next of its instants that would change its level. */
  #await(slot: number): void {
    const level = this.#level[slot] as number;
    const next = Math.min(
      level < 3 ? (this.#purple[slot] as number) : NEVER,
      level < 2 ? (this.#red[slot] as number) : NEVER,
      level < 1 ? (this.#amber[slot] as number) : NEVER,
    );
    this.#turns[slot] = next;
    if (next < NEVER) this.#ticks.push(next, slot);
  }

  #take({ id, department, dueAt, amberAt, redAt, purpleAt }: OpenDeadline): number {
    const slot = this.#free.pop() ?? this.#ids.length;
    if (slot === this.#due.length) this.#grow();
    this.#ids[slot] = id;
    this.#slotOf.set(id, slot);
    this.#due[slot] = this.#msOr(dueAt);
    this.#amber[slot] = this.#msOr(amberAt);
    this.#red[slot] = this.#msOr(redAt);
    this.#purple[slot] = this.#msOr(purpleAt);
    this.#department[slot] = this.#departmentAt(department);
    this.#level[slot] = 0;
    return slot;
  }

  #departmentAt(code: string): number {
    const known = this.#departmentOf.get(code);
    if (known !== undefined) return known;
    const index = this.#departments.push(code) - 1;
    this.#departmentOf.set(code, index);
    this.#shelves.push(new Shelf((a, b) => this.#precedes(a, b)));
    return index;
  }

  #msOr(instant: Instant | null): number {
    return instant === null ? NEVER : this.#ms(instant);
  }

  /** Most instants are the end of some day, so few texts are read more than once. */
  #ms(instant: Instant): number {
    const known = this.#parsed.get(instant);
    if (known !== undefined) return known;
    if (this.#parsed.size > 100_000) this.#parsed.clear();
    const parsed = Date.parse(instant);
    this.#parsed.set(instant, parsed);
    return parsed;
  }

  #grow(): void {
    const larger = <Column extends Float64Array | Int32Array | Uint8Array>(
      column: Column,
      to: Column,
    ): Column => {
      to.set(column);
      return to;
    };
    const size = this.#due.length * 2;
    this.#due = larger(this.#due, new Float64Array(size));
    this.#amber = larger(this.#amber, new Float64Array(size));
    this.#red = larger(this.#red, new Float64Array(size));
    this.#purple = larger(this.#purple, new Float64Array(size));
    this.#turns = larger(this.#turns, new Float64Array(size));
    this.#department = larger(this.#department, new Int32Array(size));
    this.#level = larger(this.#level, new Uint8Array(size));
  }
}
