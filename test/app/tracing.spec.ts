import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { virtualClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import type { Handle } from '../../app/observer.ts';
import { flushSpans, traced, tracedBatch, tracedCommands, traceOf } from '../../app/tracing.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Tables } from '../../projections/all.ts';
import type { AnySaga } from '../../sagas/saga.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { realSystem } from '../api/realSystem.ts';
import { REGISTER, registration } from '../api/registrations.ts';
import { OWNER, PROJECT } from '../nodeTerms.ts';
import { actor } from '../specification.ts';

import { loadSdk } from './spans.ts';

const AT = '2026-03-02T01:00:00.000Z';
const register = (correlationId: string | undefined, subject = 'officer-canary') => ({
  slice: 'project',
  key: { code: PROJECT },
  type: 'RegisterProject',
  input: {
    title: 'canary hospital',
    type: 'GOVERNMENT_BUILDING',
    owner: OWNER,
    ownerName: 'canary owner',
    profile: 'CX-GOV-60',
  },
  actor: { ...actor('owner', OWNER), subject },
  commandId: `command of ${subject}`,
  correlationId,
});

/** One process: its own read models, on a store that others have too. */
async function processOn(store: EventStore, sagas: readonly AnySaga[] = []) {
  const readModel = openReadModel<Tables>(':memory:');
  const runtime = await createRuntime({
    store,
    readModel,
    clock: virtualClock(AT),
    logger: pino({ level: 'silent' }),
    timers: false,
    sagas,
  });
  return {
    runtime,
    end: async () => {
      await runtime.stop();
      await readModel.close();
    },
  };
}

const traceIdOf = (correlationId: string) => trace.getSpanContext(traceOf(correlationId))?.traceId;
const named = (spans: readonly ReadableSpan[], name: string) => spans.filter((span) => span.name === name);
const parentOf = (spans: readonly ReadableSpan[], child: ReadableSpan | undefined) =>
  spans.find((span) => span.spanContext().spanId === child?.parentSpanContext?.spanId)?.name;

describe('without an SDK', () => {
  const store = memoryEventStore();
  const handle: Handle = async () => ({ kind: 'invalid', issues: [] });

  it('nothing stands in between', () => {
    expect(traced(store)).toBe(store);
    expect(tracedCommands(handle)).toBe(handle);
  });
  it('a batch is applied once, and there is nothing to flush', async () => {
    let applied = 0;
    expect(await tracedBatch([], false, async () => (applied += 1))).toBe(1);
    expect(await flushSpans()).toBeUndefined();
  });
});

describe('with an SDK', () => {
  let sdk: ReturnType<typeof loadSdk>;
  beforeAll(() => {
    sdk = loadSdk();
  });
  afterEach(() => sdk.forget());
  afterAll(() => sdk.unload());

  it('a command, its append and the read models of two processes are one trace', async () => {
    const store = memoryEventStore();
    const [one, other] = [await processOn(store), await processOn(store)];
    await one.runtime.execute(register('case-7'));
    await other.runtime.settled();
    await one.end();
    await other.end();

    const spans = sdk.spans();
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceIdOf('case-7')]));
    const [command] = named(spans, 'command project.RegisterProject');
    expect(command?.attributes).toEqual({
      'lianshen.correlation_id': 'case-7',
      'lianshen.slice': 'project',
      'lianshen.command': 'RegisterProject',
      'lianshen.sender': 'user',
      'lianshen.outcome': 'accepted',
    });
    const [append] = named(spans, 'append project');
    expect(append?.attributes).toEqual({
      'lianshen.correlation_id': 'case-7',
      'lianshen.slice': 'project',
      'lianshen.expected_revision': -1,
      'lianshen.facts': ['ProjectRegistered'],
      'lianshen.conflict': false,
      'lianshen.revision': 0,
    });
    expect(parentOf(spans, append)).toBe('command project.RegisterProject');
    expect(named(spans, 'project')).toHaveLength(2);
  });

  it('a command of GraphQL is of the trace of its correlation id', async () => {
    const system = await realSystem();
    try {
      await system.send(
        REGISTER,
        { input: registration(1), commandId: 'c-1' },
        await system.token(['owner'], OWNER),
      );
      const facts = await system.runtime.changes.after('start', 10);
      const ids = new Set(sdk.spans().map((span) => span.spanContext().traceId));
      expect(facts.length).toBeGreaterThan(0);
      expect(ids).toEqual(new Set(facts.map(({ correlationId }) => traceIdOf(correlationId))));
    } finally {
      await system.close();
    }
  });

  it('a command without ids of its own is of the same trace as its facts', async () => {
    const store = memoryEventStore();
    const { runtime, end } = await processOn(store);
    await runtime.execute({ ...register(undefined), commandId: undefined });
    await end();
    const [fact] = await store.readAll('start', 1);
    expect(fact).toBeDefined();
    expect(sdk.spans().map((span) => span.spanContext().traceId)).toEqual(
      sdk.spans().map(() => traceIdOf(fact?.correlationId ?? '')),
    );
  });

  it('a refusal is no error, and its code is told', async () => {
    const { runtime, end } = await processOn(memoryEventStore());
    await runtime.execute(register('case-1'));
    await runtime.execute(register('case-2', 'another'));
    await end();
    const refused = sdk.spans().find(({ attributes }) => attributes['lianshen.outcome'] === 'rejected');
    expect(refused?.attributes['lianshen.code']).toBe('StageForbids');
    expect(refused?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('a conflict is told at the append, and the command is decided again within its span', async () => {
    const inner = memoryEventStore();
    let first = true;
    const store: EventStore = {
      ...inner,
      append: async (...sent) => {
        const raced = first;
        first = false;
        return raced ? { kind: 'conflict', actual: 4 } : inner.append(...sent);
      },
    };
    const { runtime, end } = await processOn(store);
    await runtime.execute(register('case-3'));
    await end();
    const appends = named(sdk.spans(), 'append project');
    expect(appends.map(({ attributes }) => attributes['lianshen.conflict'])).toEqual([true, false]);
    expect(appends[0]?.attributes['lianshen.actual_revision']).toBe(4);
    expect(appends.map((append) => parentOf(sdk.spans(), append))).toEqual([
      'command project.RegisterProject',
      'command project.RegisterProject',
    ]);
  });

  it('what a saga sends is of the trace of the fact that it sends it because of', async () => {
    const starter: AnySaga = {
      name: 'starter',
      version: 1,
      instancesOf: ({ event }) => (event.type === 'ProjectRegistered' ? [PROJECT] : []),
      evolve: () => ({}),
      react: () => [
        {
          slice: 'project',
          key: { code: PROJECT },
          type: 'StartProject',
          input: { startedAt: AT },
          commandId: 'start',
        },
      ],
    };
    const { runtime, end } = await processOn(memoryEventStore(), [starter]);
    await runtime.execute(register('case-4'));
    await runtime.settled();
    await end();
    const spans = sdk.spans();
    const [effect] = named(spans, 'saga starter');
    const [command] = named(spans, 'command project.StartProject');
    expect(effect?.spanContext().traceId).toBe(traceIdOf('case-4'));
    expect(command?.attributes['lianshen.sender']).toBe('saga');
    expect(parentOf(spans, command)).toBe('saga starter');
  });

  it('what was sent within a request that is traced elsewhere is linked to it', async () => {
    const { runtime, end } = await processOn(memoryEventStore());
    const tracer = trace.getTracer('a library for HTTP');
    await tracer.startActiveSpan('POST /graphql', async (request) => {
      await runtime.execute(register('case-5'));
      request.end();
    });
    await end();
    const [command] = named(sdk.spans(), 'command project.RegisterProject');
    const [request] = named(sdk.spans(), 'POST /graphql');
    expect(command?.links.map(({ context }) => context.spanId)).toEqual([request?.spanContext().spanId]);
    expect(command?.spanContext().traceId).toBe(traceIdOf('case-5'));
  });

  it('a store that fails is an error of which the kind is told and nothing else', async () => {
    const inner = memoryEventStore();
    const store: EventStore = {
      ...inner,
      append: async () => {
        throw new RangeError('canary: no room');
      },
    };
    const { runtime, end } = await processOn(store);
    await expect(runtime.execute(register('case-6'))).rejects.toThrow('canary: no room');
    await end();
    const failed = sdk.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.map(({ name }) => name)).toEqual(['append project', 'command project.RegisterProject']);
    expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual(['RangeError', 'RangeError']);
    expect(
      JSON.stringify(failed.map(({ attributes, status, events }) => [attributes, status, events])),
    ).not.toContain('canary');
  });

  it('nothing of what anybody sent is told', async () => {
    const { runtime, end } = await processOn(memoryEventStore());
    await runtime.execute(register('canary correlation with spaces'));
    await end();
    expect(sdk.spans().length).toBeGreaterThan(2);
    const told = JSON.stringify(
      sdk.spans().map(({ name, attributes, events }) => [name, attributes, events]),
    );
    expect(told).not.toContain('canary');
    expect(told).not.toContain(PROJECT);
    expect(told).not.toContain(OWNER);
  });

  it('a fold from the first fact has no spans, and a batch of very many commands few', async () => {
    const store = memoryEventStore();
    const { runtime, end } = await processOn(store);
    await runtime.execute(register('case-8'));
    await end();
    sdk.forget();
    const later = await processOn(store);
    await later.end();
    expect(sdk.spans()).toEqual([]);

    const [fact] = await store.readAll('start', 1);
    const batch = Array.from({ length: 500 }, (_, n) => ({ ...fact!, correlationId: `case-${n}` }));
    await tracedBatch(batch, false, async () => undefined);
    expect(sdk.spans()).toHaveLength(64);
  });
});
