import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { describe, expect, it, vi } from 'vitest';
import type { EventStoreDb } from '../../../store/eventstoredb/eventStoreDb.ts';
import { StoreUnavailable } from '../../../store/storeUnavailable.ts';
import { fact } from '../facts.ts';
import { follow, givenServers, oneFact, timesRecorded, until } from './given.ts';

const t = givenServers();

/** Writers that go on until each has so many appends of two facts acknowledged. */
async function write(store: EventStoreDb, writers: number, appends: number, acknowledged: string[]) {
  const run = randomUUID();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let i = 0; i < appends; i += 1) {
        const facts = [fact(randomUUID()), fact(randomUUID())];
        const expected = i === 0 ? 'noStream' : 2 * i - 1;
        const answer = await store.append(`${run}-${writer}`, expected, facts);
        expect(answer).toMatchObject({ kind: 'appended', revision: 2 * i + 1 });
        acknowledged.push(...facts.map(({ eventId }) => eventId));
      }
    }),
  );
}

/** Promise 16: nothing acknowledged is lost, nothing is doubled. */
async function expectEachOnce(store: EventStoreDb, acknowledged: readonly string[]) {
  const times = await timesRecorded(store);
  expect(acknowledged.filter((id) => times.get(id) !== 1)).toEqual([]);
  expect(times.size).toBe(acknowledged.length);
}

describe('promise 16: an append whose outcome is open', { timeout: 60_000 }, () => {
  it.each([
    ['was not recorded before its stream broke', { cut: { appends: 1, committed: false } }],
    ['was recorded before its stream broke', { cut: { appends: 1, committed: true } }],
    ['was recorded, and the server says that it timed out', { timeOut: 1 }],
  ])('that %s is answered as the first time, and recorded once', async (_, orders) => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await store.append('s', 'noStream', oneFact());
    await stub.order(orders);
    const facts = [fact(randomUUID()), fact(randomUUID())];
    const answer = await store.append('s', 0, facts);
    const recorded = await store.read('s');
    expect(recorded.slice(1).map(({ eventId }) => eventId)).toEqual(facts.map(({ eventId }) => eventId));
    expect(answer).toEqual({ kind: 'appended', revision: 2, position: recorded[2]?.position });
  });

  /** So long between two attempts that somebody else comes in between. */
  const PATIENT = { policy: { pause: 1000, longestPause: 1000 } };

  it('that was recorded, and after which others wrote on, is still told its own place', async () => {
    const stub = await t.stub();
    const [store, other] = [t.open(stub.url, PATIENT), t.open(stub.url)];
    await store.append('s', 'noStream', oneFact());
    await stub.order({ cut: { appends: 1, committed: true } });
    const answer = store.append('s', 0, oneFact());
    await until(async () => (await other.read('s')).length === 2);
    expect(await other.append('s', 1, oneFact())).toMatchObject({ revision: 2 });
    expect(await answer).toEqual({
      kind: 'appended',
      revision: 1,
      position: (await other.read('s'))[1]?.position,
    });
  });

  it('that was not recorded, and before which others wrote, is a conflict', async () => {
    const stub = await t.stub();
    const [store, other] = [t.open(stub.url, PATIENT), t.open(stub.url)];
    await store.append('s', 'noStream', oneFact());
    await stub.order({ cut: { appends: 1, committed: false } });
    const answer = store.append('s', 0, oneFact());
    await until(async () => (await stub.counts()).cuts === 1);
    expect(await other.append('s', 0, oneFact())).toMatchObject({ revision: 1 });
    expect(await answer).toEqual({ kind: 'conflict', actual: 1 });
    expect(await store.read('s')).toHaveLength(2);
  });

  it('that is never answered is asked again until it is', async () => {
    const stub = await t.stub();
    const failures: string[] = [];
    const store = t.open(stub.url, {
      observer: { answered() {}, circuit() {}, failed: (code) => failures.push(code) },
    });
    await store.append('s', 'noStream', oneFact());
    await stub.order({ silent: ['appends'] });
    const answer = store.append('s', 0, oneFact());
    await until(() => failures.includes('unanswered'));
    await stub.order({ silent: [] });
    expect(await answer).toMatchObject({ kind: 'appended', revision: 1 });
    expect(await store.read('s')).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)('when the server dies right %s it is on disk', async (at) => {
    const file = t.file();
    const stub = await t.stub({ file });
    const front = await t.front(stub.port);
    const store = t.open(front.url);
    await store.append('s', 'noStream', oneFact());
    await stub.order({ die: { at } });
    const answer = store.append('s', 0, oneFact());
    await until(() => stub.child.signalCode === 'SIGKILL');
    front.turnTo((await t.stub({ file })).port);
    expect(await answer).toMatchObject({ kind: 'appended', revision: 1 });
    expect(await store.read('s')).toHaveLength(2);
  });

  it('when 32 write and the server is killed again and again', async () => {
    const file = t.file();
    let stub = await t.stub({ file });
    const front = await t.front(stub.port);
    const store = t.open(front.url);
    const acknowledged: string[] = [];
    let over = false;
    const writing = write(store, 32, 30, acknowledged).finally(() => {
      over = true;
    });
    for (let kills = 1; kills <= 3; kills += 1) {
      await until(() => over || acknowledged.length > kills * 300);
      await stub.kill();
      stub = await t.stub({ file });
      front.turnTo(stub.port);
    }
    await writing;
    expect(acknowledged).toHaveLength(32 * 30 * 2);
    await expectEachOnce(t.open(stub.url), acknowledged);
  });

  it('when 32 write and their connections are cut again and again', async () => {
    const stub = await t.stub();
    const front = await t.front(stub.port);
    const store = t.open(front.url);
    const acknowledged: string[] = [];
    let over = false;
    const writing = write(store, 32, 30, acknowledged).finally(() => {
      over = true;
    });
    for (let cuts = 1; cuts <= 5; cuts += 1) {
      await until(() => over || acknowledged.length > cuts * 200);
      front.cut();
    }
    await writing;
    await expectEachOnce(t.open(stub.url), acknowledged);
  });

  it('when answers come late and twice: each goes to whom it belongs', async () => {
    const stub = await t.stub();
    await stub.order({ late: 20, twice: true });
    const store = t.open(stub.url);
    const acknowledged: string[] = [];
    await write(store, 32, 4, acknowledged);
    await expectEachOnce(store, acknowledged);
  });
});

