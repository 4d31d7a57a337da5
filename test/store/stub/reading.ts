import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { StubEvent } from './log.ts';
import { type Node, told, unavailable } from './node.ts';

type Call = ServerWritableStream<ReadReq, ReadResp>;

const BACKWARDS = 1;
/** The server looks at so many events before it may tell how far it has come, where the client names no number. */
const WINDOW = 32;

/** A stream or all, forwards or backwards, so many or for ever. */
export const read = (node: Node) => (call: Call) => {
  const refusal = node.refusal(call.metadata, false);
  if (refusal !== undefined) return void call.emit('error', refusal);
  if (node.orders.silent.includes('reads')) return;
  const options = call.request.getOptions() as ReadReq.Options;
  const work = options.hasSubscription() ? follow(node, call, options) : readOnce(node, call, options);
  work.catch((error: unknown) => call.emit('error', error));
};

async function readOnce(node: Node, call: Call, options: ReadReq.Options): Promise<void> {
  const most = Number(options.getCount());
  const backwards = options.getReadDirection() === BACKWARDS;
  const stream = options.getStream();
  let events: readonly StubEvent[];
  if (stream === undefined) events = placesInAll(node, options, backwards, most);
  else {
    const name = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    const all = node.log.inStream(name);
    if (all === undefined) {
      const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(
        new shared.StreamIdentifier().setStreamName(Buffer.from(name)),
      );
      call.write(new streams.ReadResp().setStreamNotFound(missing));
      return void call.end();
    }
    const from = stream.hasRevision() ? Number(stream.getRevision()) : stream.hasEnd() ? all.length - 1 : 0;
    events = backwards
      ? all
          .slice(0, from + 1)
          .toReversed()
          .slice(0, most)
      : all.slice(from, from + most);
  }
  let read = 0;
  for (const event of events) {
    read += 1;
    if (!(await hand(node, call, event, read, stream === undefined))) return;
  }
  call.end();
}

/** From a position, that one included. Where no event begins there, the real server fails too. */
function placesInAll(node: Node, options: ReadReq.Options, backwards: boolean, most: number) {
  const { events } = node.log;
  const all = options.getAll();
  const position = all?.getPosition();
  let index = all?.hasEnd() ? events.length : 0;
  if (position !== undefined) {
    const found = node.log.indexAt(BigInt(position.getCommitPosition()));
    if (found === undefined) throw invalidPosition();
    index = backwards ? found + 1 : found;
  }
  return backwards
    ? events.slice(Math.max(0, index - most), index).toReversed()
    : events.slice(index, index + most);
}

/** A place at which no event begins is none to read from. */
const invalidPosition = () => told(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.');

/** Everything after a position, that one excluded, and then whatever comes. */
async function follow(node: Node, call: Call, options: ReadReq.Options): Promise<void> {
  const { log } = node;
  const matches = filterOf(options);
  const window = options.getFilter()?.getMax() || WINDOW;
  const interval = window * Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  const all = options.getAll();
  const position = all?.getPosition();
  let index = all?.hasEnd() ? log.events.length : 0;
  if (position !== undefined) {
    const at = BigInt(position.getCommitPosition());
    if (log.indexAt(at) === undefined) throw invalidPosition();
    index = log.indexAfter(at);
  }
  let wake = () => {};
  const listener = () => wake();
  let gone = false;
  const leave = () => {
    gone = true;
    node.listeners.delete(listener);
    node.open.delete(call);
    wake();
  };
  call.on('cancelled', leave);
  call.on('close', leave);
  call.on('finish', leave);
  call.on('error', leave);
  node.listeners.add(listener);
  node.open.add(call);
  node.subscriptions += 1;
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  call.write(new streams.ReadResp().setConfirmation(confirmation));
  let read = 0;
  let looked = 0;
  let caughtUp = false;
  while (!gone) {
    index = Math.min(index, log.events.length);
    const event = node.orders.silent.includes('events') ? undefined : log.events[index];
    if (event === undefined) {
      if (!caughtUp && index === log.events.length) {
        caughtUp = true;
        call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
      }
      const { looking } = node.orders;
      const beat = looking === null ? undefined : setTimeout(() => wake(), looking);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      clearTimeout(beat);
      if (looking !== null && !gone) call.write(checkpointAt(log.events[index]?.position ?? 0n));
      continue;
    }
    index += 1;
    looked += 1;
    if (matches(event)) {
      if (node.orders.late > 0) await delay(node.orders.late);
      read += 1;
      if (!(await hand(node, call, event, read, true))) return;
      if (node.orders.twice && !(await hand(node, call, event, read, true))) return;
    }
    if (options.hasFilter() && looked % interval === 0) {
      call.write(checkpointAt(event.position));
    }
  }
}

function checkpointAt(position: bigint): ReadResp {
  const place = String(position);
  const checkpoint = new streams.ReadResp.Checkpoint().setCommitPosition(place).setPreparePosition(place);
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

function filterOf(options: ReadReq.Options): (event: StubEvent) => boolean {
  const filter = options.getFilter();
  const byName = filter?.getStreamIdentifier();
  const expression = byName ?? filter?.getEventType();
  if (expression === undefined) return () => true;
  const subject = (event: StubEvent) => (byName === undefined ? event.type : event.stream);
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (event) => prefixes.some((prefix) => subject(event).startsWith(prefix));
  const regex = new RegExp(expression.getRegex());
  return (event) => regex.test(subject(event));
}

/** Writes one event, waits where the reader is slow, and says whether to go on. */
async function hand(node: Node, call: Call, event: StubEvent, read: number, all: boolean): Promise<boolean> {
  const { breakAfter, die } = node.orders;
  if (die !== null && 'events' in die && read > die.events) process.kill(process.pid, 'SIGKILL');
  if (breakAfter !== null && read > breakAfter) {
    call.emit('error', unavailable());
    return false;
  }
  node.eventsRead += 1;
  if (!call.write(new streams.ReadResp().setEvent(messageOf(event, all)))) await room(call);
  return !call.cancelled && !call.destroyed;
}

/** Until a slow reader has taken something, or is gone. */
async function room(call: Call): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race(['drain', 'close', 'cancelled'].map((event) => once(call, event, { signal })));
  } catch {
    // It broke; whoever writes next sees that.
  } finally {
    over.abort();
  }
}

const TICKS_PER_MILLISECOND = 10_000n;

function messageOf(event: StubEvent, all: boolean): ReadResp.ReadEvent {
  const place = String(event.position);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(event.stream)))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(place)
    .setPreparePosition(place)
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.created) * TICKS_PER_MILLISECOND));
  const message = new streams.ReadResp.ReadEvent().setEvent(recorded);
  return all ? message.setCommitPosition(place) : message.setNoPosition(new shared.Empty());
}
