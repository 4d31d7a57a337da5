import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { HistoryChanged } from '../../../domain/kernel/eventStore.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import type { EventStoreDb } from '../../../store/eventstoredb/eventStoreDb.ts';
import { fact } from '../facts.ts';
import { follow, givenServers, oneFact, until } from './given.ts';

const t = givenServers();

/** So many facts, each in an append of its own unless told otherwise. */
async function fill(store: EventStoreDb, count: number, each = 1): Promise<void> {
  const run = randomUUID();
  for (let i = 0; i < count; i += each)
    await store.append(
      `${run}-${i}`,
      'noStream',
      Array.from({ length: each }, () => fact(randomUUID())),
    );
}

/** Promise 16: no gap, nothing twice. */
async function expectWhole(store: EventStoreDb, seen: readonly Recorded[]): Promise<void> {
  expect(seen).toEqual(await store.readAll('start', 1_000_000));
}

describe('promise 16: a subscription', { timeout: 60_000 }, () => {
  it('goes on where its server breaks it in the midst of things, again and again', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 100);
    await stub.order({ breakAfter: 7 });
    const follower = follow(t.open(stub.url));
    await follower.has(50);
    await stub.order({ breakAfter: null });
    await follower.has(100);
    await fill(store, 10);
    await expectWhole(store, await follower.has(110));
    expect((await stub.counts()).subscriptions).toBeGreaterThan(7);
  });

  it.each(['unavailable', 'end'] as const)(
    'goes on where its server ends it (%s) while it waits',
    async (how) => {
      const stub = await t.stub();
      const store = t.open(stub.url);
      await fill(store, 10);
      const follower = follow(store);
      await follower.has(10);
      await stub.break(how);
      await fill(store, 10);
      await expectWhole(store, await follower.has(20));
    },
  );

  it('goes on where its server is killed and comes back', async () => {
    const file = t.file();
    const stub = await t.stub({ file });
    const front = await t.front(stub.port);
    const store = t.open(front.url);
    await fill(store, 20);
    await stub.order({ die: { events: 5 } });
    const follower = follow(store);
    await until(() => stub.child.signalCode === 'SIGKILL');
    front.turnTo((await t.stub({ file })).port);
    await fill(store, 20);
    await expectWhole(store, await follower.has(40));
  });

  it('goes on where its connection is cut while others write', async () => {
    const stub = await t.stub();
    const front = await t.front(stub.port);
    const store = t.open(stub.url);
    const follower = follow(t.open(front.url));
    for (let i = 0; i < 5; i += 1) {
      await fill(store, 40);
      front.cut();
    }
    await expectWhole(store, await follower.has(200));
  });

  it('passes over what comes twice, and waits for what comes late', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await stub.order({ twice: true, late: 2 });
    const follower = follow(store);
    await fill(store, 30);
    await expectWhole(store, await follower.has(30));
  });

  it('notices that it is forgotten: its server lives, and nothing more comes', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const follower = follow(store);
    await follower.has(5);
    await stub.order({ silent: ['events'] });
    await fill(store, 5);
    await until(async () => (await stub.counts()).subscriptions > 1);
    await stub.order({ silent: [] });
    await expectWhole(store, await follower.has(10));
  });

  it("is left in peace while its server looks through very many of others' events", async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const follower = follow(store);
    await follower.has(5);
    await stub.order({ silent: ['events'], looking: 20 });
    await fill(store, 5);
    const { eventsRead } = await stub.counts();
    // So often it has compared what came with what is there.
    await until(async () => (await stub.counts()).eventsRead > eventsRead + 30);
    expect((await stub.counts()).subscriptions).toBe(1);
    await stub.order({ silent: [], looking: null });
    await expectWhole(store, await follower.has(10));
  });

  it('notices that its connection is a black hole, and goes on when it is none', async () => {
    const stub = await t.stub();
    const front = await t.front(stub.port);
    const states: string[] = [];
    const store = t.open(front.url, {
      policy: { total: 1000 },
      observer: { answered() {}, failed() {}, circuit: (state) => states.push(state) },
    });
    await fill(store, 5);
    const follower = follow(store);
    await follower.has(5);
    front.freeze();
    await until(() => states.includes('open'));
    await fill(t.open(stub.url), 5);
    front.thaw();
    await follower.has(10);
    await expectWhole(store, follower.seen);
    expect(states.at(-1)).toBe('closed');
  });

  it('is left in peace where nothing happens', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const follower = follow(store);
    await follower.has(5);
    const reads = (await stub.counts()).eventsRead;
    await until(async () => (await stub.counts()).eventsRead > reads + 10);
    expect((await stub.counts()).subscriptions).toBe(1);
  });

  it('makes its server wait where its consumer is slow, and then misses nothing', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url, { policy: { ahead: 100 } });
    const text = '字'.repeat(2000);
    for (let i = 0; i < 80; i += 1)
      await store.append(
        `s-${i}`,
        'noStream',
        Array.from({ length: 100 }, () => fact(randomUUID(), { text })),
      );
    const before = (await stub.counts()).eventsRead;
    const stop = new AbortController();
    const seen: Recorded[] = [];
    for await (const batch of store.subscribe('start', stop.signal)) {
      if (seen.length === 0) {
        // It takes nothing for as long as the server goes on sending.
        let sent = -1;
        for (let now = 0; now > sent; now = (await stub.counts()).eventsRead) {
          sent = now;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        expect(sent - before).toBeLessThan(4000);
      }
      expect(batch.length).toBeLessThan(1000);
      seen.push(...batch);
      if (seen.length === 8000) break;
    }
    await expectWhole(store, seen);
  });

  it('is handed nothing of others, and not the mark that says where we begin', async () => {
    const stub = await t.stub({ foreign: 400 });
    const store = t.open(stub.url);
    const follower = follow(store);
    const stranger = t.open(stub.url, { prefix: `other-${randomUUID()}.` });
    for (let i = 0; i < 5; i += 1) {
      await fill(stranger, 1);
      await fill(store, 1);
    }
    await expectWhole(store, await follower.has(5));
    expect(await store.read('$log')).toEqual([]);
  });

  it('leaves no listener and nothing open behind, however it ends', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const stop = new AbortController();
    for await (const _ of store.subscribe('start', stop.signal)) break;
    const waiting = store.subscribe(await store.head(), stop.signal)[Symbol.asyncIterator]();
    const next = waiting.next();
    await until(async () => (await stub.counts()).openSubscriptions === 1);
    await waiting.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await until(async () => (await stub.counts()).openSubscriptions === 0);
  });

  it('tells its consumer of an event under our prefix that is no fact', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 1);
    const stranger = EventStoreDBClient.connectionString(stub.url);
    await stranger.appendToStream(`${t.prefix}strange`, jsonEvent({ type: 'Strange', data: {} }));
    await expect(follow(store).ended).rejects.toThrow('lacks its envelope');
    await stranger.dispose();
  });
});

