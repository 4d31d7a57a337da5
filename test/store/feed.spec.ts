import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { decode, encode } from '../../store/encoding.ts';
import { Feed } from '../../store/feed.ts';
import { fact } from './facts.ts';

/** A feed over a log in memory, and how often the log was read. */
function feedOverLog() {
  const all: Recorded[] = [];
  let reads = 0;
  const feed = new Feed((position, limit) => {
    reads += 1;
    return all.slice(Number(position), Number(position) + limit);
  });
  const commit = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      const facts = decode('s', all.length, all.length + 1, encode([fact(`f${all.length}`)]));
      all.push(...facts);
      feed.publish([() => facts]);
    }
  };
  return { feed, commit, reads: () => reads };
}

describe('the feed', () => {
  it('pushes to a live subscriber without reading again', async () => {
    const { feed, commit, reads } = feedOverLog();
    const subscriber = feed.subscribe(0n, new AbortController().signal)[Symbol.asyncIterator]();
    const waiting = subscriber.next();
    await new Promise(setImmediate);
    const before = reads();
    commit(1);
    expect((await waiting).value).toHaveLength(1);
    expect(reads()).toBe(before);
  });

  it('keeps no more than so much for a slow one, which then reads it from the store: nothing lost, nothing twice', async () => {
    const { feed, commit, reads } = feedOverLog();
    const stop = new AbortController();
    const seen: bigint[] = [];
    setTimeout(() => commit(1), 5);
    for await (const batch of feed.subscribe(0n, stop.signal)) {
      seen.push(...batch.map(({ position }) => position));
      if (seen.length === 1) commit(6000);
      if (seen.length === 6001) break;
      if (seen.length > 6001) expect.unreachable('too many');
    }
    expect(seen).toEqual(Array.from({ length: 6001 }, (_, i) => BigInt(i + 1)));
    expect(reads()).toBeGreaterThan(2);
  });

  it('leaves no listener behind, however a subscription ends', async () => {
    const { feed, commit } = feedOverLog();
    commit(1);
    const stop = new AbortController();
    for await (const _ of feed.subscribe(0n, stop.signal)) break;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    const waiting = feed.subscribe(1n, stop.signal)[Symbol.asyncIterator]().next();
    feed.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('hands a store that cannot be read to the subscriber as an error, and ends', async () => {
    const feed = new Feed(() => {
      throw new Error('the disk is gone');
    });
    const subscriber = feed.subscribe(0n, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(subscriber.next()).rejects.toThrow('the disk is gone');
    expect(await subscriber.next()).toEqual({ done: true, value: undefined });
  });
});
