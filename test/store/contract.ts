import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import { fact as factWith } from './facts.ts';

export interface Subject {
  readonly store: EventStore;
  /** Close it and open it again over the same facts, where they outlive the process. */
  readonly reopen?: () => Promise<EventStore>;
  readonly dispose: () => Promise<void>;
}

const ids = (facts: readonly Recorded[]) =>
  facts.map(({ event }) => (event.data as { eventId: string }).eventId);
const revisions = (facts: readonly Recorded[]) => facts.map(({ revision }) => revision);
const increasing = (positions: readonly Position[]) =>
  positions.every((position, index) => index === 0 || position > (positions[index - 1] as Position));

/**
 * What every event store must do; an adapter is finished when it passes this, and only then. The store may hold facts of
 * others (a real server always does), so names are fresh and nothing is said about absolute positions.
 */
export const describeEventStore = (name: string, create: () => Promise<Subject>) =>
  describe(`event store: ${name}`, () => {
    let subject: Subject;
    let store: EventStore;
    let stream: string;
    let start: Position | 'start';
    /** Event ids are UUIDs, the same for the same short name within a test. */
    let fact: (short: string, data?: unknown) => ReturnType<typeof factWith>;
    const stops: AbortController[] = [];

    beforeEach(async () => {
      subject = await create();
      store = subject.store;
      start = await store.head();
      stream = `contract-${randomUUID()}`;
      const uuids = new Map<string, string>();
      fact = (short, data = { eventId: short }) => {
        const uuid = uuids.get(short) ?? randomUUID();
        uuids.set(short, uuid);
        return factWith(uuid, data);
      };
    });
    afterEach(async () => {
      for (const stop of stops.splice(0)) stop.abort();
      await subject.dispose();
    });
    const subscribe = (after: Position | 'start', stop = new AbortController()) => {
      stops.push(stop);
      return store.subscribe(after, stop.signal);
    };
    /** What a subscriber sees until it has seen `count`. */
    const take = async (count: number, after: Position | 'start' = start) => {
      const seen: Recorded[] = [];
      if (count > 0)
        for await (const batch of subscribe(after)) {
          expect(batch.length).toBeGreaterThan(0);
          seen.push(...batch);
          if (seen.length >= count) break;
        }
      return seen;
    };

    describe('one stream', () => {
      it('is empty where nothing was written', async () => expect(await store.read(stream)).toEqual([]));

      it('is numbered from 0 without gaps, across appends', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        await store.append(stream, 1, [fact('c')]);
        const facts = await store.read(stream);
        expect(ids(facts)).toEqual(['a', 'b', 'c']);
        expect(revisions(facts)).toEqual([0, 1, 2]);
      });

      it('is read from a revision on, also from the middle of an append and beyond the end', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b'), fact('c')]);
        await store.append(stream, 2, [fact('d'), fact('e')]);
        expect(ids(await store.read(stream, 1))).toEqual(['b', 'c', 'd', 'e']);
        expect(ids(await store.read(stream, 3))).toEqual(['d', 'e']);
        expect(ids(await store.read(stream, 4))).toEqual(['e']);
        expect(await store.read(stream, 5)).toEqual([]);
      });

      it('gives back the envelope as it was given', async () => {
        const given = fact('a', { nested: [{ z: 1, a: null, 十: '一' }], empty: {}, amount: 0.1 });
        await store.append(stream, 'noStream', [given]);
        const [recorded] = await store.read(stream);
        const { stream: at, revision, position, ...envelope } = recorded as Recorded;
        expect(envelope).toEqual(given);
        expect([at, revision, typeof position]).toEqual([stream, 0, 'bigint']);
      });

      it.each([
        ['Chinese', '昆明市发展和改革委员会'],
        ['emoji with joiners', '👩‍👩‍👧‍👦🏳️‍🌈'],
        ['a rare character beyond the BMP', '𠮷野家'],
        ['combining marks, not normalised', 'e\u0301 é'],
        ['quotes, backslashes and line ends', '"\\\r\n\u2028\t'],
        ['NUL', 'a\u0000b'],
      ])('keeps %s', async (_, text) => {
        const name = `${stream}-项目`;
        await store.append(name, 'noStream', [fact('a', { text })]);
        expect((await store.read(name)).map(({ event }) => event.data)).toEqual([{ text }]);
      });

      it('takes an append of 500 facts, and of hundreds of kilobytes', async () => {
        const many = Array.from({ length: 500 }, (_, i) =>
          fact(`f${i}`, { eventId: `f${i}`, text: '字'.repeat(200) }),
        );
        expect(await store.append(stream, 'noStream', many)).toMatchObject({
          kind: 'appended',
          revision: 499,
        });
        expect(await store.read(stream)).toHaveLength(500);
        expect(ids(await take(500))).toEqual(many.map((_, i) => `f${i}`));
      });
    });

    describe('expectations', () => {
      beforeEach(async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
      });

      it.each([
        ['no stream where there is one', 'noStream'],
        ['a revision that has passed', 0],
        ['a revision that has not come', 2],
      ] as const)('%s is a conflict that names the actual revision', async (_, expected) => {
        expect(await store.append(stream, expected, [fact('x')])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.read(stream)).toHaveLength(2);
      });

      it('a revision where there is no stream is a conflict that says so', async () =>
        expect(await store.append(`${stream}-2`, 0, [fact('x')])).toEqual({
          kind: 'conflict',
          actual: 'noStream',
        }));

      it('the answer names the revision and the position of the last fact', async () => {
        const answer = await store.append(stream, 1, [fact('c'), fact('d')]);
        const last = (await store.read(stream)).at(-1);
        expect(answer).toEqual({ kind: 'appended', revision: 3, position: last?.position });
      });

      it('an append is all or nothing: a fact that cannot be recorded takes its neighbours with it', async () => {
        await expect(store.append(stream, 1, [fact('c'), fact('d', { count: 1n })])).rejects.toThrow();
        expect(await store.read(stream)).toHaveLength(2);
        expect(await store.append(stream, 1, [fact('e')])).toMatchObject({ kind: 'appended', revision: 2 });
      });

      it('an append of nothing is refused', async () =>
        expect(store.append(stream, 1, [])).rejects.toThrow('no facts'));
    });

    describe('the same append again', () => {
      it('is answered as the first time, and records nothing', async () => {
        const first = await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        expect(await store.append(stream, 'noStream', [fact('a'), fact('b')])).toEqual(first);
        expect(await store.read(stream)).toHaveLength(2);
      });

      it('is answered as the first time after others have written on', async () => {
        await store.append(stream, 'noStream', [fact('a')]);
        const second = await store.append(stream, 0, [fact('b'), fact('c')]);
        await store.append(stream, 2, [fact('d')]);
        expect(await store.append(stream, 0, [fact('b'), fact('c')])).toEqual(second);
        expect(await store.read(stream)).toHaveLength(4);
      });

      it('is answered alike when both come at once', async () => {
        const [one, two] = await Promise.all([1, 2].map(() => store.append(stream, 'noStream', [fact('a')])));
        expect(one).toEqual(two);
        expect(one).toMatchObject({ kind: 'appended', revision: 0 });
        expect(await store.read(stream)).toHaveLength(1);
      });

      it.each([
        ['another id', ['x', 'y']],
        ['another id at its end', ['a', 'y']],
        ['more facts', ['a', 'b', 'c']],
        ['the same facts in another order', ['b', 'a']],
      ])('with %s is a conflict', async (_, shorts) => {
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        const again = shorts.map((short) => fact(short));
        expect(await store.append(stream, 'noStream', again)).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.read(stream)).toHaveLength(2);
      });

      it('is recognised after a restart', async ({ skip }) => {
        if (subject.reopen === undefined) return skip('its facts end with the process');
        const first = await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        store = await subject.reopen();
        expect(await store.append(stream, 'noStream', [fact('a'), fact('b')])).toEqual(first);
        expect(await store.append(stream, 'noStream', [fact('x')])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.append(stream, 1, [fact('c')])).toMatchObject({ kind: 'appended', revision: 2 });
      });
    });

    describe('many writers at once', () => {
      const writers = Array.from({ length: 64 }, (_, i) => `w${i}`);

      it('on streams of their own: all are recorded', async () => {
        const answers = await Promise.all(
          writers.map((w) => store.append(`${stream}-${w}`, 'noStream', [fact(w)])),
        );
        expect(answers.every(({ kind }) => kind === 'appended')).toBe(true);
        expect(new Set(ids(await take(64)))).toEqual(new Set(writers));
      });

      it('on one stream: exactly one wins, and the others learn the actual revision', async () => {
        const answers = await Promise.all(writers.map((w) => store.append(stream, 'noStream', [fact(w)])));
        expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
        for (const answer of answers.filter(({ kind }) => kind === 'conflict'))
          expect(answer).toEqual({ kind: 'conflict', actual: 0 });
        expect(await store.read(stream)).toHaveLength(1);
      });

      it('on one stream with retries: every fact comes in exactly once', async () => {
        const write = async (w: string): Promise<void> => {
          for (let expected: number | 'noStream' = 'noStream'; ; ) {
            const answer = await store.append(stream, expected, [fact(w)]);
            if (answer.kind === 'appended') return;
            expected = answer.actual;
          }
        };
        await Promise.all(writers.slice(0, 16).map(write));
        const facts = await store.read(stream);
        expect(ids(facts).toSorted()).toEqual(writers.slice(0, 16).toSorted());
        expect(revisions(facts)).toEqual(facts.map((_, index) => index));
      });
    });

    describe('all streams', () => {
      it('have one order: positions increase strictly and an append lies together', async () => {
        await Promise.all(
          [0, 1, 2, 3].map((i) =>
            store.append(
              `${stream}-${i}`,
              'noStream',
              ['a', 'b', 'c'].map((letter) => fact(`${i}${letter}`)),
            ),
          ),
        );
        const facts = await store.readAll(start, 100);
        expect(increasing(facts.map(({ position }) => position))).toBe(true);
        const appends = ids(facts).map((id) => id[0]);
        expect(appends.filter((owner, index) => owner !== appends[index - 1])).toHaveLength(4);
      });

      it('are read after a position and up to a limit, also within an append', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b'), fact('c')]);
        await store.append(`${stream}-2`, 'noStream', [fact('d'), fact('e')]);
        const first = await store.readAll(start, 2);
        expect(ids(first)).toEqual(['a', 'b']);
        const second = await store.readAll((first[1] as Recorded).position, 2);
        expect(ids(second)).toEqual(['c', 'd']);
        const third = await store.readAll((second[1] as Recorded).position, 2);
        expect(ids(third)).toEqual(['e']);
        expect(await store.readAll((third[0] as Recorded).position, 2)).toEqual([]);
      });

      it('have a head: the position of the last fact', async () => {
        const answer = await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        expect(answer).toMatchObject({ position: await store.head() });
      });

      it('say the same of a fact as its stream does', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        expect(await store.readAll(start, 10)).toEqual(await store.read(stream));
      });

      it('go on in order after a restart', async ({ skip }) => {
        if (subject.reopen === undefined) return skip('its facts end with the process');
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        const before = await store.readAll(start, 10);
        store = await subject.reopen();
        await store.append(stream, 1, [fact('c')]);
        const after = await store.readAll(start, 10);
        expect(after.slice(0, 2)).toEqual(before);
        expect(ids(after)).toEqual(['a', 'b', 'c']);
        expect(increasing(after.map(({ position }) => position))).toBe(true);
      });
    });

    describe('a subscriber', () => {
      it('is handed the past, and then the present, in order and once each', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b')]);
        const seen: Recorded[] = [];
        for await (const batch of subscribe(start)) {
          seen.push(...batch);
          if (seen.length === 2) await store.append(stream, 1, [fact('c')]);
          if (seen.length === 3) await store.append(stream, 2, [fact('d'), fact('e')]);
          if (seen.length === 5) break;
        }
        expect(ids(seen)).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(seen).toEqual(await store.read(stream));
      });

      it('resumes after the position it names, also within an append', async () => {
        await store.append(stream, 'noStream', [fact('a'), fact('b'), fact('c')]);
        const [, b] = await store.read(stream);
        expect(ids(await take(1, (b as Recorded).position))).toEqual(['c']);
      });

      it('misses nothing while others write', async () => {
        const count = 400;
        const seen = take(count);
        for (let i = 0; i < count; i += 8)
          await Promise.all(
            Array.from({ length: 8 }, (_, k) =>
              store.append(`${stream}-${k}-${i}`, 'noStream', [fact(`${i + k}`)]),
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
          for await (const batch of subscribe(start)) {
            seen.push(...batch);
            await new Promise((resolve) => setTimeout(resolve, 20));
            if (seen.length >= 100) break;
          }
        })();
        for (let i = 0; i < 100; i += 1) await store.append(`${stream}-${i}`, 'noStream', [fact(`${i}`)]);
        await slow;
        expect(ids(seen)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
      });

      it('is one of several, and each sees everything', async () => {
        const all = [take(3), take(3), take(3)];
        await store.append(stream, 'noStream', [fact('a'), fact('b'), fact('c')]);
        for (const seen of await Promise.all(all)) expect(ids(seen)).toEqual(['a', 'b', 'c']);
      });

      it('ends when it aborts while it waits', async () => {
        const stop = new AbortController();
        const iterator = subscribe(start, stop)[Symbol.asyncIterator]();
        const waiting = iterator.next();
        setTimeout(() => stop.abort(), 10);
        expect(await waiting).toEqual({ done: true, value: undefined });
        await store.append(stream, 'noStream', [fact('a')]);
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
      });

      it('ends at once when it had aborted before', async () => {
        await store.append(stream, 'noStream', [fact('a')]);
        for await (const _ of store.subscribe(start, AbortSignal.abort())) expect.unreachable();
      });

      it('ends when its consumer leaves while it waits', async () => {
        const iterator = subscribe(start)[Symbol.asyncIterator]();
        const waiting = iterator.next();
        await iterator.return?.();
        expect(await waiting).toEqual({ done: true, value: undefined });
      });

      it('ends when the store closes', async () => {
        const iterator = subscribe(start)[Symbol.asyncIterator]();
        const waiting = iterator.next();
        await store.close();
        expect(await waiting).toEqual({ done: true, value: undefined });
      });
    });

    it('takes nothing once it is closed', async () => {
      await store.close();
      await expect(store.append(stream, 'noStream', [fact('a')])).rejects.toThrow('closed');
    });
  });
