import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Actor } from '../../domain/kernel/actor.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { MOST_BYTES, NO_FACTS, tooHeavy } from '../encoding.ts';

/** What a fact's envelope says beside its id, type and data; `noData`: its data is undefined, which JSON cannot say. */
export interface Envelope extends Omit<NewEvent, 'eventId' | 'event'> {
  readonly noData?: true;
}

const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The deadline goes out as an instant of our clock, which the server compares with its own: one that lags would make every
 * append time out. So it lies far ahead, and the server's own bound for a write holds (2 s).
 */
const FAR_SECONDS = 3600;

/** The facts of one append as the server takes them. Throws on what JSON or the server cannot carry. */
export function requestOf(
  name: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): BatchAppendReq {
  if (events.length === 0) throw new Error(NO_FACTS);
  let weight = 0;
  const messages = events.map((event) => {
    const { type, data } = event.event;
    const body = Buffer.from(data === undefined ? 'null' : canonicalJson(data));
    const envelope = Buffer.from(envelopeOf(event));
    weight += body.length + envelope.length + 2 * type.length;
    return messageOf(event.eventId, type, body, envelope);
  });
  if (weight > MOST_BYTES) throw tooHeavy(weight);
  return requestHolding(name, expected, messages);
}

function requestHolding(
  name: string,
  expected: ExpectedRevision,
  messages: BatchAppendReq.ProposedMessage[],
): BatchAppendReq {
  const options = new streams.BatchAppendReq.Options()
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(name)))
    .setDeadline(new timestamp.Timestamp().setSeconds(Math.ceil(Date.now() / 1000) + FAR_SECONDS));
  if (expected === 'noStream') options.setNoStream(new empty.Empty());
  else options.setStreamPosition(String(expected));
  return new streams.BatchAppendReq().setOptions(options).setProposedMessagesList(messages).setIsFinal(true);
}

function messageOf(id: string, type: string, body: Buffer, envelope: Buffer) {
  if (!UUID_TEXT.test(id)) throw new Error(`The id «${id}» of a fact is no UUID in lower case.`);
  const message = new streams.BatchAppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(id))
    .setData(body)
    .setCustomMetadata(envelope);
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message;
}

/** Written out in canonical order; the types hold it to every field of the envelope. */
const envelopeOf = ({
  actor,
  causationId,
  commandDigest,
  correlationId,
  event,
  recordedAt,
  schemaVersion,
}: NewEvent): string =>
  JSON.stringify({
    actor: {
      onBehalfOf: actor.onBehalfOf,
      organization: actor.organization,
      role: actor.role,
      subject: actor.subject,
    } satisfies Actor,
    causationId,
    commandDigest,
    correlationId,
    ...(event.data === undefined ? { noData: true } : {}),
    recordedAt,
    schemaVersion,
  } satisfies Envelope);

/** One event without data that is the only one of its stream. */
export const markRequest = (name: string, id: string): BatchAppendReq =>
  requestHolding(name, 'noStream', [messageOf(id, 'LogBegan', Buffer.from('{}'), Buffer.from('{}'))]);
