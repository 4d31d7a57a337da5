import { beforeEach, describe, expect, it } from 'vitest';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import { type Given, ids, revisions } from './given.ts';

/** What two processes see of each other, where a store is shared. A store that is not has one process, and says so. */
export const describeProcesses = (t: Given) =>
  describe('two processes', () => {
    let other: EventStore;
    beforeEach(({ skip }) => {
      expect(t.another !== undefined).toBe(t.store.shared);
      if (t.another === undefined) return skip('one process has it to itself');
      other = t.another();
    });

    it('read what the other was acknowledged, at once', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      expect(await other.read(t.stream)).toEqual(await t.store.read(t.stream));
      const answer = await other.append(t.stream, 0, [t.fact('b')]);
      expect(answer).toMatchObject({ kind: 'appended', position: await t.store.head() });
      expect(ids(await t.store.readAll(t.start, 10))).toEqual(['a', 'b']);
      expect(await t.store.countAfter(t.start, 10)).toBe(2);
    });

    it('are told of a conflict by the other', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      expect(await other.append(t.stream, 'noStream', [t.fact('b')])).toEqual({
        kind: 'conflict',
        actual: 0,
      });
    });

    it('that send the same append are answered alike', async () => {
      const answers = await Promise.all(
        [t.store, other].map((store) => store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')])),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('that race for one stream both come in, one after the other', async () => {
      const write = async (store: EventStore, name: string): Promise<void> => {
        for (let i = 0, expected: number | 'noStream' = 'noStream'; i < 20; ) {
          const answer = await store.append(t.stream, expected, [t.fact(`${name}${i}`)]);
          expected = answer.kind === 'appended' ? answer.revision : answer.actual;
          if (answer.kind === 'appended') i += 1;
        }
      };
      await Promise.all([write(t.store, 'x'), write(other, 'y')]);
      const facts = await t.store.read(t.stream);
      expect(revisions(facts)).toEqual(facts.map((_, index) => index));
      for (const name of ['x', 'y'])
        expect(ids(facts).filter((id) => id.startsWith(name))).toEqual(
          Array.from({ length: 20 }, (_, i) => `${name}${i}`),
        );
    });

    it('are handed what the other appends', async () => {
      const seen = t.take(20);
      for (let i = 0; i < 10; i += 1) {
        await t.store.append(`${t.stream}-x${i}`, 'noStream', [t.fact(`x${i}`)]);
        await other.append(`${t.stream}-y${i}`, 'noStream', [t.fact(`y${i}`)]);
      }
      expect(ids(await seen)).toEqual(Array.from({ length: 10 }, (_, i) => [`x${i}`, `y${i}`]).flat());
    });
  });