describe('promise 16: the leader', { timeout: 60_000 }, () => {
  it('is followed where a node says that it is elsewhere', async () => {
    const [deposed, leader] = [await t.stub(), await t.stub()];
    const store = t.open(deposed.url);
    await deposed.order({ notLeader: { host: '127.0.0.1', port: leader.port } });
    expect(await store.append('s', 'noStream', oneFact())).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await store.read('s')).toHaveLength(1);
    expect(await t.open(leader.url).read('s')).toHaveLength(1);
  });

  it('is found by asking the members, and found again after it died', async () => {
    const file = t.file();
    const [first, second] = [await t.stub({ file }), await t.stub()];
    const members = (leads: number) => ({
      members: [first, second].map(({ port }) => ({
        host: '127.0.0.1',
        port,
        leader: port === leads,
        alive: true,
      })),
    });
    await Promise.all([first, second].map((each) => each.order(members(second.port))));
    const url = `esdb://127.0.0.1:${first.port},127.0.0.1:${second.port}?tls=false&discoveryInterval=10`;
    const store = t.open(url);
    await store.append('s', 'noStream', oneFact());
    expect(await t.open(second.url).read('s')).toHaveLength(1);
    await second.kill();
    const answer = store.append('t', 'noStream', oneFact());
    await first.order(members(first.port));
    expect(await answer).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await t.open(first.url).read('t')).toHaveLength(1);
  });
});

