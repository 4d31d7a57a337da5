import {
  type AllStreamRecordedEvent,
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { NewEvent } from '../../domain/kernel/recorded.ts';

/** What the client of the production store can do by itself: nothing is tried again, checked, or made out of its events. */
export class BareClient {
  readonly #client: EventStoreDBClient;
  readonly #made = new Map<readonly NewEvent[], readonly EventData[]>();

  constructor(url: string) {
    this.#client = EventStoreDBClient.connectionString(url);
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    await this.#client.appendToStream(stream, this.#dataOf(events) as EventData[], {
      expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
    });
  }

  /** The same facts are written again and again, and are put into the shape of the client once. */
  #dataOf(events: readonly NewEvent[]): readonly EventData[] {
    const known = this.#made.get(events);
    if (known !== undefined) return known;
    const made = events.map(({ eventId: id, event: { type, data }, ...metadata }) =>
      jsonEvent({ id, type, data: data as object, metadata } as never),
    );
    this.#made.set(events, made);
    return made;
  }

  /** Resolves when so many events of streams with this prefix have come, each parsed by the client. */
  follow(prefix: string, count: number): Promise<number> {
    const stream = this.#client.subscribeToAll(
      { fromPosition: START, filter: streamNameFilter({ prefixes: [prefix], checkpointInterval: 1000 }) },
      { highWaterMark: 256 },
    );
    return new Promise((resolve, reject) => {
      let left = count;
      stream.on('error', reject);
      stream.on('data', ({ event }: { readonly event?: AllStreamRecordedEvent }) => {
        if (event === undefined) return;
        left -= 1;
        if (left === 0) stream.unsubscribe().then(() => resolve(count), reject);
      });
    });
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}
