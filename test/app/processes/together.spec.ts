import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../app/clock.ts';
import { createRuntime, type DrivenRuntime } from '../../../app/createRuntime.ts';
import type { ProcessRole } from '../../../app/roles.ts';
import type { Answer } from '../../../app/runtime.ts';
import { plant } from '../../../app/simulation/reference.ts';
import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import type { Tables } from '../../../projections/all.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import type { ReadModel } from '../../../store/readModel/readModel.ts';
import { notice2027 } from '../../calendar/notice2027.ts';
import { sharedDatabase, until } from './database.ts';

const AT = '2026-03-02T01:00:00.000Z';
const owner = { subject: 'owner-1', organization: plant.owner, role: 'owner', onBehalfOf: null } as const;
const agent = { organization: plant.owner, agent: 'agent-1' };
const authority = {
  agentName: '李代办',
  agentOrganization: '91532390MA6K00302M',
  role: 'owner',
  validUntil: '2027-01-01T00:00:00.000Z',
  documentTitle: '授权委托书',
  documentSha256: 'a'.repeat(64),
};

/** What several processes share. */
interface Place {
  readonly store: EventStore;
  readonly readModel: ReadModel<Tables>;
  readonly clock: VirtualClock;
}
const running: DrivenRuntime[] = [];
afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop();
});

const place = async (): Promise<Place> => ({
  store: { ...memoryEventStore(), shared: true },
  readModel: await sharedDatabase<Tables>(),
  clock: virtualClock(AT),
});

async function processOn({ store, readModel, clock }: Place, ...roles: ProcessRole[]) {
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger: pino({ level: 'silent' }),
    timers: false,
    roles: new Set(roles),
  });
  running.push(runtime);
  return runtime;
}
const granting = (runtime: DrivenRuntime, commandId: string): Promise<Answer> =>
  runtime.execute({
    slice: 'mandate',
    key: agent,
    type: 'GrantAuthority',
    input: authority,
    actor: owner,
    commandId,
  });
const revoking = (runtime: DrivenRuntime, commandId: string): Promise<Answer> =>
  runtime.execute({
    slice: 'mandate',
    key: agent,
    type: 'RevokeAuthority',
    input: { reason: '不再代办' },
    actor: owner,
    commandId,
  });
const registering = (runtime: DrivenRuntime): Promise<Answer> => {
  const { code, title, type, ownerName, profile } = plant;
  const input = { title, type, owner: plant.owner, ownerName, profile, offClock: 'none', plannedDays: [] };
  return runtime.execute({ slice: 'project', key: { code }, type: 'RegisterProject', input, actor: owner });
};

describe('several processes on one log', () => {
  it('one answers, another folds: whoever commands reads what came of it', async () => {
    const here = await place();
    const folding = processOn(here, 'projections');
    const api = await processOn(here, 'api');
    await folding;
    expect(await granting(api, 'one')).toMatchObject({ kind: 'accepted' });
    const seen = await api.queries.mandates({ organization: plant.owner }, AT, { first: 10, after: null });
    expect(seen.edges.map(({ node }) => node.agent)).toEqual(['agent-1']);
  });

  it('decide on what the others have recorded, also where that undoes what forbade it', async () => {
    const here = await place();
    await processOn(here, 'projections');
    const [one, two] = [await processOn(here, 'api'), await processOn(here, 'api')];
    await granting(one, 'granted');
    expect(await revoking(two, 'revoked')).toMatchObject({ kind: 'accepted' });
    expect(await revoking(two, 'revoked once more')).toMatchObject({ kind: 'rejected' });
    expect(await granting(one, 'granted again')).toMatchObject({ kind: 'accepted' });
    // What the second saw last forbids it.
    expect(await revoking(two, 'revoked again')).toMatchObject({ kind: 'accepted' });
    expect((await here.store.read(`mandate-${plant.owner}-agent-1`)).length).toBe(4);
  });

  it('promise 6: a command that is sent to each of them has one effect, and the same answer', async () => {
    const here = await place();
    await processOn(here, 'projections');
    const all = [await processOn(here, 'api'), await processOn(here, 'api'), await processOn(here, 'api')];
    const answers = await Promise.all(all.map((api) => granting(api, 'the same')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer, (_, value) => String(value)))).size).toBe(
      1,
    );
    expect(answers[0]).toMatchObject({ kind: 'accepted' });
    expect(await here.store.read(`mandate-${plant.owner}-agent-1`)).toHaveLength(1);
  });

  it('the sagas of one act on what another records, and their work is taken over when it ends', async () => {
    const here = await place();
    await processOn(here, 'projections');
    const first = await processOn(here, 'sagas');
    const api = await processOn(here, 'api');
    const second = await processOn(here, 'sagas');
    await registering(api);
    await first.settled();
    const started = await here.store.countAfter('start', 1000);
    expect(started).toBeGreaterThan(1);
    expect(first.leases()).toEqual(['sagas']);
    expect(second.leases()).toEqual([]);
    await first.stop();
    await second.settled();
    expect(second.leases()).toEqual(['sagas']);
    expect(await here.store.countAfter('start', 1000)).toBe(started);
  });

  it('a notice that one records is in force for the others', async () => {
    const here = await place();
    await processOn(here, 'projections');
    const [one, two] = [await processOn(here, 'api'), await processOn(here, 'api')];
    const answer = await one.execute({
      slice: 'calendar',
      key: {},
      type: 'ImportHolidayNotice',
      input: notice2027,
      actor: { ...owner, role: 'system', organization: null },
    });
    expect(answer).toMatchObject({ kind: 'accepted' });
    await until(() => two.calendar().horizon === one.calendar().horizon);
    expect(two.calendar().horizon).toContain('2027');
  });

  it('a process that answers nobody follows nothing, and one that folds nothing says so', async () => {
    const here = await place();
    const folding = await processOn(here, 'projections');
    const api = await processOn(here, 'api');
    expect(folding.leases().length).toBe(8);
    expect(api.leases()).toEqual([]);
    await expect(api.retrySaga('deadline-watch')).rejects.toThrow('does not run the sagas');
  });
});
