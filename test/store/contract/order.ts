import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { type Given, ids, increasing, revisions } from './given.ts';

/** Many writers, and the one order of all streams. */
export const describeOrder = (t: Given) => {
  describe('many writers at once', () => {
    const writers = Array.from({ length: 64 }, (_, i) => `w${i}`);

    it('on streams of their own: all are recorded', async () => {
      const answers = await Promise.all(
        writers.map((w) => t.store.append(`${t.stream}-${w}`, 'noStream', [t.fact(w)])),
      );
      expect(answers.every(({ kind }) => kind === 'appended')).toBe(true);
      expect(new Set(ids(await t.take(64)))).toEqual(new Set(writers));
    });

    it('on one stream: exactly one wins, and the others learn the actual revision', async () => {
      const answers = await Promise.all(
        writers.map((w) => t.store.append(t.stream, 'noStream', [t.fact(w)])),
      );
      expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
      for (const answer of answers.filter(({ kind }) => kind === 'conflict'))
        expect(answer).toEqual({ kind: 'conflict', actual: 0 });
      expect(await t.store.read(t.stream)).toHaveLength(1);
    });

    it('on one stream with retries: every fact comes in exactly once', async () => {
      const write = async (w: string): Promise<void> => {
        for (let expected: number | 'noStream' = 'noStream'; ; ) {
          const answer = await t.store.append(t.stream, expected, [t.fact(w)]);
          if (answer.kind === 'appended') return;
          expected = answer.actual;
        }
      };
      await Promise.all(writers.slice(0, 16).map(write));
      const facts = await t.store.read(t.stream);
      expect(ids(facts).toSorted()).toEqual(writers.slice(0, 16).toSorted());
      expect(revisions(facts)).toEqual(facts.map((_, index) => index));
    });
  });

  describe('all streams', () => {
    it('have one order: positions increase strictly and an append lies together', async () => {
      await Promise.all(
        [0, 1, 2, 3].map((i) =>
          t.store.append(
            `${t.stream}-${i}`,
            'noStream',
            ['a', 'b', 'c'].map((letter) => t.fact(`${i}${letter}`)),
          ),
        ),
      );
      const facts = await t.store.readAll(t.start, 100);
      expect(increasing(facts.map(({ position }) => position))).toBe(true);
      const appends = ids(facts).map((id) => id[0]);
      expect(appends.filter((owner, index) => owner !== appends[index - 1])).toHaveLength(4);
    });

    it('are read after a position and up to a limit, also within an append', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b'), t.fact('c')]);
      await t.store.append(`${t.stream}-2`, 'noStream', [t.fact('d'), t.fact('e')]);
      const first = await t.store.readAll(t.start, 2);
      expect(ids(first)).toEqual(['a', 'b']);
      const second = await t.store.readAll((first[1] as Recorded).position, 2);
      expect(ids(second)).toEqual(['c', 'd']);
      const third = await t.store.readAll((second[1] as Recorded).position, 2);
      expect(ids(third)).toEqual(['e']);
      expect(await t.store.readAll((third[0] as Recorded).position, 2)).toEqual([]);
    });

    it('show what was acknowledged at once, and an append never in part', async () => {
      let over = false;
      const write = async (w: number) => {
        for (let i = 0; i < 15; i += 1) {
          const stream = `${t.stream}-${w}-${i}`;
          const facts = ['a', 'b', 'c'].map((letter) => t.fact(`${w}-${i}${letter}`));
          const answer = await t.store.append(stream, 'noStream', facts);
          const [read, head] = await Promise.all([t.store.read(stream), t.store.head()]);
          expect(read).toHaveLength(3);
          expect(answer).toMatchObject({ position: read.at(-1)?.position });
          expect(head).toBeGreaterThanOrEqual(read.at(-1)?.position as bigint);
        }
      };
      const watch = async () => {
        while (!over) {
          const facts = await t.store.readAll(t.start, 10_000);
          expect(facts.length % 3).toBe(0);
          // A store in this very process answers without leaving the turn, and would let nobody write.
          await new Promise(setImmediate);
        }
      };
      const writing = Promise.all([0, 1, 2, 3].map(write)).finally(() => {
        over = true;
      });
      await Promise.all([writing, watch()]);
      expect(await t.store.countAfter(t.start, 1000)).toBe(4 * 15 * 3);
    });

    it('end: nothing is read after the last fact, and nothing counted', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      const head = (await t.store.head()) as bigint;
      expect(await t.store.readAll(head, 10)).toEqual([]);
      expect(await t.store.countAfter(head, 10)).toBe(0);
    });

    it('have a head: the position of the last fact', async () => {
      const answer = await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      expect(answer).toMatchObject({ position: await t.store.head() });
    });

    it('have a fact at its position, and none where there is none', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      const facts = await t.store.readAll(t.start, 10);
      for (const fact of facts) expect(await t.store.at(fact.position)).toEqual(fact);
      const last = facts.at(-1) as Recorded;
      expect(await t.store.at(last.position + 1n)).toBeUndefined();
      expect(await t.store.at(last.position + 1_000_000n)).toBeUndefined();
    });

    it('are counted after a position, up to a limit', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b'), t.fact('c')]);
      await t.store.append(`${t.stream}-2`, 'noStream', [t.fact('d')]);
      const facts = await t.store.readAll(t.start, 10);
      expect(await t.store.countAfter(t.start, 10)).toBe(4);
      expect(await t.store.countAfter(t.start, 3)).toBe(3);
      expect(await t.store.countAfter((facts[1] as Recorded).position, 10)).toBe(2);
      expect(await t.store.countAfter((facts[3] as Recorded).position, 10)).toBe(0);
    });

    it('say the same of a fact as its stream does', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      expect(await t.store.readAll(t.start, 10)).toEqual(await t.store.read(t.stream));
    });

    it('go on in order after a restart', async ({ skip }) => {
      if (t.reopen === undefined) return skip('its facts end with the process');
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      const before = await t.store.readAll(t.start, 10);
      t.store = await t.reopen();
      await t.store.append(t.stream, 1, [t.fact('c')]);
      const after = await t.store.readAll(t.start, 10);
      expect(after.slice(0, 2)).toEqual(before);
      expect(ids(after)).toEqual(['a', 'b', 'c']);
      expect(increasing(after.map(({ position }) => position))).toBe(true);
    });
  });
};
