import { createHash, randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import type { Effect } from '../sagas/saga.ts';
import { shownId } from './logger.ts';
import type { Handle } from './observer.ts';
import { sliceOfStream } from './slices.ts';

const NAME = 'lianshen';
/** More commands than this in one batch have no span of their own: a reader that is far behind would tell of nothing else. */
const MOST_OF_A_BATCH = 64;

/** The tracer of an SDK that was loaded before; undefined where there is none, and then nothing here costs anything. */
function tracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(NAME)
    : provider.getTracer(NAME);
}

/**
 * The trace of a correlation id. It follows from the id alone, which every fact carries, so that the spans of all processes
 * that have to do with one command fall into one trace; its root is no span of anybody.
 */
export function traceOf(correlationId: string): Context {
  const digest = createHash('sha256').update(correlationId).digest('hex');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** Within what runs now, if that is of the same trace; else at its root. */
function within(correlationId: string): Context {
  const root = traceOf(correlationId);
  const active = trace.getSpanContext(context.active());
  return active?.traceId === trace.getSpanContext(root)?.traceId ? context.active() : root;
}

/** A span around work that may throw. Of an error its kind is told and not its words, which may be somebody's. */
async function spanning<Result>(
  span: Span,
  at: Context,
  work: () => Promise<Result>,
  tell: (result: Result) => void = () => undefined,
): Promise<Result> {
  try {
    const result = await context.with(trace.setSpan(at, span), work);
    tell(result);
    return result;
  } catch (error) {
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

const categoryOf = (stream: string): string => sliceOfStream(stream)?.name ?? 'other';

/** Only words of the program and numbers: no input, no name, no stream. */
const attributesOf = (correlationId: string, attributes: Attributes): Attributes => ({
  'lianshen.correlation_id': shownId(correlationId),
  ...attributes,
});

/** A span for each command, a saga's as well as a user's, with its outcome. */
export function tracedCommands(handle: Handle): Handle {
  const spans = tracer();
  if (spans === undefined) return handle;
  return (slice, request, internal) => {
    // Who names neither is given here what the write path would give it later, so that its facts are of this trace.
    const commandId = request.commandId ?? randomUUID();
    const correlationId = request.correlationId ?? commandId;
    const at = within(correlationId);
    const outside = trace.getSpanContext(context.active());
    const span = spans.startSpan(
      `command ${slice.name}.${request.type}`,
      {
        kind: SpanKind.INTERNAL,
        attributes: attributesOf(correlationId, {
          'lianshen.slice': slice.name,
          'lianshen.command': request.type,
          'lianshen.sender': internal ? 'saga' : 'user',
        }),
        links: outside === undefined || at === context.active() ? [] : [{ context: outside }],
      },
      at,
    );
    return spanning(
      span,
      at,
      () => handle(slice, { ...request, commandId }, internal),
      (answer) => {
        span.setAttribute('lianshen.outcome', answer.kind);
        if (answer.kind === 'rejected') span.setAttribute('lianshen.code', answer.code);
      },
    );
  };
}

/** The store with a span for each append: how many facts went into what kind of stream, and whether another was faster. */
export function traced(store: EventStore): EventStore {
  const spans = tracer();
  if (spans === undefined) return store;
  return {
    shared: store.shared,
    read: (stream, fromRevision) => store.read(stream, fromRevision),
    append(stream, expected, events) {
      const correlationId = events[0]?.correlationId ?? '';
      const at = within(correlationId);
      const slice = categoryOf(stream);
      const span = spans.startSpan(
        `append ${slice}`,
        {
          kind: SpanKind.CLIENT,
          attributes: attributesOf(correlationId, {
            'lianshen.slice': slice,
            'lianshen.expected_revision': expected === 'noStream' ? -1 : expected,
            'lianshen.facts': events.map(({ event }) => event.type),
          }),
        },
        at,
      );
      return spanning(
        span,
        at,
        () => store.append(stream, expected, events),
        (result) => {
          span.setAttribute('lianshen.conflict', result.kind === 'conflict');
          if (result.kind === 'appended') span.setAttribute('lianshen.revision', result.revision);
          else
            span.setAttribute('lianshen.actual_revision', result.actual === 'noStream' ? -1 : result.actual);
        },
      );
    },
    readAll: (after, limit) => store.readAll(after, limit),
    at: (position) => store.at(position),
    countAfter: (after, most) => store.countAfter(after, most),
    subscribe: (after, signal) => store.subscribe(after, signal),
    head: () => store.head(),
    close: () => store.close(),
  };
}

/** A span around what a saga wants, in the trace of the fact that it wants it because of. */
export function tracedEffect<Result>(
  saga: string,
  effect: Effect,
  correlationId: string,
  send: () => Promise<Result>,
): Promise<Result> {
  const spans = tracer();
  if (spans === undefined) return send();
  const at = within(correlationId);
  const attributes = attributesOf(correlationId, {
    'lianshen.saga': saga,
    'lianshen.slice': effect.slice,
    'lianshen.command': effect.type,
  });
  return spanning(spans.startSpan(`saga ${saga}`, { kind: SpanKind.CONSUMER, attributes }, at), at, send);
}

/**
 * One span for each command whose facts a batch holds, in its own trace and as long as the batch: the read models take a
 * batch in as one. While they are folded from the first fact there are none, since nobody waits for those facts.
 */
export async function tracedBatch<Result>(
  batch: readonly Recorded[],
  rebuilding: boolean,
  apply: () => Promise<Result>,
): Promise<Result> {
  const spans = rebuilding ? undefined : tracer();
  if (spans === undefined) return apply();
  const facts = new Map<string, Recorded[]>();
  for (const fact of batch) {
    const those = facts.get(fact.correlationId);
    if (those !== undefined) those.push(fact);
    else if (facts.size < MOST_OF_A_BATCH) facts.set(fact.correlationId, [fact]);
  }
  const begun = [...facts].map(([correlationId, those]) =>
    spans.startSpan(
      'project',
      {
        kind: SpanKind.CONSUMER,
        attributes: attributesOf(correlationId, {
          'lianshen.facts': those.map(({ event }) => event.type),
          'lianshen.position': String(those.at(-1)?.position),
          'lianshen.batch': batch.length,
        }),
      },
      traceOf(correlationId),
    ),
  );
  try {
    return await apply();
  } catch (error) {
    for (const span of begun) {
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    throw error;
  } finally {
    for (const span of begun) span.end();
  }
}

/** What an SDK still holds is sent before the process ends; one that cannot be reached does not keep it from ending. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider();
  const delegate: object = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  if (!('forceFlush' in delegate) || typeof delegate.forceFlush !== 'function') return;
  await Promise.resolve(delegate.forceFlush()).catch(() => undefined);
}
