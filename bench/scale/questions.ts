import type { Role } from '../../domain/kernel/actor.ts';
import type { Subjects } from './subjects.ts';

/** A question that one kind of user asks often, with what it is asked about. */
export interface Question {
  readonly title: string;
  readonly role: Role | 'public';
  readonly organization?: string | null;
  readonly query: string;
  /** Taken in turn. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
  /** So many pages are turned before the one that is measured. */
  readonly pagesBefore?: number;
}

const BOARD = `query ($filter: ProjectFilter, $orderBy: ProjectOrder, $after: String) {
  board: projects(filter: $filter, orderBy: $orderBy, first: 20, after: $after) { totalCount pageInfo { endCursor }
    nodes { code title status budget { target used remaining } forecast { permitOn finishOn } } } }`;
const CHAIN = `query ($code: String!) { project(code: $code) { title budget { target used remaining }
  nodes { key title status level dueOn usedDays explanation { binding dueOn steps { date counted reason } rules { id text } } } } }`;
const FORECAST = `query ($code: String!) { project(code: $code) { forecast { permitOn finishOn provisional waitingFor { key reason who } } } }`;
const JOBS = `query ($filter: JobFilter, $after: String) { board: jobs(filter: $filter, first: 20, after: $after) { totalCount pageInfo { endCursor }
  nodes { id title service method ceiling opensAt bidCount } } }`;
const JOB = `query ($id: ID!) { job(id: $id) { title status ceiling bids { agency price rank } excluded { agency reason } result { winner price } } }`;
const BIDS = `query ($after: String) { board: myBids(first: 20, after: $after) { totalCount pageInfo { endCursor } nodes { job price placedAt rank } } }`;
const AGENCIES = `query ($filter: AgencyFilter, $after: String) { board: agencies(filter: $filter, first: 20, after: $after) { totalCount pageInfo { endCursor }
  nodes { creditCode name services status } } }`;
const ALERTS = `query ($filter: AlertFilter, $after: String) { board: overdueAlerts(filter: $filter, first: 50, after: $after) { totalCount pageInfo { endCursor }
  nodes { id level raisedAt deadline { project node departmentName dueOn remainingDays } } } }`;
const DEPARTMENTS = '{ overdueByDepartment { department departmentName open amber red purple } }';
const QUEUE = `query ($department: String!, $after: String) { board: workQueue(department: $department, first: 50, after: $after) { totalCount pageInfo { endCursor }
  nodes { id title level dueOn remainingDays } } }`;
const DEADLINES = `query ($filter: DeadlineFilter) { deadlines(filter: $filter, first: 50) { totalCount nodes { id title level dueOn } } }`;
const HISTORY =
  'query ($stream: String!) { history(stream: $stream, first: 50) { totalCount nodes { type recordedAt data } } }';

/** What the three kinds of user ask most; the pages that grow are asked first and deep. */
export function questionsAbout({
  owner,
  projects,
  words,
  agency,
  jobs,
  services,
  department,
  streams,
}: Subjects): readonly Question[] {
  const asOwner = { role: 'owner', organization: owner } as const;
  const asAgency = { role: 'intermediary', organization: agency } as const;
  const asSupervisor = { role: 'supervisor' } as const;
  const codes = projects.map((code) => ({ code }));
  return [
    {
      ...asOwner,
      title: 'owner: its projects by what is left',
      query: BOARD,
      variables: [{ orderBy: 'REMAINING_ASC' }],
    },
    { role: 'public', title: 'owner: one project, its chain explained', query: CHAIN, variables: codes },
    { role: 'public', title: 'owner: the forecast of one project', query: FORECAST, variables: codes },
    {
      ...asAgency,
      title: 'intermediary: open jobs of a service',
      query: JOBS,
      variables: services.map((service) => ({ filter: { status: 'OPEN', service } })),
    },
    { ...asAgency, title: 'intermediary: all jobs, newest first', query: JOBS, variables: [{}] },
    {
      ...asAgency,
      title: 'intermediary: one job with its bids',
      query: JOB,
      variables: jobs.map((id) => ({ id })),
    },
    { ...asAgency, title: 'intermediary: its bids', query: BIDS, variables: [{}] },
    {
      role: 'public',
      title: 'anybody: agencies of a service by a word',
      query: AGENCIES,
      variables: services.map((service) => ({ filter: { service, search: '咨询' } })),
    },
    { ...asSupervisor, title: 'supervisor: late, first page', query: ALERTS, variables: [{}] },
    {
      ...asSupervisor,
      title: 'supervisor: late, deep page',
      query: ALERTS,
      variables: [{}],
      pagesBefore: 40,
    },
    {
      ...asSupervisor,
      title: 'supervisor: purple only',
      query: ALERTS,
      variables: [{ filter: { level: 'PURPLE' } }],
    },
    { ...asSupervisor, title: 'supervisor: late by department', query: DEPARTMENTS, variables: [{}] },
    { ...asSupervisor, title: "supervisor: a department's work", query: QUEUE, variables: [{ department }] },
    {
      ...asSupervisor,
      title: 'supervisor: the same, deep page',
      query: QUEUE,
      variables: [{ department }],
      pagesBefore: 20,
    },
    {
      ...asSupervisor,
      title: 'supervisor: deadlines of a project',
      query: DEADLINES,
      variables: projects.map((project) => ({ filter: { project } })),
    },
    {
      ...asSupervisor,
      title: 'supervisor: history of a stream',
      query: HISTORY,
      variables: streams.map((stream) => ({ stream })),
    },
    { ...asSupervisor, title: 'supervisor: all projects, newest first', query: BOARD, variables: [{}] },
    {
      ...asSupervisor,
      title: 'supervisor: all projects, deep page',
      query: BOARD,
      variables: [{}],
      pagesBefore: 40,
    },
    {
      ...asSupervisor,
      title: 'supervisor: all projects by what is left',
      query: BOARD,
      variables: [{ orderBy: 'REMAINING_ASC' }],
    },
    {
      ...asSupervisor,
      title: 'supervisor: red projects',
      query: BOARD,
      variables: [{ filter: { level: 'RED' } }],
    },
    {
      ...asSupervisor,
      title: 'supervisor: projects by a word',
      query: BOARD,
      variables: words.map((search) => ({ filter: { search } })),
    },
  ];
}
