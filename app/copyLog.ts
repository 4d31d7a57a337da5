import { canonicalJson } from '../domain/kernel/canonical.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { NewEvent, Position, Recorded } from '../domain/kernel/recorded.ts';

/** Facts read at a time. */
const PAGE = 500;
/** The most that one append weighs, with room for what an adapter adds: every store takes a megabyte. */
const MOST_BYTES = 960 * 1024;
/** The most that one fact weighs: what one append may, in every store. */
const HEAVIEST = 1024 * 1024 - 2;
/** Appends that a store of this process alone is given at once: it takes them in the order in which they are given. */
const AT_ONCE = 64;

/** The target holds something else, or somebody else writes it; one line, and nothing was written after it was seen. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

export interface CopyParts {
  readonly source: Log;
  readonly target: Log & Pick<EventStore, 'append' | 'shared'>;
  /** Look at both, and write nothing. */
  readonly dryRun?: boolean;
  /** The share that is there, and how many facts that is. */
  readonly onProgress?: (share: number, facts: number) => void;
}

export interface Copied {
  /** Facts that were there already, from an earlier copy that was interrupted. */
  readonly found: number;
  /** Facts that were written, or would have been. */
  readonly copied: number;
  /** Where the source ended when this began. */
  readonly until: Position | 'start';
}

type Log = Pick<EventStore, 'readAll' | 'head' | 'countAfter'>;

/** Walks a log one fact at a time, reading page by page, and goes no further than a position. */
class Walk {
  readonly #log: Pick<EventStore, 'readAll'>;
  readonly #until: Position | 'start' | undefined;
  #page: readonly Recorded[] = [];
  #next = 0;
  #after: Position | 'start' = 'start';
  #seen = 0;

  constructor(log: Pick<EventStore, 'readAll'>, until?: Position | 'start') {
    this.#log = log;
    this.#until = until;
  }

  /** How many facts were handed over. */
  get seen(): number {
    return this.#seen;
  }

