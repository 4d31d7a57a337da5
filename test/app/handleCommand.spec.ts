import { describe, expect, it } from 'vitest';
import { Aggregates } from '../../app/aggregates.ts';
import { type VirtualClock, virtualClock } from '../../app/clock.ts';
import { createHandler } from '../../app/handleCommand.ts';
import type { Answer, Request } from '../../app/runtime.ts';
import { type AnySlice, sliceByName } from '../../app/slices.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { OWNER, PROJECT } from '../nodeTerms.ts';
import { actor, context, system } from '../specification.ts';

const START = '2026-03-02T01:00:00.000Z';
const project = sliceByName.get('project') as AnySlice;
const owner = actor('owner', OWNER);

/** Handlers over one store: two of them are two processes. */
function handlerOn(store: EventStore, clock: VirtualClock = virtualClock(START)) {
  const handle = createHandler({
    store,
    aggregates: new Aggregates(store),
    clock,
    context: () => context,
    resolveFacts: async () => ({}),
    lastRecordedAt: undefined,
  });
  return (more: Partial<Request> = {}, internal = false): Promise<Answer> =>
    handle(
      project,
      {
        slice: 'project',
        key: { code: PROJECT },
        type: 'RegisterProject',
        input,
        actor: owner,
        commandId: 'c-1',
        ...more,
      },
      internal,
    );
}
const input = {
  title: '医院',
  type: 'GOVERNMENT_BUILDING',
  owner: OWNER,
  ownerName: '医院',
  profile: 'CX-GOV-60',
};
const terminate = { type: 'TerminateProject', input: { reason: '不建了' }, commandId: 'c-2' };

describe('one command', () => {
  it('is recorded once and answered for ever as the first time', async () => {
    const store = memoryEventStore();
    const send = handlerOn(store);
    const first = await send();
    expect(first).toMatchObject({
      kind: 'accepted',
      stream: `project-${PROJECT}`,
      revision: 0,
      commandId: 'c-1',
    });
    await send(terminate);
    expect(await send()).toEqual(first);
    expect(await store.read(`project-${PROJECT}`)).toHaveLength(2);
  });

  it('is answered as the first time by a process that has just started', async () => {
    const store = memoryEventStore();
    const first = await handlerOn(store)();
    expect(await handlerOn(store)()).toEqual(first);
    expect(await store.read(`project-${PROJECT}`)).toHaveLength(1);
  });

  it('is recorded once also when it comes twice at the same moment', async () => {
    const store = memoryEventStore();
    const send = handlerOn(store);
    const [a, b] = await Promise.all([send(), send()]);
    expect(a).toEqual(b);
    expect(await store.read(`project-${PROJECT}`)).toHaveLength(1);
  });

  it('does not lend its id to another input', async () => {
    const send = handlerOn(memoryEventStore());
    await send();
    expect(await send({ input: { ...input, title: '学校' } })).toMatchObject({
      kind: 'rejected',
      code: 'CommandIdReused',
    });
  });

  it('shares its id with nobody else: the same id of another person is another command', async () => {
    const send = handlerOn(memoryEventStore());
    await send();
    expect(
      await send({ ...terminate, commandId: 'c-1', actor: actor('owner', OWNER, 'deputy') }),
    ).toMatchObject({ kind: 'accepted' });
  });

  it('gets an id of its own where the client gave none', async () => {
    const answer = await handlerOn(memoryEventStore())({ commandId: undefined });
    expect(answer).toMatchObject({ kind: 'accepted', commandId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('leaves no trace where a rule forbids it', async () => {
    const store = memoryEventStore();
    expect(await handlerOn(store)(terminate)).toMatchObject({
      kind: 'rejected',
      code: 'StageForbids',
      allowed: ['RegisterProject'],
    });
    expect(await store.head()).toBe('start');
  });

  it('names every wrong field of its key and its input', async () => {
    const answer = await handlerOn(memoryEventStore())({
      key: { code: 'x' },
      input: { ...input, owner: 'y', title: '\uD800' },
    });
    expect(answer).toMatchObject({ kind: 'invalid' });
    expect(answer.kind === 'invalid' && answer.issues.map(({ path }) => path)).toEqual([
      'code',
      'title',
      'owner',
    ]);
  });

  it('stores who did it, why, and under which ids', async () => {
    const store = memoryEventStore();
    await handlerOn(store)({ correlationId: 'corr-7' });
    const [fact] = await store.read(`project-${PROJECT}`);
    expect(fact).toMatchObject({
      actor: owner,
      causationId: 'c-1',
      correlationId: 'corr-7',
      schemaVersion: 1,
      recordedAt: START,
    });
    expect(fact?.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
  });

  it('does not take facts of other streams from a client', async () => {
    const store = memoryEventStore();
    await handlerOn(store)({ input: { ...input, code: '2603-532390-04-01-517421' } });
    const [fact] = await store.read(`project-${PROJECT}`);
    expect(fact?.event.data).toMatchObject({ code: PROJECT });
  });
});

describe('two writers', () => {
  it('the slower one decides again on what the faster one recorded', async () => {
    const store = memoryEventStore();
    const [one, other] = [handlerOn(store), handlerOn(store)];
    await one();
    await other(terminate);
    // The first process still holds the stream as it was before, and is refused by what happened since.
    expect(
      await one({ type: 'StartProject', input: { startedAt: START }, commandId: 'c-3', actor: system }, true),
    ).toMatchObject({
      kind: 'rejected',
      code: 'StageForbids',
    });
  });

  it('gives up with an answer where the stream never stands still', async () => {
    const quiet = memoryEventStore();
    const restless: EventStore = { ...quiet, append: async () => ({ kind: 'conflict', actual: 5 }) };
    expect(await handlerOn(restless)()).toMatchObject({ kind: 'rejected', code: 'Busy' });
  });
});

describe('time', () => {
  it('never runs backwards in a store, whatever the clock of the machine does', async () => {
    const store = memoryEventStore();
    const clock = virtualClock('2026-03-02T09:00:00.000Z');
    await handlerOn(store, clock)();
    const jumped = handlerOn(store, virtualClock(START));
    await jumped(terminate);
    expect((await store.read(`project-${PROJECT}`)).map(({ recordedAt }) => recordedAt)).toEqual([
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
    ]);
  });
});
