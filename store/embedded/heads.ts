/** Where a stream stands in the file; revision -1 where it has no facts yet. */
export interface Head {
  readonly id: number;
  revision: number;
}

const MOST = 100_000;

/** Heads of the streams written last, so that an append need not read. The one who wrote least recently goes first. */
export class Heads {
  readonly #kept = new Map<string, Head>();
  readonly #load: (stream: string) => Head | undefined;

  constructor(load: (stream: string) => Head | undefined) {
    this.#load = load;
  }

  of(stream: string): Head | undefined {
    const kept = this.#kept.get(stream);
    if (kept !== undefined) return kept;
    const head = this.#load(stream);
    if (head !== undefined) this.keep(stream, head);
    return head;
  }

  keep(stream: string, head: Head): void {
    this.#kept.delete(stream);
    this.#kept.set(stream, head);
    if (this.#kept.size <= MOST) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      break;
    }
  }

  /** After a transaction that was undone, what was kept of it is no longer true. */
  forgetAll(): void {
    this.#kept.clear();
  }
}