describe('promise 16: a store that cannot be reached', { timeout: 60_000 }, () => {
  it('is waited for when it comes later than we', async () => {
    const earlier = await t.stub();
    const front = await t.front(earlier.port);
    await earlier.kill();
    const store = t.open(front.url);
    const answer = store.append('s', 'noStream', oneFact());
    front.turnTo((await t.stub()).port);
    expect(await answer).toMatchObject({ kind: 'appended', revision: 0 });
  });

  it.each([
    ['takes connections and says nothing', 'freeze'],
    ['refuses every call', 'refuse'],
  ] as const)(
    'that %s is an error in bounded time, opens the circuit, and closes it when it is back',
    async (_, how) => {
      const stub = await t.stub();
      const front = await t.front(stub.port);
      const told: string[] = [];
      const store = t.open(front.url, {
        policy: { total: 1000 },
        observer: {
          answered() {},
          failed() {},
          circuit: (state, reason) => told.push(`${state} ${reason !== undefined}`),
        },
      });
      await store.append('s', 'noStream', oneFact());
      if (how === 'freeze') front.freeze();
      else await stub.order({ unavailable: true });
      const facts = oneFact();
      await expect(store.append('s', 0, facts)).rejects.toThrow(StoreUnavailable);
      await expect(store.read('s')).rejects.toThrow(
        /^esdb:\/\/127\.0\.0\.1:\d+: the store cannot be reached \(.*\); tried/,
      );
      await until(() => store.unreachableBecause !== undefined);
      if (how === 'freeze') front.thaw();
      else await stub.order({ unavailable: false });
      await until(() => store.unreachableBecause === undefined);
      expect(told).toEqual(['open true', 'closed false']);
      expect(await store.append('s', 0, facts)).toMatchObject({ kind: 'appended', revision: 1 });
      expect(await store.read('s')).toHaveLength(2);
    },
  );

  it('through a connection that died without a word is reached through a fresh one', async () => {
    const stub = await t.stub();
    const front = await t.front(stub.port);
    const store = t.open(front.url);
    const follower = follow(store);
    await store.append('s', 'noStream', oneFact());
    await follower.has(1);
    front.strand();
    expect(await store.append('s', 0, oneFact())).toMatchObject({ kind: 'appended', revision: 1 });
    expect(await store.read('s')).toHaveLength(2);
    await follower.has(2);
  });

  it('holds up nobody else: the appends of another store in the process go on', async () => {
    const [broken, whole] = [await t.stub(), await t.stub()];
    const failures: string[] = [];
    const one = t.open(broken.url);
    const two = t.open(whole.url, {
      observer: { answered() {}, circuit() {}, failed: (code) => void failures.push(code) },
    });
    await Promise.all([one, two].map((store) => store.append('s', 'noStream', oneFact())));
    await Promise.all([broken.order({ silent: ['appends'] }), whole.order({ late: 200 })]);
    const lost = one.append('s', 0, oneFact());
    const slow = two.append('s', 0, oneFact());
    await broken.break();
    expect(await slow).toMatchObject({ kind: 'appended', revision: 1 });
    expect(failures).toEqual([]);
    // The mark, and each append once.
    expect((await whole.counts()).appends).toBe(3);
    await broken.order({ silent: [] });
    expect(await lost).toMatchObject({ kind: 'appended', revision: 1 });
  });

  it('is not for a clock of ours that lags far behind the server', async () => {
    const stub = await t.stub();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 20 * 60_000 });
    try {
      const answer = await t.open(stub.url).append('s', 'noStream', oneFact());
      expect(answer).toMatchObject({ kind: 'appended', revision: 0 });
    } finally {
      vi.useRealTimers();
    }
  });

  it('answers what waits with an error when it is closed', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await store.append('s', 'noStream', oneFact());
    await stub.order({ silent: ['appends', 'reads'] });
    const waiting = [store.append('s', 0, oneFact()), store.read('s'), store.head()];
    const ends = Promise.allSettled(waiting);
    await store.close();
    for (const end of await ends) expect(end).toMatchObject({ reason: { name: 'StoreUnavailable' } });
  });
});

describe('appends of different streams', () => {
  it('do not wait for each other: all are recorded before the first is answered', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url, { policy: { call: 10_000 } });
    await store.append('s', 'noStream', oneFact());
    await stub.order({ late: 1000 });
    let answered = 0;
    const answers = Array.from({ length: 64 }, async (_, i) => {
      await store.append(`s-${i}`, 'noStream', oneFact());
      answered += 1;
    });
    await until(async () => (await stub.counts()).appends === 2 + 64);
    expect(answered).toBe(0);
    await stub.order({ late: 0 });
    await Promise.all(answers);
  });
});

describe('an append that no server could take', () => {
  it('is refused before it is sent: it is too heavy', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    const heavy = Array.from({ length: 2 }, () => fact(randomUUID(), { text: '字'.repeat(180_000) }));
    await expect(store.append('s', 'noStream', heavy)).rejects.toThrow(
      /^An append weighs 108\d{4} bytes; the most is 1048576\. Split it\.$/,
    );
    expect(await stub.counts()).toMatchObject({ appends: 0 });
  });

  it('is refused before it is sent: an id is no UUID', async () => {
    const stub = await t.stub();
    await expect(t.open(stub.url).append('s', 'noStream', [fact('one')])).rejects.toThrow('«one»');
  });
});

describe("others' events on the same server", () => {
  it('are not read by an installation that is new there', async () => {
    const stub = await t.stub({ foreign: 20_000 });
    const store = t.open(stub.url);
    expect([await store.head(), await store.countAfter('start', 10)]).toEqual(['start', 0]);
    // Its mark is there now, and no fact yet.
    expect(await store.append('s', 0, oneFact())).toEqual({ kind: 'conflict', actual: 'noStream' });
    expect([await store.head(), await store.countAfter('start', 10)]).toEqual(['start', 0]);
    await store.append('s', 'noStream', oneFact());
    expect(await store.readAll('start', 10)).toHaveLength(1);
    expect(await store.head()).toBe((await store.read('s'))[0]?.position);
    expect((await stub.counts()).eventsRead).toBeLessThan(200);
  });

  it('are looked through once and not with every question for the head', async () => {
    const stub = await t.stub();
    const store = t.open(stub.url);
    await store.append('s', 'noStream', oneFact());
    const other = EventStoreDBClient.connectionString(stub.url);
    await other.appendToStream(
      'others',
      Array.from({ length: 5000 }, () => jsonEvent({ type: 'Other', data: {} })),
    );
    const reader = t.open(stub.url);
    const head = await reader.head();
    const before = (await stub.counts()).eventsRead;
    for (let i = 0; i < 5; i += 1) expect(await reader.head()).toBe(head);
    expect((await stub.counts()).eventsRead - before).toBeLessThan(5 * 100);
    await other.dispose();
  });
});
