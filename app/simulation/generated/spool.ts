import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../../domain/kernel/instant.ts';
import type { NewEvent } from '../../../domain/kernel/recorded.ts';
import type { Append } from './island.ts';

/** An append with its place in the one timeline of the store: by instant, then by island, then as it was played. */
export interface Placed {
  readonly at: Instant;
  readonly island: number;
  readonly order: number;
  readonly line: string;
}

/** Characters that wait in memory before they are written. */
const MOST_WAITING = 8 * 1024 * 1024;

/**
 * What islands appended, on its way to the store: sorted roughly while it is written, into one file for each day and
 * writer, and exactly while it is read, so that no more than a day of the province is ever in memory.
 */
export class Spool {
  readonly #folder: string;
  readonly #writer: string;
  readonly #waiting = new Map<string, string[]>();
  #weight = 0;

  constructor(folder: string, writer: number) {
    this.#folder = folder;
    this.#writer = String(writer);
    mkdirSync(folder, { recursive: true });
  }

  add(island: number, appends: readonly Append[]): void {
    for (const [order, { stream, expected, events }] of appends.entries()) {
      const at = events[0]?.recordedAt ?? '';
      const line = [at, island, order, stream, expected, JSON.stringify(events)].join('\t');
      const day = at.slice(0, 10);
      const lines = this.#waiting.get(day);
      if (lines === undefined) this.#waiting.set(day, [line]);
      else lines.push(line);
      this.#weight += line.length;
    }
    if (this.#weight > MOST_WAITING) this.flush();
  }

  flush(): void {
    for (const [day, lines] of this.#waiting)
      appendFileSync(path.join(this.#folder, `${day}.${this.#writer}`), `${lines.join('\n')}\n`);
    this.#waiting.clear();
    this.#weight = 0;
  }
}

/** All that was spooled into a folder, day by day, each day in order. */
export function* daysIn(folder: string): Generator<readonly Placed[], void, undefined> {
  const files = Map.groupBy(readdirSync(folder).toSorted(), (name) => name.slice(0, 10));
  for (const names of files.values())
    yield names
      .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'))
      .map(placed)
      .toSorted((a, b) => compare(a.at, b.at) || a.island - b.island || a.order - b.order);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function placed(line: string): Placed {
  const [at = '', island, order] = line.split('\t', 3);
  return { at, island: Number(island), order: Number(order), line };
}

/** The append of a line. */
export function appendOf({ line }: Placed): Append {
  const [, , , stream = '', expected, events = '[]'] = line.split('\t');
  return {
    stream,
    expected: expected === 'noStream' ? expected : Number(expected),
    events: JSON.parse(events) as NewEvent[],
  };
}
