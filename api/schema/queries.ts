import { ProjectCode } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { scopeOf } from '../authority.ts';
import type { Context } from '../context.ts';
import { badInput, forbidden } from '../errors.ts';
import { organizationOf, standsFor } from '../viewer.ts';
import type { Builder } from './builder.ts';
import { clockList } from './clockLists.ts';
import { type Connections, connect, emptyPage, pageArgs, pageOfList } from './connection.ts';
import type { defineFilters } from './filters.ts';
import { historyFor } from './history.ts';

type Filters = ReturnType<typeof defineFilters>;

const asOfDescription =
  'The answer as it was at this instant, or today’s facts as they will stand then; now where nothing is said.';

/** What is asked about, with the instant it is asked for. */
/** Beyond it the calendar has no days left to reckon a forecast or a remaining time with. */
const LATEST_AS_OF: Instant = '2090-01-01T00:00:00.000Z';

/** The instant that is asked about: now, where none is named. */
function at({ asOf }: { readonly asOf?: Instant | null | undefined }, { now }: Context): Instant {
  if (asOf != null && asOf >= LATEST_AS_OF)
    throw badInput(`«asOf»: ${asOf} is too far away; give an instant before ${LATEST_AS_OF}.`);
  return asOf ?? now;
}
const dated =
  (asOf: Instant) =>
  <View extends object>(view: View) => ({ ...view, asOf });

/** The entries into the graph. How much each viewer sees of them stands in the policy. */
export function defineQueries(builder: Builder, connections: Connections, filters: Filters): void {
  defineChainQueries(builder, connections, filters);
  defineClockQueries(builder, connections, filters);
  defineMarketQueries(builder, connections, filters);
  defineOtherQueries(builder, connections);
  defineMandateQueries(builder, connections, filters);
}

function defineChainQueries(builder: Builder, connections: Connections, filters: Filters): void {
  builder.queryType({
    description: 'What can be asked. Lists show what the viewer may see.',
    fields: (t) => ({
      project: t.field({
        type: 'Project',
        nullable: true,
        description:
          'A project by its code; anybody who knows the code may follow it. A code that is none is an error that says why (R23).',
        args: {
          code: t.arg.string({ required: true, description: 'Project code 项目代码.' }),
          asOf: t.arg({ type: 'Instant', description: asOfDescription }),
        },
        resolve: async (_, args, context) => {
          const asOf = at(args, context);
          const code = ProjectCode.safeParse(args.code);
          if (!code.success)
            throw badInput(`«code» cannot be ${args.code}: ${code.error.issues[0]?.message ?? 'it is none'}`);
          const project = await context.runtime.queries.project(code.data, asOf);
          return project && { ...project, asOf };
        },
      }),
      projects: t.field({
        type: connections.projects,
        description: 'Projects: an owner sees its own, departments and supervisors see all.',
        args: {
          filter: t.arg({ type: filters.projects, description: 'Which ones.' }),
          orderBy: t.arg({
            type: 'ProjectOrder',
            description: 'In which order; the latest start first by default.',
          }),
          asOf: t.arg({ type: 'Instant', description: asOfDescription }),
          first: t.arg.int(pageArgs.first),
          after: t.arg.string(pageArgs.after),
        },
        resolve: (_, args, context) => {
          const { viewer, runtime } = context;
          const asOf = at(args, context);
          const own = scopeOf('projects', viewer) === 'own' ? { owner: organizationOf(viewer) ?? '' } : {};
          const filter = { ...args.filter, ...own };
          const elsewhere = args.filter?.owner != null && args.filter.owner !== filter.owner;
          const order = args.orderBy ?? 'STARTED_AT_DESC';
          return connect(
            args,
            async (page) => (elsewhere ? emptyPage : runtime.queries.projects(filter, order, asOf, page)),
            dated(asOf),
          );
        },
      }),
    }),
  });
}