describe('promise 17: a store that forgot what it acknowledged', { timeout: 60_000 }, () => {
  it('is not read on where another fact stands in the place of the last one', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 4);
    await store.append('s', 'noStream', oneFact());
    const follower = follow(store);
    const { position } = (await follower.has(5)).at(-1) as Recorded;
    await stub.forget(1);
    const others = oneFact();
    expect(await store.append('s', 'noStream', others)).toMatchObject({ position });
    await stub.break();
    await expect(follower.ended).rejects.toThrow(HistoryChanged);
    await expect(follower.ended).rejects.toThrow(
      `position ${position}, where the store has another fact (${others[0].eventId})`,
    );
    expect(follower.seen).toHaveLength(5);
  });

  it('is not read on where nothing stands in the place of the last one', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const follower = follow(store);
    const { position } = (await follower.has(5)).at(-1) as Recorded;
    await stub.forget(2);
    await stub.break();
    await expect(follower.ended).rejects.toThrow(`position ${position}, where the store has nothing`);
  });

  it('is not read on from a place that was stored and is gone', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const last = await store.head();
    await stub.forget(1);
    await expect(follow(t.open(stub.url), last as bigint).ended).rejects.toThrow(HistoryChanged);
  });

  it('is read on where it forgot only what nobody had been handed', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 5);
    const follower = follow(store);
    await follower.has(5);
    await stub.order({ silent: ['events'] });
    await fill(store, 1);
    await stub.forget(1);
    await stub.break();
    await stub.order({ silent: [] });
    await fill(store, 1);
    await expectWhole(store, await follower.has(6));
  });

  it('has the head that it has left', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await fill(store, 2);
    const before = await store.head();
    await fill(store, 1);
    const last = await store.head();
    await stub.forget(1);
    expect(await store.head()).toBe(before);
    expect(await store.at(last as bigint)).toBeUndefined();
  });
});
