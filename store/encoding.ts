import type { Actor } from '../domain/kernel/actor.ts';
import { canonicalJson, inCanonicalOrder, NOT_PLAIN } from '../domain/kernel/canonical.ts';
import type { NewEvent, Recorded } from '../domain/kernel/recorded.ts';

/** The most that one append may weigh, in bytes: what every production store takes, so no adapter surprises. */
const MOST_BYTES = 1024 * 1024;

/** The facts of one append as one canonical JSON text (RFC 8785). Throws on what JSON cannot carry. */
export function encode(events: readonly NewEvent[]): string {
  if (events.length === 0) throw new Error('An append of no facts says nothing; do not send it.');
  const body = canonical(events);
  if (body.length > MOST_BYTES / 3 && Buffer.byteLength(body) > MOST_BYTES)
    throw new Error(
      `An append weighs ${Buffer.byteLength(body)} bytes; the most is ${MOST_BYTES}. Split it.`,
    );
  return body;
}

/** The facts of one stored append, each with its place. */
export function decode(
  stream: string,
  revision: number,
  position: number,
  body: string | Buffer,
): readonly Recorded[] {
  const facts = JSON.parse(typeof body === 'string' ? body : body.toString('utf8')) as Placed[];
  facts.forEach((fact, index) => {
    fact.stream = stream;
    fact.revision = revision + index;
    fact.position = BigInt(position + index);
  });
  return facts;
}

type Placed = { -readonly [Key in keyof Recorded]: Recorded[Key] };

function canonical(events: readonly NewEvent[]): string {
  const ordered: unknown[] = [];
  for (const envelope of events) {
    const { actor, event } = envelope;
    const data = inCanonicalOrder(event.data);
    if (data === NOT_PLAIN) return canonicalJson(events);
    // Written out in canonical order; the type holds it to every field of the envelope.
    ordered.push({
      actor: {
        onBehalfOf: actor.onBehalfOf,
        organization: actor.organization,
        role: actor.role,
        subject: actor.subject,
      } satisfies Actor,
      causationId: envelope.causationId,
      commandDigest: envelope.commandDigest,
      correlationId: envelope.correlationId,
      event: { data, type: event.type },
      eventId: envelope.eventId,
      recordedAt: envelope.recordedAt,
      schemaVersion: envelope.schemaVersion,
    } satisfies NewEvent);
  }
  return JSON.stringify(ordered);
}
