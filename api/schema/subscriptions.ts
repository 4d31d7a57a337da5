import type { Position } from '../../domain/kernel/recorded.ts';
import { mapped } from '../changes/mapped.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import type { Builder } from './builder.ts';
import type { defineFilters } from './filters.ts';
import { raisedFor } from './raisedAlerts.ts';

/** A place in the log, as clients are given it. */
const PLACE = /^\d{1,19}$/;

const afterDescription =
  'Place in the log, as `position` and the event id give it: begin with what came after it. The header Last-Event-ID goes before.';

/** Where a client resumes: at the last event that its connection has seen, or where it says. */
function resumeAt(given: string | null | undefined, { changes }: Context): Position | undefined {
  const place = changes.lastEventId ?? given ?? undefined;
  if (place === undefined) return undefined;
  if (!PLACE.test(place)) throw badInput('«after» is not a place in the log, which is a number.');
  return BigInt(place);
}

/** What happens, as it happens. Each change is shown as the viewer would see it by asking at that moment. */
export function defineSubscriptions(builder: Builder, filters: ReturnType<typeof defineFilters>): void {
  defineChanges(builder);
  builder.subscriptionType({
    description: 'What happens, as it happens: server-sent events that can be resumed by their id.',
    fields: (t) => ({
      projectChanged: t.field({
        type: 'ProjectChange',
        description:
          'Each fact about a project or a node of its chain; anybody who knows the code may follow it.',
        args: {
          code: t.arg.string({ required: true, description: 'Project code 项目代码.' }),
          after: t.arg.string({ description: afterDescription }),
        },
        subscribe: async (_, { code, after }, context) => {
          const { runtime, changes, now } = context;
          if ((await runtime.queries.project(code, now)) === undefined)
            throw badInput('«code» is not the code of a project.');
          return changes.hub.subscribe(`project ${code}`, changes.client, resumeAt(after, context));
        },
        resolve: (change, { code }) => ({ ...change, code }),
      }),
      jobChanged: t.field({
        type: 'JobChange',
        description: 'Each fact about a job in the market or the service that follows.',
        args: {
          id: t.arg.id({ required: true, description: 'Id of the job.' }),
          after: t.arg.string({ description: afterDescription }),
        },
        subscribe: async (_, { id, after }, context) => {
          const { runtime, changes, now } = context;
          if ((await runtime.queries.job(id, now)) === undefined)
            throw badInput('«id» is not the id of a job.');
          return changes.hub.subscribe(`job ${id}`, changes.client, resumeAt(after, context));
        },
        resolve: (change, { id }) => ({ ...change, id }),
      }),
      alertRaised: t.field({
        type: 'AlertChange',
        description:
          'Each alert that is raised, or raised again at another level, of those the viewer may see.',
        args: {
          filter: t.arg({ type: filters.alerts, description: 'Which ones.' }),
          after: t.arg.string({ description: afterDescription }),
        },
        subscribe: (_, { filter, after }, context) => {
          const { changes } = context;
          const stream = changes.hub.subscribe('alerts', changes.client, resumeAt(after, context));
          return mapped(stream, (change) => raisedFor(change, filter ?? {}, context));
        },
        resolve: (raised) => raised as never,
      }),
    }),
  });
}

const common = {
  position: 'Its place in the log, which is the event id: go on from here with `after`.',
  at: 'When it happened.',
  fact: 'What happened, in one word; null while what happened is sealed.',
};

function defineChanges(builder: Builder): void {
  builder.objectType('ProjectChange', {
    description: 'News of a project.',
    fields: (t) => ({
      position: t.string({ description: common.position, resolve: ({ position }) => String(position) }),
      at: t.expose('at', { type: 'Instant', description: common.at }),
      fact: t.exposeString('fact', { nullable: true, description: common.fact }),
      stream: t.exposeString('stream', { description: 'The stream of facts that has grown.' }),
      project: t.field({
        type: 'Project',
        description: 'The project as it stands now.',
        resolve: async ({ code }, _, { runtime, now }) => {
          const project = await runtime.queries.project(code, now);
          if (project === undefined)
            throw new Error(`Unreachable: project ${code} has changed and is not there.`);
          return { ...project, asOf: now };
        },
      }),
    }),
  });
  builder.objectType('JobChange', {
    description: 'News of a job.',
    fields: (t) => ({
      position: t.string({ description: common.position, resolve: ({ position }) => String(position) }),
      at: t.expose('at', { type: 'Instant', description: common.at }),
      fact: t.exposeString('fact', { nullable: true, description: common.fact }),
      stream: t.exposeString('stream', { description: 'The stream of facts that has grown.' }),
      job: t.field({
        type: 'Job',
        description: 'The job as it stands now.',
        resolve: async ({ id }, _, { runtime, now }) => {
          const job = await runtime.queries.job(id, now);
          if (job === undefined) throw new Error(`Unreachable: job ${id} has changed and is not there.`);
          return { ...job, asOf: now };
        },
      }),
    }),
  });
  builder.objectType('AlertChange', {
    description: 'An alert was raised 预警.',
    fields: (t) => ({
      position: t.string({ description: common.position, resolve: ({ position }) => String(position) }),
      at: t.expose('at', { type: 'Instant', description: common.at }),
      alert: t.expose('alert', { type: 'OverdueAlert', description: 'The alert.' }),
    }),
  });
}
