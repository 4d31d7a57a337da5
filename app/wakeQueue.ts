import type { Instant } from '../domain/kernel/instant.ts';

interface Entry {
  readonly at: Instant;
  readonly id: string;
}

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.id < b.id);

/** The next instant of each sleeper, earliest first: a binary heap in which outdated entries are skipped when met. */
export class WakeQueue {
  readonly #heap: Entry[] = [];
  readonly #current = new Map<string, Instant>();

  /** When to wake a sleeper next; `undefined`: not at all. */
  set(id: string, at: Instant | undefined): void {
    if (at === this.#current.get(id)) return;
    if (at === undefined) {
      this.#current.delete(id);
      return;
    }
    this.#current.set(id, at);
    this.#push({ at, id });
  }

  /** The earliest of all; ties in the order of their ids. */
  peek(): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#current.get(top.id) === top.at) return top;
      this.#pop();
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && before(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (!before(heap[child] as Entry, last)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
  }
}
