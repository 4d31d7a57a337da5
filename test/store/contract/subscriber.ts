import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { type Given, ids, increasing } from './given.ts';

/** What a subscriber is handed. */
export const describeSubscriber = (t: Given) => {
  describe('a subscriber', () => {
    it('is handed the past, and then the present, in order and once each', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      const seen: Recorded[] = [];
      for await (const batch of t.subscribe(t.start)) {
        seen.push(...batch);
        if (seen.length === 2) await t.store.append(t.stream, 1, [t.fact('c')]);
        if (seen.length === 3) await t.store.append(t.stream, 2, [t.fact('d'), t.fact('e')]);
        if (seen.length === 5) break;
      }
      expect(ids(seen)).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(seen).toEqual(await t.store.read(t.stream));
    });

    it('resumes after the position it names, also within an append', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b'), t.fact('c')]);
      const [, b] = await t.store.read(t.stream);
      expect(ids(await t.take(1, (b as Recorded).position))).toEqual(['c']);
    });

    it('misses nothing while others write', async () => {
      const count = 400;
      const seen = t.take(count);
      for (let i = 0; i < count; i += 8)
        await Promise.all(
          Array.from({ length: 8 }, (_, k) =>
            t.store.append(`${t.stream}-${k}-${i}`, 'noStream', [t.fact(`${i + k}`)]),
          ),
        );
      const facts = await seen;
      expect(
        ids(facts)
          .map(Number)
          .toSorted((a, b) => a - b),
      ).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(increasing(facts.map(({ position }) => position))).toBe(true);
    });

    it('that is slow holds nobody up and misses nothing', async () => {
      const seen: Recorded[] = [];
      const slow = (async () => {
        for await (const batch of t.subscribe(t.start)) {
          seen.push(...batch);
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (seen.length >= 100) break;
        }
      })();
      for (let i = 0; i < 100; i += 1) await t.store.append(`${t.stream}-${i}`, 'noStream', [t.fact(`${i}`)]);
      await slow;
      expect(ids(seen)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
    });

    it('is one of several, and each sees everything', async () => {
      const all = [t.take(3), t.take(3), t.take(3)];
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b'), t.fact('c')]);
      for (const seen of await Promise.all(all)) expect(ids(seen)).toEqual(['a', 'b', 'c']);
    });

    it('that comes back after every batch to where it was is handed everything once', async () => {
      const seen: Recorded[] = [];
      const write = (async () => {
        for (let i = 0; i < 60; i += 1)
          await t.store.append(`${t.stream}-${i}`, 'noStream', [t.fact(`${i}`), t.fact(`${i}+`)]);
      })();
      while (seen.length < 120)
        for await (const batch of t.subscribe(seen.at(-1)?.position ?? t.start)) {
          seen.push(...batch);
          break;
        }
      await write;
      expect(ids(seen)).toEqual(Array.from({ length: 60 }, (_, i) => [`${i}`, `${i}+`]).flat());
    });

    it('ends when it aborts in the midst of the past', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      const stop = new AbortController();
      const seen: Recorded[] = [];
      for await (const batch of t.subscribe(t.start, stop)) {
        seen.push(...batch);
        await t.store.append(`${t.stream}-2`, 'noStream', [t.fact('b')]);
        stop.abort();
      }
      expect(ids(seen)).toEqual(['a']);
    });

    it('ends when it aborts while it waits', async () => {
      const stop = new AbortController();
      const iterator = t.subscribe(t.start, stop)[Symbol.asyncIterator]();
      const waiting = iterator.next();
      setTimeout(() => stop.abort(), 10);
      expect(await waiting).toEqual({ done: true, value: undefined });
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    it('ends at once when it had aborted before', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      for await (const _ of t.store.subscribe(t.start, AbortSignal.abort())) expect.unreachable();
    });

    it('ends when its consumer leaves while it waits', async () => {
      const iterator = t.subscribe(t.start)[Symbol.asyncIterator]();
      const waiting = iterator.next();
      await iterator.return?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
    });

    it('ends when the store closes', async () => {
      const iterator = t.subscribe(t.start)[Symbol.asyncIterator]();
      const waiting = iterator.next();
      await t.store.close();
      expect(await waiting).toEqual({ done: true, value: undefined });
    });
  });

  it('takes nothing once it is closed', async () => {
    await t.store.close();
    await expect(t.store.append(t.stream, 'noStream', [t.fact('a')])).rejects.toThrow('closed');
  });
};