  /** The next fact, which stays the next one. */
  async peek(): Promise<Recorded | undefined> {
    if (this.#until === 'start') return undefined;
    if (this.#next === this.#page.length) {
      this.#page = await this.#log.readAll(this.#after, PAGE);
      this.#next = 0;
    }
    const fact = this.#page[this.#next];
    return fact === undefined || (this.#until !== undefined && fact.position > this.#until)
      ? undefined
      : fact;
  }

  async take(): Promise<Recorded | undefined> {
    const fact = await this.peek();
    if (fact === undefined) return undefined;
    this.#next += 1;
    this.#after = fact.position;
    this.#seen += 1;
    return fact;
  }
}

/** A fact as its command left it: with its envelope, without the place that its store gave it. */
export const asNew = ({
  eventId,
  schemaVersion,
  recordedAt,
  actor,
  causationId,
  correlationId,
  commandDigest,
  event,
}: Recorded): NewEvent => ({
  eventId,
  schemaVersion,
  recordedAt,
  actor,
  causationId,
  correlationId,
  commandDigest,
  event,
});

/** All of a fact that does not depend on the store; only there does it have the position that it has. */
const saidBy = (fact: Recorded) =>
  canonicalJson({ ...asNew(fact), stream: fact.stream, revision: fact.revision });
const placeOf = ({ event, revision, stream }: Recorded) => `${event.type}, revision ${revision} of ${stream}`;

/** The first fact that two logs do not agree on; undefined where one is the beginning of the other. */
async function firstDifference(source: Walk, target: Walk): Promise<string | undefined> {
  for (;;) {
    const [a, b] = await Promise.all([source.peek(), target.peek()]);
    if (a === undefined || b === undefined) return undefined;
    if (a.eventId !== b.eventId || saidBy(a) !== saidBy(b))
      return `fact ${source.seen + 1} is ${placeOf(b)} (${b.eventId}) in the target, and ${placeOf(a)} (${a.eventId}) in the source`;
    await source.take();
    await target.take();
  }
}

/**
 * Copies a log with ids, order and times: the order of all facts is the promise, so a store that others reach as well is given
 * one append after the other. What the target
 * holds must be the beginning of the source, fact by fact, so a copy that was interrupted goes on where it ended; a target
 * that holds anything else is refused before anything is written. Facts that come to the source meanwhile are left for the
 * next time.
 */
export async function copyLog({
  source,
  target,
  dryRun = false,
  onProgress = () => undefined,
}: CopyParts): Promise<Copied> {
  const until = await source.head();
  const total = until === 'start' ? 0 : await countTo(source, until);
  const from = new Walk(source, until);
  const to = new Walk(target);
  const difference = await firstDifference(from, to);
  if (difference !== undefined) throw new CopyRefused(`The target holds another log: ${difference}.`);
  const surplus = await to.peek();
  if (surplus !== undefined)
    throw new CopyRefused(
      `The target holds more than the source: fact ${to.seen + 1} is ${placeOf(surplus)} (${surplus.eventId}).`,
    );
  const found = from.seen;
  if (dryRun) return { found, copied: total - found, until };
  while ((await from.peek()) !== undefined) {
    await appendTo(target, await nextAppends(from, target.shared ? 1 : AT_ONCE));
    onProgress(Math.min(1, from.seen / total), from.seen);
  }
  return { found, copied: from.seen - found, until };
}

/** A source that is written meanwhile has more than it had: those are not counted. */
async function countTo(source: Log, until: Position): Promise<number> {
  const all = await source.countAfter('start', Number.MAX_SAFE_INTEGER);
  return all - (await source.countAfter(until, Number.MAX_SAFE_INTEGER));
}

/** Facts that follow one another in one stream, as many as one append may hold. */
async function nextAppend(from: Walk): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  let bytes = 2;
  for (;;) {
    const next = await from.peek();
    if (next === undefined || next.stream !== (facts[0] ?? next).stream) return facts;
    const weight = Buffer.byteLength(canonicalJson(asNew(next))) + 1;
    // Told before anything is given to the target: appends that come after one that fails would leave a gap.
    if (weight > HEAVIEST)
      throw new CopyRefused(`${placeOf(next)}, weighs ${weight} bytes; a store takes ${HEAVIEST}.`);
    bytes += weight;
    if (facts.length > 0 && bytes > MOST_BYTES) return facts;
    facts.push(next);
    await from.take();
  }
}

async function nextAppends(from: Walk, most: number): Promise<readonly (readonly Recorded[])[]> {
  const appends: (readonly Recorded[])[] = [];
  while (appends.length < most && (await from.peek()) !== undefined) appends.push(await nextAppend(from));
  return appends;
}

async function appendTo(
  target: Pick<EventStore, 'append'>,
  appends: readonly (readonly Recorded[])[],
): Promise<void> {
  const answers = appends.map(async (facts) => {
    const [first] = facts as readonly [Recorded, ...Recorded[]];
    const expected = first.revision === 0 ? 'noStream' : first.revision - 1;
    const answer = await target.append(first.stream, expected, facts.map(asNew));
    if (answer.kind === 'conflict')
      throw new CopyRefused(
        `The target has ${answer.actual === 'noStream' ? 'no stream' : `revision ${answer.actual} of`} ${first.stream}, where ${expected} was expected: somebody else writes it. Stop whoever does, and copy again.`,
      );
  });
  // Nothing is under way any more when the first failure is told: the target may be closed then.
  await Promise.allSettled(answers);
  await Promise.all(answers);
}

/** Why two logs are not the same up to where the first one ended, fact by fact with all that it says; undefined: they are. */
export async function differenceOfFacts(
  source: Pick<EventStore, 'readAll'>,
  target: Pick<EventStore, 'readAll'>,
  until: Position | 'start',
): Promise<string | undefined> {
  const [from, to] = [new Walk(source, until), new Walk(target)];
  const difference = await firstDifference(from, to);
  if (difference !== undefined) return difference;
  const lacking = await from.peek();
  return lacking === undefined
    ? undefined
    : `fact ${from.seen + 1} is lacking in the target: ${placeOf(lacking)} (${lacking.eventId})`;
}
