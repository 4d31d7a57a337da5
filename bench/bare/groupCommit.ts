import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { RawStore } from './rawStore.ts';

interface Waiting {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly NewEvent[];
  readonly resolve: () => void;
}

/** The raw store with one transaction for all appends of a turn of the event loop, and nothing beside it. */
export class GroupCommit {
  readonly raw: RawStore;
  #queue: Waiting[] = [];

  constructor(file: string) {
    this.raw = new RawStore(file);
  }

  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push({ stream, expected, events, resolve });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    this.raw.transaction(() => {
      for (const { stream, expected, events } of queue) this.raw.put(stream, expected, events);
    });
    for (const { resolve } of queue) resolve();
  }
}
