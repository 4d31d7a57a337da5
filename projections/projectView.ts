import type { Calendar } from '../domain/calendar/calendar.ts';
import { type Clock, levelAt, pausedAt, usedDays } from '../domain/clock/clock.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import { type ForecastNode, type ForecastResult, forecast } from '../domain/project/forecast.ts';
import { budgetUsed, criticalPath } from '../domain/project/path.ts';
import type { NodeRow } from './handlers/nodes.ts';
import type { ProjectRow } from './handlers/projects.ts';
import type { NodeView, ProjectView } from './views.ts';

/** What a project's page is made of, as the facts up to `asOf` left it. */
export interface ProjectParts {
  readonly project: ProjectRow;
  /** In the order of the process definition. */
  readonly nodes: readonly NodeRow[];
  /** The nodes' own clocks by id. */
  readonly clocks: ReadonlyMap<string, Clock>;
}

export interface Calendars {
  readonly calendar: (asOf: Instant) => Calendar;
  readonly calendarAt: (version: number) => Calendar;
}

/** A project with its chain, its path, its budget and its one honest date: all of it follows from rows and an instant. */
export function projectView(
  calendars: Calendars,
  { project, nodes, clocks }: ProjectParts,
  asOf: Instant,
): ProjectView {
  const views = nodes.map((node) =>
    nodeView(calendars, node, clocks.get(`${node.project}/${node.key}`) ?? null, asOf),
  );
  const path = criticalPath(views);
  const used = budgetUsed(views, path);
  const { permitNode, target, ...rest } = project;
  const byKey = new Map(views.map((node) => [node.key, node] as const));
  return {
    ...rest,
    nodes: views,
    criticalPath: path.flatMap((key) => byKey.get(key) ?? []),
    budget: { target, used, remaining: target - used },
    forecast:
      project.status === 'TERMINATED'
        ? NO_FORECAST
        : forecast(
            calendars.calendar(asOf),
            nodes.map((node, at) => awaited(node, views[at] as NodeView)),
            permitNode,
            project.ownerName,
            asOf,
          ),
  };
}

const NO_FORECAST: ForecastResult = { permitOn: null, finishOn: null, provisional: false, waitingFor: [] };

function nodeView({ calendarAt }: Calendars, node: NodeRow, clock: Clock | null, asOf: Instant): NodeView {
  const { place: _, plannedPause: __, ...view } = node;
  return {
    ...view,
    level: clock === null ? 'GREEN' : levelAt(clock, asOf),
    paused: clock !== null && pausedAt(clock, asOf),
    usedDays: clock === null ? null : usedDays(calendarAt(clock.due.calendarVersion), clock, asOf),
    clock,
  };
}

const awaited = ({ plannedPause }: NodeRow, view: NodeView): ForecastNode => {
  const { key, title, predecessors, status, decidedAt, clock, promisedDays, plannedDays, authorityName } =
    view;
  return {
    key,
    title,
    predecessors,
    status,
    decidedAt,
    dueOn: clock?.due.dueOn ?? null,
    provisional: clock?.due.provisional ?? false,
    days: promisedDays ?? plannedDays ?? 0,
    pauseDays: plannedPause,
    pauseReason: view.paused ? (clock?.pauses.at(-1)?.reason ?? null) : null,
    approval: promisedDays !== null,
    authorityName,
    job: view.job ?? null,
  };
};
