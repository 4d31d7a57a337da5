import type { Actor } from '../domain/kernel/actor.ts';
import { canonicalJson, inCanonicalOrder, NOT_PLAIN } from '../domain/kernel/canonical.ts';
import type { NewEvent, Recorded } from '../domain/kernel/recorded.ts';

/** The most that one append may weigh, in bytes: what every production store takes, so no adapter surprises. */
export const MOST_BYTES = 1024 * 1024;
export const NO_FACTS = 'An append of no facts says nothing; do not send it.';
export const tooHeavy = (bytes: number): Error =>
  new Error(`An append weighs ${bytes} bytes; the most is ${MOST_BYTES}. Split it.`);

/** The facts of one append as one canonical JSON text (RFC 8785). Throws on what JSON cannot carry. */
export function encode(events: readonly NewEvent[]): string {
  const [first] = events;
  if (first === undefined) throw new Error(NO_FACTS);
  const body = canonical(first, events);
  if (body.length > MOST_BYTES / 3 && Buffer.byteLength(body) > MOST_BYTES)
    throw tooHeavy(Buffer.byteLength(body));
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
  const [first] = facts as [Placed];
  facts.forEach((fact, index) => {
    if (fact.actor === undefined) {
      fact.actor = first.actor;
      fact.causationId = first.causationId;
      fact.commandDigest = first.commandDigest;
      fact.correlationId = first.correlationId;
      fact.recordedAt = first.recordedAt;
    }
    fact.stream = stream;
    fact.revision = revision + index;
    fact.position = BigInt(position + index);
  });
  return facts;
}

type Placed = { -readonly [Key in keyof Recorded]: Recorded[Key] };

/**
 * Whether a fact comes of the same command as the first of its append, as all do that the write path makes: then it is
 * stored without what the first one says of that command already, which is half of a fact of common size.
 */
const isOfSameCommand = (first: NewEvent, fact: NewEvent): boolean =>
  fact.causationId === first.causationId &&
  fact.correlationId === first.correlationId &&
  fact.commandDigest === first.commandDigest &&
  fact.recordedAt === first.recordedAt &&
  isSameActor(first.actor, fact.actor);

const isSameActor = (a: Actor, b: Actor): boolean =>
  a === b ||
  (a.subject === b.subject &&
    a.role === b.role &&
    a.organization === b.organization &&
    a.onBehalfOf === b.onBehalfOf);

/** Written out in canonical order; the types hold it to every field of the envelope. */
function canonical(first: NewEvent, events: readonly NewEvent[]): string {
  const ordered: unknown[] = [];
  let plain = true;
  for (const fact of events) {
    const { actor, eventId, recordedAt, schemaVersion } = fact;
    const data = inCanonicalOrder(fact.event.data);
    plain &&= data !== NOT_PLAIN;
    const event = { data: data === NOT_PLAIN ? fact.event.data : data, type: fact.event.type };
    if (fact !== first && isOfSameCommand(first, fact)) ordered.push({ event, eventId, schemaVersion });
    else
      ordered.push({
        actor: {
          onBehalfOf: actor.onBehalfOf,
          organization: actor.organization,
          role: actor.role,
          subject: actor.subject,
        } satisfies Actor,
        causationId: fact.causationId,
        commandDigest: fact.commandDigest,
        correlationId: fact.correlationId,
        event,
        eventId,
        recordedAt,
        schemaVersion,
      } satisfies NewEvent);
  }
  return plain ? JSON.stringify(ordered) : canonicalJson(ordered);
}
