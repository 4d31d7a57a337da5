import type { Client } from './client.ts';

/** The client that is in use. One that has failed is replaced by a fresh one, and those who follow the log are told. */
export class Connection {
  #client: Client | undefined;
  #closed = false;
  readonly #make: () => Client;
  readonly #followers = new Set<() => void>();

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
    endQuietly(failed);
    for (const follower of [...this.#followers]) follower();
  }

  /** The client ends its streams without a word to their readers, so they are told here. */
  follow(replaced: () => void): () => void {
    this.#followers.add(replaced);
    return () => this.#followers.delete(replaced);
  }

  close(): void {
    this.#closed = true;
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) endQuietly(client);
  }
}

/** What a client that is given up says of its end interests nobody. */
const endQuietly = (client: Client): void => void client.end().catch(() => undefined);
