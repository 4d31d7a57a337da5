import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { DecisionContext } from '../domain/clock/context.ts';
import { canonicalJson } from '../domain/kernel/canonical.ts';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import { type Instant, later } from '../domain/kernel/instant.ts';
import type { NewEvent, Recorded } from '../domain/kernel/recorded.ts';
import { type CommandSpec, makeCommand } from '../domain/kernel/slice.ts';
import { type Aggregate, type Aggregates, foldOn, scopeOf } from './aggregates.ts';
import { eventIdOf, sha256Hex } from './ids.ts';
import { PerKey } from './perKey.ts';
import type { Answer, AppClock, Request } from './runtime.ts';
import type { AnySlice } from './slices.ts';

/** Facts of other streams that a command needs, looked up at the moment of decision. */
export type ResolveFacts = (
  slice: AnySlice,
  type: string,
  key: Readonly<Record<string, string>>,
  input: Readonly<Record<string, unknown>>,
  request: Request,
) => Promise<Readonly<Record<string, unknown>> | Extract<Answer, { kind: 'rejected' }>>;

interface Parts {
  readonly store: EventStore;
  readonly aggregates: Aggregates;
  readonly clock: AppClock;
  readonly context: () => DecisionContext;
  readonly resolveFacts: ResolveFacts;
  /** The instant of the last fact of the whole store, so that time never runs backwards in it. */
  readonly lastRecordedAt: Instant | undefined;
  /** Another writer was faster, and the command is decided again. */
  readonly onConflict?: ((slice: string, type: string) => void) | undefined;
}

/** More conflicts than this in a row mean that somebody writes the stream all the time. */
const ATTEMPTS = 8;

/**
 * The whole write path: parse, load, decide, append at exactly the revision that was read, and decide again where
 * another writer was faster. One command id has one effect on a stream for ever, with the same answer.
 */
export function createHandler({
  store,
  aggregates,
  clock,
  context,
  resolveFacts,
  lastRecordedAt,
  onConflict,
}: Parts) {
  const queues = new PerKey();
  let lastAt = lastRecordedAt;

  return async (slice: AnySlice, request: Request, internal: boolean): Promise<Answer> => {
    const spec = slice.commands[request.type];
    if (spec === undefined) throw new Error(`Unreachable: ${slice.name} has no command «${request.type}».`);
    const key = slice.key.safeParse(request.key);
    const schema = internal ? wholeInputOf(spec) : spec.input;
    const input = schema.safeParse(request.input);
    if (!key.success || !input.success)
      return { kind: 'invalid', issues: [...issuesOf(key.error), ...issuesOf(input.error)] };

    const stream = slice.streamOf(key.data as Record<string, string>);
    const commandId = request.commandId ?? randomUUID();
    const commandDigest = sha256Hex(canonicalJson({ type: request.type, input: input.data }));
    return queues.run(stream, () =>
      attempt(
        { ...request, key: key.data as Record<string, string>, commandId },
        input.data,
        stream,
        commandDigest,
      ),
    );

    async function attempt(
      asked: Request & { readonly commandId: string },
      parsed: Readonly<Record<string, unknown>>,
      to: string,
      digest: string,
    ): Promise<Answer> {
      for (let round = 1; round <= ATTEMPTS; round += 1) {
        const aggregate = await aggregates.load(slice, to);
        const again = answerAgain(aggregate, asked, to, digest);
        if (again !== undefined) return again;

        const facts = internal ? {} : await resolveFacts(slice, asked.type, asked.key, parsed, asked);
        if (isAnswer(facts)) {
          // It may be refused because it was done: by another process, under this very id.
          if (await hasMoved(aggregate, to)) continue;
          return facts;
        }
        // From here to the call of append nothing waits: one reading of the clock, and facts stand in its order.
        const issuedAt = [aggregate.lastAt, lastAt].reduce<Instant>((a, b) => later(a, b ?? a), clock.now());
        const data = { ...asked.key, ...parsed, ...facts };
        const decision = slice.decide(
          aggregate.state,
          makeCommand(asked.type, data, issuedAt, asked.actor),
          context(),
        );
        if (decision.kind === 'rejected') {
          // What forbids it may have passed since this process last saw the stream.
          if (await hasMoved(aggregate, to)) continue;
          return rejected(decision.rejection, undefined);
        }

        const scope = idScopeOf(asked, to, digest, issuedAt, store.shared);
        const events = decision.events.map<NewEvent>(({ type, data: contents }, index) => ({
          eventId: eventIdOf(scope, index),
          schemaVersion: slice.schemaVersion(type),
          recordedAt: issuedAt,
          actor: asked.actor,
          causationId: asked.commandId,
          correlationId: asked.correlationId ?? asked.commandId,
          commandDigest: digest,
          event: slice.parse(type, contents, slice.schemaVersion(type)),
        }));
        // One fast clock among several would carry all streams away, and not only those that it has written.
        if (!store.shared) lastAt = issuedAt;
        const result = await store.append(
          to,
          aggregate.revision < 0 ? 'noStream' : aggregate.revision,
          events,
        );
        if (result.kind === 'conflict') {
          aggregates.forget(to);
          onConflict?.(slice.name, asked.type);
          continue;
        }
        aggregates.keep(to, foldOn(slice, aggregate, recordedOf(to, events, result)));
        return decision.kind === 'refused'
          ? rejected(decision.rejection, result.position)
          : { kind: 'accepted', commandId: asked.commandId, stream: to, ...pick(result) };
      }
      return rejected(
        { code: 'Busy', message: 'Others write this stream without a pause; send the command again.' },
        undefined,
      );
    }

    async function hasMoved({ revision }: Aggregate, to: string): Promise<boolean> {
      return (await aggregates.fresh(slice, to)).revision !== revision;
    }
  };
}

