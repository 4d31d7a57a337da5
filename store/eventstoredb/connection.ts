import type { Client } from './client.ts';

/** The client that is in use. One whose connection failed is replaced by a fresh one, and who still waits on it is told. */
export class Connection {
  #client: Client | undefined;
  #closed = false;
  readonly #make: () => Client;
  readonly #waiting = new Set<() => void>();

  constructor(make: () => Client) {
    this.#make = make;
  }

  get client(): Client {
    if (this.#closed) throw new Error('the store is closed.');
    this.#client ??= this.#make();
    return this.#client;
  }

  /** Whoever saw it fail names the client that it used: another may have replaced it already. */
  replace(failed: Client): void {
    if (failed !== this.#client) return;
    this.#client = undefined;
    failed.end();
    for (const tell of [...this.#waiting]) tell();
  }

  /** A client ends its streams without a word to their readers, so they are told here. Answers how to wait no more. */
  onReplaced(tell: () => void): () => void {
    this.#waiting.add(tell);
    return () => void this.#waiting.delete(tell);
  }

  close(): void {
    this.#closed = true;
    if (this.#client !== undefined) this.replace(this.#client);
  }
}