function defineClockQueries(builder: Builder, connections: Connections, filters: Filters): void {
  builder.queryFields((t) => ({
    deadlines: t.field({
      type: connections.deadlines,
      description: 'Open deadlines by due instant: a department’s own, those of an owner’s projects, or all.',
      args: {
        filter: t.arg({ type: filters.deadlines, description: 'Which ones.' }),
        asOf: t.arg({ type: 'Instant', description: asOfDescription }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, context, info) => {
        const asOf = at(args, context);
        const { queries } = context.runtime;
        return connect(
          args,
          (page) =>
            clockList(
              'deadlines',
              context,
              args.filter ?? {},
              asOf,
              page,
              (filter, part) => queries.deadlines(filter, asOf, part),
              ({ dueAt }) => dueAt,
            ),
          (deadline) => deadline,
          info,
        );
      },
    }),
    overdueAlerts: t.field({
      type: connections.alerts,
      description:
        'Open alerts by due instant, then violations, then faults: those of the same viewers as the deadlines. The system administrator sees faults.',
      args: {
        filter: t.arg({ type: filters.alerts, description: 'Which ones.' }),
        asOf: t.arg({ type: 'Instant', description: asOfDescription }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, context, info) => {
        const asOf = at(args, context);
        const { queries } = context.runtime;
        return connect(
          args,
          (page) =>
            clockList(
              'overdueAlerts',
              context,
              args.filter ?? {},
              asOf,
              page,
              (filter, part) => queries.overdueAlerts(filter, asOf, part),
              ({ deadline }) => deadline?.dueAt ?? null,
            ),
          dated(asOf),
          info,
        );
      },
    }),
    overdueByDepartment: t.field({
      type: ['DepartmentOverdue'],
      description: 'How many deadlines each department has open, by level.',
      args: { asOf: t.arg({ type: 'Instant', description: asOfDescription }) },
      resolve: (_, args, context) => context.runtime.queries.overdueByDepartment(at(args, context)),
    }),
    workQueue: t.field({
      type: connections.deadlines,
      description: 'Open work of a department by remaining working time, least first.',
      args: {
        department: t.arg.string({ required: true, description: 'Credit code of the department.' }),
        asOf: t.arg({ type: 'Instant', description: asOfDescription }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, context) => {
        const asOf = at(args, context);
        if (scopeOf('workQueue', context.viewer) !== 'all' && !standsFor(context.viewer, args.department))
          throw forbidden(
            `The work queue of ${args.department} is for its own staff, supervisors and auditors; ` +
              `you stand for ${organizationOf(context.viewer) ?? 'no organisation'}.`,
          );
        return connect(
          args,
          (page) => context.runtime.queries.workQueue(args.department, asOf, page),
          (deadline) => deadline,
        );
      },
    }),
  }));
}

function defineMarketQueries(builder: Builder, connections: Connections, filters: Filters): void {
  builder.queryFields((t) => ({
    jobs: t.field({
      type: connections.jobs,
      description: 'Jobs in the market, open to everybody.',
      args: {
        filter: t.arg({ type: filters.jobs, description: 'Which ones.' }),
        asOf: t.arg({ type: 'Instant', description: asOfDescription }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, context) => {
        const asOf = at(args, context);
        return connect(
          args,
          (page) => context.runtime.queries.jobs(args.filter ?? {}, asOf, page),
          dated(asOf),
        );
      },
    }),
    job: t.field({
      type: 'Job',
      nullable: true,
      description: 'A job by its id.',
      args: {
        id: t.arg.id({ required: true, description: 'Id of the job.' }),
        asOf: t.arg({ type: 'Instant', description: asOfDescription }),
      },
      resolve: async (_, args, context) => {
        const asOf = at(args, context);
        const job = await context.runtime.queries.job(args.id, asOf);
        return job && { ...job, asOf };
      },
    }),
    myBids: t.field({
      type: connections.bids,
      description: "The viewer's own bids, before and after the opening.",
      args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
      resolve: (_, args, { runtime, viewer, now }) => {
        const agency = organizationOf(viewer);
        return connect(
          args,
          async (page) => (agency === null ? emptyPage : runtime.queries.bidsOf(agency, page)),
          dated(now),
        );
      },
    }),
    agency: t.field({
      type: 'Agency',
      nullable: true,
      description: 'An agency by its credit code.',
      args: { id: t.arg.id({ required: true, description: 'Credit code of the agency.' }) },
      resolve: (_, { id }, { runtime }) => runtime.queries.agency(id),
    }),
    agencies: t.field({
      type: connections.agencies,
      description: 'Agencies in the market, open to everybody.',
      args: {
        filter: t.arg({ type: filters.agencies, description: 'Which ones.' }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, { runtime }) =>
        connect(
          args,
          (page) => runtime.queries.agencies(args.filter ?? {}, page),
          (agency) => agency,
        ),
    }),
  }));
}

function defineOtherQueries(builder: Builder, connections: Connections): void {
  builder.queryFields((t) => ({
    viewer: t.field({
      type: 'Viewer',
      description: 'The user of the token and what it may do; public without one.',
      resolve: (_, __, { viewer }) => viewer,
    }),
    calendar: t.field({
      type: 'Calendar',
      description: 'The working-day calendar 工作日历 in force.',
      resolve: (_, __, { runtime }) => runtime.calendar(),
    }),
    history: t.field({
      type: connections.events,
      description:
        'The facts of one stream in order; contents that may not be seen yet are withheld and say so.',
      args: {
        stream: t.arg.string({ required: true, description: 'Name of the stream, as objects give it.' }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: async (_, args, context) => {
        const facts = await historyFor(context, args.stream);
        return connect(
          args,
          async (page) => pageOfList(facts, ({ revision }) => String(revision), page),
          (fact) => fact,
        );
      },
    }),
  }));
}

function defineMandateQueries(builder: Builder, connections: Connections, filters: Filters): void {
  builder.queryField('mandates', (t) =>
    t.field({
      type: connections.mandates,
      description:
        'Authorities by which agents act for others 委托授权: those that the own organisation gave or holds, or all.',
      args: {
        filter: t.arg({ type: filters.mandates, description: 'Which ones.' }),
        first: t.arg.int(pageArgs.first),
        after: t.arg.string(pageArgs.after),
      },
      resolve: (_, args, { runtime, viewer, now }) => {
        const party = scopeOf('mandates', viewer) === 'all' ? undefined : (organizationOf(viewer) ?? '');
        return connect(
          args,
          (page) => runtime.queries.mandates({ ...args.filter, party }, now, page),
          dated(now),
        );
      },
    }),
  );
}
