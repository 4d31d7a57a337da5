import { beforeEach, describe, expect, it } from 'vitest';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { type Given, ids, revisions } from './given.ts';

/** What is appended, and read from its stream. */
export const describeAppends = (t: Given) => {
  describe('one stream', () => {
    it('is empty where nothing was written', async () => expect(await t.store.read(t.stream)).toEqual([]));

    it('is numbered from 0 without gaps, across appends', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      await t.store.append(t.stream, 1, [t.fact('c')]);
      const facts = await t.store.read(t.stream);
      expect(ids(facts)).toEqual(['a', 'b', 'c']);
      expect(revisions(facts)).toEqual([0, 1, 2]);
    });

    it('is read from a revision on, also from the middle of an append and beyond the end', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b'), t.fact('c')]);
      await t.store.append(t.stream, 2, [t.fact('d'), t.fact('e')]);
      expect(ids(await t.store.read(t.stream, 1))).toEqual(['b', 'c', 'd', 'e']);
      expect(ids(await t.store.read(t.stream, 3))).toEqual(['d', 'e']);
      expect(ids(await t.store.read(t.stream, 4))).toEqual(['e']);
      expect(await t.store.read(t.stream, 5)).toEqual([]);
    });

    it('gives back the envelope as it was given', async () => {
      const given = t.fact('a', { nested: [{ z: 1, a: null, 十: '一' }], empty: {}, amount: 0.1 });
      await t.store.append(t.stream, 'noStream', [given]);
      const [recorded] = await t.store.read(t.stream);
      const { stream: at, revision, position, ...envelope } = recorded as Recorded;
      expect(envelope).toEqual(given);
      expect([at, revision, typeof position]).toEqual([t.stream, 0, 'bigint']);
    });

    it('gives back facts of several commands, each with its own envelope', async () => {
      const [a, b] = [t.fact('a'), t.fact('b')];
      const actor = {
        subject: 'system:alerts',
        organization: null,
        role: 'system',
        onBehalfOf: null,
      } as const;
      const given = [a, { ...b, actor, causationId: 'command-2', recordedAt: '2026-03-02T09:00:00.001Z' }];
      await t.store.append(t.stream, 'noStream', given);
      const envelopes = (await t.store.read(t.stream)).map(
        ({ stream: _stream, revision: _revision, position: _position, ...envelope }) => envelope,
      );
      expect(envelopes).toEqual(given);
    });

    it.each([null, 0, '', '字', [], [null, {}], true])('keeps data that is no object: %j', async (data) => {
      await t.store.append(t.stream, 'noStream', [t.fact('a', data)]);
      expect((await t.store.read(t.stream)).map(({ event }) => event.data)).toEqual([data]);
    });

    it('gives back data in canonical order, and leaves out what is undefined', async () => {
      const data = { z: 1, a: { y: undefined, b: 2, a: 1 }, '2026': { 10: 'x', 9: 'y' } };
      await t.store.append(t.stream, 'noStream', [t.fact('a', data)]);
      const [recorded] = await t.store.read(t.stream);
      expect(JSON.stringify(recorded?.event.data)).toBe(
        '{"2026":{"9":"y","10":"x"},"a":{"a":1,"b":2},"z":1}',
      );
    });

    it('takes a fact without data', async () => {
      const { event, ...envelope } = t.fact('a');
      await t.store.append(t.stream, 'noStream', [
        { ...envelope, event: { type: event.type, data: undefined } },
      ]);
      const [recorded] = await t.store.read(t.stream);
      expect(recorded?.event).toEqual({ type: event.type });
    });

    it.each([
      ['Chinese', '昆明市发展和改革委员会'],
      ['emoji with joiners', '👩‍👩‍👧‍👦🏳️‍🌈'],
      ['a rare character beyond the BMP', '𠮷野家'],
      ['combining marks, not normalised', 'e\u0301 é'],
      ['quotes, backslashes and line ends', '"\\\r\n\u2028\t'],
      ['NUL', 'a\u0000b'],
    ])('keeps %s', async (_, text) => {
      const name = `${t.stream}-项目`;
      await t.store.append(name, 'noStream', [t.fact('a', { text })]);
      expect((await t.store.read(name)).map(({ event }) => event.data)).toEqual([{ text }]);
    });

    it('takes an append of 500 facts, and of hundreds of kilobytes', async () => {
      const many = Array.from({ length: 500 }, (_, i) =>
        t.fact(`f${i}`, { eventId: `f${i}`, text: '字'.repeat(200) }),
      );
      expect(await t.store.append(t.stream, 'noStream', many)).toMatchObject({
        kind: 'appended',
        revision: 499,
      });
      expect(await t.store.read(t.stream)).toHaveLength(500);
      expect(ids(await t.take(500))).toEqual(many.map((_, i) => `f${i}`));
    });
  });

  describe('expectations', () => {
    beforeEach(async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
    });

    it.each([
      ['no stream where there is one', 'noStream'],
      ['a revision that has passed', 0],
      ['a revision that has not come', 2],
    ] as const)('%s is a conflict that names the actual revision', async (_, expected) => {
      expect(await t.store.append(t.stream, expected, [t.fact('x')])).toEqual({
        kind: 'conflict',
        actual: 1,
      });
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('a revision where there is no stream is a conflict that says so', async () =>
      expect(await t.store.append(`${t.stream}-2`, 0, [t.fact('x')])).toEqual({
        kind: 'conflict',
        actual: 'noStream',
      }));

    it('the answer names the revision and the position of the last fact', async () => {
      const answer = await t.store.append(t.stream, 1, [t.fact('c'), t.fact('d')]);
      const last = (await t.store.read(t.stream)).at(-1);
      expect(answer).toEqual({ kind: 'appended', revision: 3, position: last?.position });
    });

    it('an append is all or nothing: a fact that cannot be recorded takes its neighbours with it', async () => {
      await expect(t.store.append(t.stream, 1, [t.fact('c'), t.fact('d', { count: 1n })])).rejects.toThrow();
      expect(await t.store.read(t.stream)).toHaveLength(2);
      expect(await t.store.append(t.stream, 1, [t.fact('e')])).toMatchObject({
        kind: 'appended',
        revision: 2,
      });
    });

    it('an append of more than a mebibyte is refused, and records nothing', async () => {
      const heavy = ['c', 'd', 'e'].map((short) => t.fact(short, { text: '字'.repeat(120_000) }));
      await expect(t.store.append(t.stream, 1, heavy)).rejects.toThrow(
        /^An append weighs \d+ bytes; the most is/,
      );
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('an append of nothing is refused', async () =>
      expect(t.store.append(t.stream, 1, [])).rejects.toThrow('no facts'));
  });

  describe('the same append again', () => {
    it('is answered as the first time, and records nothing', async () => {
      const first = await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      expect(await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')])).toEqual(first);
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('is answered as the first time after others have written on', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a')]);
      const second = await t.store.append(t.stream, 0, [t.fact('b'), t.fact('c')]);
      await t.store.append(t.stream, 2, [t.fact('d')]);
      expect(await t.store.append(t.stream, 0, [t.fact('b'), t.fact('c')])).toEqual(second);
      expect(await t.store.read(t.stream)).toHaveLength(4);
    });

    it('is answered alike when both come at once', async () => {
      const [one, two] = await Promise.all(
        [1, 2].map(() => t.store.append(t.stream, 'noStream', [t.fact('a')])),
      );
      expect(one).toEqual(two);
      expect(one).toMatchObject({ kind: 'appended', revision: 0 });
      expect(await t.store.read(t.stream)).toHaveLength(1);
    });

    it.each([
      ['another id', ['x', 'y']],
      ['another id at its end', ['a', 'y']],
      ['more facts', ['a', 'b', 'c']],
      ['the same facts in another order', ['b', 'a']],
    ])('with %s is a conflict', async (_, shorts) => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      const again = shorts.map((short) => t.fact(short));
      expect(await t.store.append(t.stream, 'noStream', again)).toEqual({ kind: 'conflict', actual: 1 });
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('with some facts of another append is a conflict', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      expect(await t.store.append(t.stream, 0, [t.fact('b'), t.fact('c')])).toEqual({
        kind: 'conflict',
        actual: 1,
      });
      expect(await t.store.read(t.stream)).toHaveLength(2);
    });

    it('where the stream is not yet so long is a conflict', async () => {
      await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      expect(await t.store.append(t.stream, 2, [t.fact('a'), t.fact('b')])).toEqual({
        kind: 'conflict',
        actual: 1,
      });
    });

    it('is recognised after a restart', async ({ skip }) => {
      if (t.reopen === undefined) return skip('its facts end with the process');
      const first = await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')]);
      t.store = await t.reopen();
      expect(await t.store.append(t.stream, 'noStream', [t.fact('a'), t.fact('b')])).toEqual(first);
      expect(await t.store.append(t.stream, 'noStream', [t.fact('x')])).toEqual({
        kind: 'conflict',
        actual: 1,
      });
      expect(await t.store.append(t.stream, 1, [t.fact('c')])).toMatchObject({
        kind: 'appended',
        revision: 2,
      });
    });
  });
};
