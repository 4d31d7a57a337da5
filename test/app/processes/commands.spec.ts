import { describe, expect, it } from 'vitest';
import { Aggregates } from '../../../app/aggregates.ts';
import { virtualClock } from '../../../app/clock.ts';
import { createHandler, type ResolveFacts } from '../../../app/handleCommand.ts';
import type { Answer, Request } from '../../../app/runtime.ts';
import { type AnySlice, sliceByName } from '../../../app/slices.ts';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import { OWNER, PROJECT } from '../../nodeTerms.ts';
import { actor, context } from '../../specification.ts';

const OTHER = '2603-532390-04-01-517421';
const NINE = '2026-03-02T01:00:00.000Z';
const TEN = '2026-03-02T02:00:00.000Z';
const project = sliceByName.get('project') as AnySlice;
const registration = {
  title: '医院',
  type: 'GOVERNMENT_BUILDING',
  owner: OWNER,
  ownerName: '医院',
  profile: 'CX-GOV-60',
};
const terminating = (reason: string) => ({ type: 'TerminateProject', input: { reason }, commandId: 'end' });

const sharedStore = (): EventStore => ({ ...memoryEventStore(), shared: true });

/** A process of its own on a store that others write too, with the clock of its machine. */
function processOn(store: EventStore, at = NINE, resolveFacts: ResolveFacts = async () => ({})) {
  const aggregates = new Aggregates(store);
  const clock = virtualClock(at);
  const parts = { store, aggregates, clock, resolveFacts, context: () => context, lastRecordedAt: undefined };
  const handle = createHandler(parts);
  const send = (more: Partial<Request> = {}): Promise<Answer> =>
    handle(
      project,
      {
        slice: 'project',
        key: { code: PROJECT },
        type: 'RegisterProject',
        input: registration,
        actor: actor('owner', OWNER),
        commandId: 'begin',
        ...more,
      },
      false,
    );
  return { send, clock, aggregates };
}

describe('promise 6, in several processes: one command id', () => {
  it('with another input, sent to a process that has not seen the first, is not answered as if it were the first', async () => {
    const store = sharedStore();
    const [one, two] = [processOn(store), processOn(store)];
    await one.send();
    await two.send(); // From here on it holds the stream as it is before the end.
    expect(await one.send(terminating('不建了'))).toMatchObject({ kind: 'accepted', revision: 1 });
    expect(await two.send(terminating('没钱了'))).toMatchObject({
      kind: 'rejected',
      code: 'CommandIdReused',
    });
  });

  it('sent again to another process is answered as the first time, and that process goes on from what was recorded', async () => {
    const store = sharedStore();
    const [one, two] = [processOn(store), processOn(store, TEN)];
    await one.send();
    await two.send();
    const first = await one.send(terminating('不建了'));
    expect(await two.send(terminating('不建了'))).toEqual(first);
    const [, recorded] = await store.read(`project-${PROJECT}`);
    expect((await two.aggregates.load(project, `project-${PROJECT}`)).lastAt).toBe(recorded?.recordedAt);
  });

  it('is answered as the first time also where what it has led to forbids it now', async () => {
    const store = sharedStore();
    const one = processOn(store);
    const two = processOn(store, NINE, async (_slice, type) =>
      type === 'TerminateProject' && (await store.read(`project-${PROJECT}`)).length > 1
        ? {
            kind: 'rejected',
            code: 'NotOpen',
            message: '',
            rule: undefined,
            allowed: [],
            position: undefined,
          }
        : {},
    );
    await one.send();
    await two.send();
    const first = await one.send(terminating('不建了'));
    expect(await two.send(terminating('不建了'))).toEqual(first);
  });
});

describe('the clocks of several machines', () => {
  it('never run backwards within a stream, and a fast one carries no other stream away', async () => {
    const store = sharedStore();
    await processOn(store, TEN).send();
    const right = processOn(store, NINE);
    await right.send(terminating('不建了'));
    await right.send({ key: { code: OTHER }, commandId: 'another' });
    const instants = async (code: string) =>
      (await store.read(`project-${code}`)).map(({ recordedAt }) => recordedAt);
    expect(await instants(PROJECT)).toEqual([TEN, TEN]);
    expect(await instants(OTHER)).toEqual([NINE]);
  });
});

describe('a stream in memory', () => {
  it('is not put back to what a slow look at it found before a command went further', async () => {
    const quiet = sharedStore();
    let slow: PromiseWithResolvers<void> | undefined;
    const store: EventStore = {
      ...quiet,
      read: async (...asked) => {
        const gate = slow?.promise;
        const facts = await quiet.read(...asked);
        await gate;
        return facts;
      },
    };
    const { send, aggregates } = processOn(store);
    await processOn(quiet).send();
    slow = Promise.withResolvers<void>();
    const looking = aggregates.load(project, `project-${PROJECT}`);
    const { resolve } = slow;
    slow = undefined;
    await send(terminating('不建了'));
    resolve();
    expect((await looking).revision).toBe(1);
    expect((await aggregates.load(project, `project-${PROJECT}`)).revision).toBe(1);
  });
});
