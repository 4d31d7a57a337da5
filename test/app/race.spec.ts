import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Aggregates } from '../../app/aggregates.ts';
import { virtualClock } from '../../app/clock.ts';
import { createHandler } from '../../app/handleCommand.ts';
import type { Answer, Request } from '../../app/runtime.ts';
import { type AnySlice, sliceByName } from '../../app/slices.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { OWNER, PROJECT } from '../nodeTerms.ts';
import { actor, context, system } from '../specification.ts';

const STREAM = `project-${PROJECT}`;
const project = sliceByName.get('project') as AnySlice;
const AT = '2026-03-02T01:00:00.000Z';
const registration = {
  title: '医院',
  type: 'GOVERNMENT_BUILDING',
  owner: OWNER,
  ownerName: '医院',
  profile: 'CX-GOV-60',
};

/** What may be asked of one project by several processes at once; ids may come twice. */
const Asked = fc.record({
  process: fc.nat({ max: 2 }),
  id: fc.constantFrom('a', 'b', 'c'),
  what: fc.constantFrom(
    { type: 'RegisterProject', input: registration, actor: actor('owner', OWNER), internal: false },
    { type: 'StartProject', input: { startedAt: AT }, actor: system, internal: true },
    { type: 'TerminateProject', input: { reason: '不建了' }, actor: actor('owner', OWNER), internal: false },
  ),
});

/** A process of its own: its own cache, and every call of the store answered whenever the scheduler likes. */
function processOn(store: EventStore, scheduler: fc.Scheduler) {
  const slow: EventStore = {
    ...store,
    read: scheduler.scheduleFunction((stream: string, from?: number) => store.read(stream, from)),
    append: scheduler.scheduleFunction((...input: Parameters<EventStore['append']>) =>
      store.append(...input),
    ),
  };
  return createHandler({
    store: slow,
    aggregates: new Aggregates(slow),
    clock: virtualClock(AT),
    context: () => context,
    resolveFacts: async () => ({}),
    lastRecordedAt: undefined,
  });
}

it('promise 7: commands that race from several processes, in any order of what the store answers', async () => {
  let raced = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(Asked, { minLength: 2, maxLength: 8 }),
      async (scheduler, asked) => {
        const store = memoryEventStore();
        const processes = [0, 1, 2].map(() => processOn(store, scheduler));
        const answers = asked.map(({ process, id, what: { type, input, actor: by, internal } }) => {
          const request: Request = {
            slice: 'project',
            key: { code: PROJECT },
            type,
            input,
            actor: by,
            commandId: id,
          };
          return processes[process]?.(project, request, internal) as Promise<Answer>;
        });
        await scheduler.waitFor(Promise.all(answers));
        const told = await Promise.all(answers);

        // Nothing but what the machine allows, each effect once, and nobody was told of one that is not there.
        const facts = await store.read(STREAM);
        facts.reduce((state, { event }) => project.evolve(state, event), project.initialState);
        expect(new Set(facts.map(({ eventId }) => eventId)).size).toBe(facts.length);
        const accepted = told.flatMap((answer) => (answer.kind === 'accepted' ? [answer] : []));
        for (const { revision, commandId } of accepted) expect(facts[revision]?.causationId).toBe(commandId);
        expect(new Set(accepted.map(({ revision }) => revision)).size).toBe(facts.length);
        // The loser was told why by a rule, on what the winner had recorded; nobody is told of a bug.
        const codes = told.flatMap((answer) => (answer.kind === 'rejected' ? [answer.code] : [answer.kind]));
        expect(
          codes.filter((code) => !['accepted', 'StageForbids', 'CommandIdReused'].includes(code)),
        ).toEqual([]);
        if (new Set(asked.map(({ process }) => process)).size > 1 && accepted.length > 1) raced += 1;
      },
    ),
    { numRuns: 400 },
  );
  expect(raced).toBeGreaterThan(20);
});
