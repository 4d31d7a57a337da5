import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Remembered, readerOf, SagaStore } from '../../app/sagaStore.ts';
import type { ParkedFact } from '../../projections/engine/parked.ts';
import type { ReadModel } from '../../store/readModel/readModel.ts';
import { openTestReadModel } from '../postgres/openTestReadModel.ts';
import { temporaryFolder } from '../store/temporary.ts';

const watch = { name: 'watch', version: 2 };
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T01:00:00.000Z`;
const asleep = (nextAt: string | undefined, state: unknown = { asleep: true }): Remembered => ({
  state,
  fired: ['a', 'b'],
  nextAt,
});
const fact = (position: number, reason = 'nobody knows it'): ParkedFact => ({
  reader: readerOf('watch'),
  position,
  stream: 'matter-1',
  revision: 3,
  type: 'Unheard',
  reason,
  since: day(2),
});

let folder: ReturnType<typeof temporaryFolder>;
let model: ReadModel<object>;
let sagas: SagaStore;
beforeEach(async () => {
  folder = temporaryFolder();
  model = await openTestReadModel<object>(folder.file('read.db'));
  sagas = SagaStore.in(model.write);
  await sagas.start([watch]);
});
afterEach(async () => {
  await model.close();
  folder.remove();
});

describe('where sagas are kept', () => {
  const at = (position: bigint) => ({ saga: 'watch', version: 2, position, eventId: `event-${position}` });

  it('is empty at first', async () => {
    expect(await sagas.start([watch])).toEqual(new Map());
    expect(await sagas.load('watch', 'p')).toBeUndefined();
    expect(await sagas.instances('watch')).toEqual([]);
  });

  it('gives back what was kept, and the place, also to the next process', async () => {
    await sagas.commit([{ saga: 'watch', instance: 'p', now: asleep(day(9)) }], [at(2n ** 40n)]);
    const next = SagaStore.in(model.write);
    expect((await next.start([watch])).get('watch')).toEqual({
      reader: 'saga watch',
      position: 2n ** 40n,
      eventId: `event-${2n ** 40n}`,
    });
    expect(await next.load('watch', 'p')).toEqual(asleep(day(9)));
  });

  it('keeps the last of what is remembered, of as many as there are, and forgets whom it is told to forget', async () => {
    const all = Array.from({ length: 123 }, (_, index) => `p-${index}`);
    await sagas.commit(
      all.map((instance) => ({ saga: 'watch', instance, now: asleep(day(3)) })),
      [at(1n)],
    );
    await sagas.commit(
      all.map((instance, index) => ({
        saga: 'watch',
        instance,
        now: index % 2 === 0 ? asleep(undefined, { woken: index }) : undefined,
      })),
      [at(2n)],
    );
    expect((await sagas.instances('watch')).toSorted()).toEqual(
      all.filter((_, index) => index % 2 === 0).toSorted(),
    );
    expect(await sagas.load('watch', 'p-122')).toEqual(asleep(undefined, { woken: 122 }));
  });

  it('knows who sleeps, the next ones first, and until when where there are more', async () => {
    await sagas.commit(
      [5, 3, 9, 7].map((number) => ({ saga: 'watch', instance: `p-${number}`, now: asleep(day(number)) })),
      [],
    );
    await sagas.commit([{ saga: 'watch', instance: 'awake', now: asleep(undefined) }], []);
    const { sleepers, beyond } = await sagas.sleepers(day(3), 2);
    expect(sleepers.map(({ instance }) => instance).toSorted()).toEqual(['p-5', 'p-7']);
    expect(beyond).toBe(day(7));
    const rest = await sagas.sleepers(day(7), 2);
    expect(rest).toEqual({
      sleepers: [{ saga: 'watch', instance: 'p-9', nextAt: day(9) }],
      beyond: undefined,
    });
  });

  it('tells what was set aside in order, the last reason of a fact, and no more of what is tried again', async () => {
    await sagas.commit([], [at(12n)], [fact(12), fact(7, 'at first'), fact(7, 'at last')]);
    expect(await sagas.parkedBy('watch')).toEqual([fact(7, 'at last'), fact(12)]);
    await sagas.commit([], [], [], [fact(7)]);
    expect(await sagas.parkedBy('watch')).toEqual([fact(12)]);
  });

  it('forgets a saga of another version, with what it has set aside', async () => {
    await sagas.commit([{ saga: 'watch', instance: 'p', now: asleep(day(9)) }], [at(1n)], [fact(1)]);
    expect(await sagas.start([{ ...watch, version: 3 }])).toEqual(new Map());
    expect([await sagas.instances('watch'), await sagas.parkedBy('watch')]).toEqual([[], []]);
  });

  it('keeps nothing of what is undone', async () => {
    const refusing = SagaStore.in(model.write, () => Promise.reject(new Error('The lease is lost.')));
    await expect(
      refusing.commit([{ saga: 'watch', instance: 'p', now: asleep(day(9)) }], [at(1n)]),
    ).rejects.toThrow('The lease is lost.');
    expect(await sagas.instances('watch')).toEqual([]);
    expect(await sagas.start([watch])).toEqual(new Map());
  });
});
