import { EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client';
import type { NewEvent } from '../../domain/kernel/recorded.ts';

/** What the client of an EventStoreDB does by itself: no retry, no time-out, no look at the size. */
export class BareClient {
  readonly #client: EventStoreDBClient;
  readonly #prefix: string;

  constructor(url: string, prefix: string) {
    this.#client = EventStoreDBClient.connectionString(url);
    this.#prefix = prefix;
  }

  append(stream: string, expected: number, facts: readonly NewEvent[]): Promise<unknown> {
    const events = facts.map(({ eventId, event, ...metadata }) =>
      jsonEvent({ id: eventId, type: event.type, data: event.data as never, metadata }),
    );
    return this.#client.appendToStream(`${this.#prefix}${stream}`, events, {
      expectedRevision: expected < 0 ? 'no_stream' : BigInt(expected),
    });
  }

  async catchUp(count: number): Promise<void> {
    const filter = streamNameFilter({ prefixes: [this.#prefix], checkpointInterval: 1000 });
    const subscription = this.#client.subscribeToAll({ fromPosition: 'start', filter });
    let seen = 0;
    for await (const _ of subscription) {
      seen += 1;
      if (seen === count) break;
    }
    await subscription.unsubscribe();
  }

  close(): Promise<void> {
    return this.#client.dispose();
  }
}