const wholeInputs = new WeakMap<CommandSpec, z.ZodObject>();

/** Input and facts together, as sagas send them. Made once: a schema is compiled when it first parses. */
function wholeInputOf(spec: CommandSpec): z.ZodObject {
  const made = wholeInputs.get(spec) ?? spec.input.extend(spec.facts.shape);
  wholeInputs.set(spec, made);
  return made;
}

/**
 * What the ids of facts are made of. A store answers an append of ids that it has at that place as it did the first time,
 * whatever else they hold. Where several processes decide, the second one under a command id must not be taken for the
 * first: it has ids of its own, is told of the conflict, and answers from what is there.
 */
const idScopeOf = (
  { actor, commandId }: Request & { readonly commandId: string },
  stream: string,
  digest: string,
  issuedAt: Instant,
  shared: boolean,
): string => {
  const scope = `${stream}\n${scopeOf(actor.subject, commandId)}`;
  return shared ? `${scope}\n${digest}\n${issuedAt}` : scope;
};

const pick = ({ revision, position }: { readonly revision: number; readonly position: bigint }) => ({
  revision,
  position,
});

/**
 * The facts as the store has them now, without reading them back. What their places are among those of all streams only
 * the store knows, but for the last one, which is the answer to the command.
 */
const recordedOf = (
  stream: string,
  events: readonly NewEvent[],
  { revision, position }: { readonly revision: number; readonly position: bigint },
): Recorded[] =>
  events.map((event, index) => ({
    ...event,
    stream,
    revision: revision - (events.length - 1 - index),
    position,
  }));

function answerAgain(
  { answered }: Aggregate,
  { actor, commandId }: Request & { readonly commandId: string },
  stream: string,
  digest: string,
): Answer | undefined {
  const before = answered.get(scopeOf(actor.subject, commandId));
  if (before === undefined) return undefined;
  if (before.commandDigest !== digest)
    return rejected(
      {
        code: 'CommandIdReused',
        message: `The command id «${commandId}» stands for another input to ${stream}; take a new id.`,
      },
      undefined,
    );
  return before.refusal === undefined
    ? { kind: 'accepted', commandId, stream, ...pick(before) }
    : rejected(before.refusal, before.position);
}

const rejected = (
  refusal: {
    readonly code: string;
    readonly message: string;
    readonly rule?: string | undefined;
    readonly allowed?: readonly string[];
  },
  position: bigint | undefined,
): Answer => ({
  kind: 'rejected',
  code: refusal.code,
  message: refusal.message,
  rule: refusal.rule,
  allowed: refusal.allowed ?? [],
  position,
});

const isAnswer = (value: object): value is Extract<Answer, { kind: 'rejected' }> =>
  'kind' in value && value.kind === 'rejected';

const issuesOf = (error: z.ZodError | undefined) =>
  (error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
