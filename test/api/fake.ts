import { randomUUID } from 'node:crypto';
import type { AnySlice } from '../../api/offer.ts';
import { pageOfList } from '../../api/schema/connection.ts';
import { nodeDigest } from '../../app/digest.ts';
import type { Answer, Runtime } from '../../app/runtime.ts';
import { announced, makeCalendar } from '../../domain/calendar/calendar.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { makeCommand } from '../../domain/kernel/slice.ts';
import { mandateSlice } from '../../domain/mandate/slice.ts';
import { matterSlice } from '../../domain/matter/slice.ts';
import { surveySlice } from '../../domain/survey/slice.ts';
import type { PageRequest, Queries } from '../../projections/views.ts';
import { OFFICE, record, tell, type World } from './world.ts';

const slices = [matterSlice, surveySlice, mandateSlice] as readonly unknown[] as readonly AnySlice[];

const matches =
  (filter: object) =>
  (view: object): boolean =>
    Object.entries(filter).every(
      ([name, wanted]) =>
        name === 'includeClosed' ||
        wanted === null ||
        wanted === undefined ||
        (view as Record<string, unknown>)[name] === wanted,
    );

const listed = <View extends object>(
  list: readonly View[],
  filter: object,
  page: PageRequest,
  name: keyof View,
) => pageOfList(list.filter(matches(filter)), (view) => String(view[name]), page);

export const fakeQueries = (world: World): Queries => {
  const jobAt = (asOf: Instant) =>
    world.jobBefore !== undefined && asOf < world.jobBefore.until ? world.jobBefore.job : world.job;
  return {
    project: async (code) => {
      await world.before();
      if (world.broken) throw new Error('secret: the disk is on fire');
      return world.projects.find((known) => known.code === code);
    },
    projects: async (filter, _, __, page) => listed(world.projects, filter, page, 'code'),
    deadlines: async (filter, _, page) => listed(world.deadlines, filter, page, 'id'),
    overdueAlerts: async (filter, _, page) => listed(world.alerts, filter, page, 'id'),
    overdueByDepartment: async () => [
      { department: OFFICE, departmentName: '发展和改革局', open: 1, amber: 0, red: 1, purple: 0 },
    ],
    workQueue: async (department, _, page) => listed(world.deadlines, { department }, page, 'id'),
    jobs: async (filter, asOf, page) => listed([jobAt(asOf)], filter, page, 'id'),
    job: async (id, asOf) => (id === world.job.id ? jobAt(asOf) : undefined),
    bidsOf: async (agency, page) => listed(world.job.bids, { agency }, page, 'id'),
    agency: async (id) => world.agencies.find((agency) => agency.id === id),
    agencies: async (filter, page) => listed(world.agencies, filter, page, 'id'),
    mandates: async ({ party, ...filter }, _, page) =>
      listed(
        world.mandates.filter(
          ({ organization, agentOrganization }) =>
            party === undefined || [organization, agentOrganization].includes(party),
        ),
        filter,
        page,
        'id',
      ),
  };
};

/** A runtime that folds real slices over facts in memory, and answers lists from what the test put into its world. */
export const fakeRuntime = (world: World, extra: readonly AnySlice[] = []): Runtime => {
  const all = new Map([...slices, ...extra].map((slice) => [slice.name, slice]));
  const sliceNamed = (name: string) => all.get(name) as AnySlice;
  const factsOf = (stream: string) => world.facts.get(stream) ?? [];
  const stateOf = (name: string, stream: string) =>
    factsOf(stream).reduce(
      (state, { event }) => sliceNamed(name).evolve(state, event),
      sliceNamed(name).initialState,
    );
  const { log } = world;
  return {
    clock: { now: () => world.now },
    slices: all,
    queries: fakeQueries(world),
    calendar: () => announced,
    calendarAt: (version) => (version === 0 ? announced : makeCalendar([])),
    history: async (stream) => factsOf(stream),
    changes: {
      position: () => (log.length === 0 ? 'start' : BigInt(log.length)),
      listen: (listener) => {
        world.listeners.add(listener);
        return () => world.listeners.delete(listener);
      },
      after: async (position, limit) =>
        log.slice(position === 'start' ? 0 : Number(position)).slice(0, limit),
    },
    operations: { readers: async () => world.readers, parked: async () => [] },
    declined: () => undefined,
    settled: async () => undefined,
    leases: () => [],
    faults: () => world.faults,
    stop: async () => undefined,
    stateOf: async (name, stream) => stateOf(name, stream),
    execute: async (request): Promise<Answer> => {
      world.requests.push(request);
      const slice = sliceNamed(request.slice);
      const parsed = slice.commands[request.type]?.input.safeParse(request.input);
      if (parsed?.success !== true)
        return {
          kind: 'invalid',
          issues: (parsed?.error.issues ?? []).map(({ path, message }) => ({
            path: path.join('.'),
            message,
          })),
        };
      const stream = slice.streamOf(request.key);
      const decision = slice.decide(
        stateOf(slice.name, stream),
        makeCommand(request.type, { ...request.key, ...parsed.data }, world.now, request.actor),
        { calendar: announced, digest: nodeDigest },
      );
      if (decision.kind === 'rejected') {
        const { code, message, rule, allowed = [] } = decision.rejection;
        return { kind: 'rejected', code, message, rule, allowed, position: undefined };
      }
      const before = factsOf(stream);
      const commandId = request.commandId ?? randomUUID();
      const recorded = decision.events.map((event, index) =>
        record(stream, before.length + index, event, {
          actor: request.actor,
          at: world.now,
          causationId: commandId,
        }),
      );
      world.facts.set(stream, [...before, ...recorded]);
      tell(world, recorded);
      const last = recorded.at(-1) as Recorded;
      return { kind: 'accepted', commandId, stream, revision: last.revision, position: last.position };
    },
  };
};
