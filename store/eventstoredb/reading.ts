import type { RecordedEvent, StreamingRead } from '@eventstore/db-client';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Connection } from './connection.ts';
import { Replaced, Unanswered } from './failure.ts';
import type { Envelope } from './writing.ts';

/** The fact in an event of ours, under the name of its stream without the prefix. */
export function factOf(event: RecordedEvent, prefix: string): Recorded {
  const { streamId, id, revision, type, data, position } = event;
  const envelope = event.metadata as Envelope | undefined;
  if (position === undefined)
    throw new Error(`The server gives no position to event ${id} of ${streamId}: it is older than 22.6.`);
  if (envelope?.recordedAt === undefined)
    throw new Error(
      `Event ${revision} of ${streamId} lacks its envelope: it was not written by this program.`,
    );
  const { actor, causationId, commandDigest, correlationId, noData, recordedAt, schemaVersion } = envelope;
  return {
    actor,
    causationId,
    commandDigest,
    correlationId,
    event: (noData ? { type } : { data, type }) as Recorded['event'],
    eventId: id,
    recordedAt,
    schemaVersion,
    stream: streamId.slice(prefix.length),
    revision: Number(revision),
    position: position.commit,
  };
}

/**
 * A read to its end. It may take long where it brings much, and is given up where it has brought nothing for so long, or
 * where somebody else has seen its connection fail.
 */
export const collect = <Item>(
  connection: Connection,
  read: StreamingRead<Item>,
  quiet: number,
): Promise<Item[]> =>
  new Promise((resolve, reject) => {
    const items: Item[] = [];
    let heard = performance.now();
    const give = (error: unknown) => {
      clearTimeout(timer);
      leave();
      // What it says after its end is about its end.
      read.on('error', () => undefined);
      read.cancel().catch(() => undefined);
      read.destroy();
      reject(error);
    };
    const leave = connection.onReplaced(() => give(new Replaced()));
    const look = () => {
      const left = heard + quiet - performance.now();
      if (left <= 0) give(new Unanswered(quiet));
      else timer = setTimeout(look, left + 1);
    };
    let timer = setTimeout(look, quiet);
    read.on('data', (item: Item) => {
      items.push(item);
      heard = performance.now();
    });
    read.once('error', give);
    read.once('end', () => {
      clearTimeout(timer);
      leave();
      resolve(items);
    });
  });
