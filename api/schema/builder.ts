import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import type { ReaderState } from '../../app/operations.ts';
import type { NodeStatus } from '../../domain/catalogue/nodeStatus.ts';
import type { NodeKind } from '../../domain/catalogue/nodeTerms.ts';
import type { Level } from '../../domain/clock/clock.ts';
import type { DeadlineKind } from '../../domain/clock/facts.ts';
import type { Instant, LegalDay } from '../../domain/kernel/instant.ts';
import type { MandateStatus } from '../../domain/mandate/state.ts';
import type { ParkedFact } from '../../projections/engine/parked.ts';
import type {
  AlertView,
  DepartmentOverdueView,
  JobStatus,
  JobView,
  ProjectOrder,
} from '../../projections/views.ts';
import type { Context } from '../context.ts';
import type { ResponsibleKind } from '../responsible.ts';
import type * as shapes from './shapes.ts';

/** A type whose name stands for one TypeScript type both ways: scalars, and enums, whose values are their names. */
interface Both<Value> {
  Input: Value;
  Output: Value;
}

interface Types {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Connection: { totalCount: number };
  Scalars: {
    ID: { Input: string; Output: string };
    Date: Both<LegalDay>;
    Instant: Both<Instant>;
    Fen: Both<number>;
    JSON: Both<unknown>;
    Level: Both<Level>;
    ProjectStatus: Both<shapes.Project['status']>;
    NodeKind: Both<NodeKind>;
    NodeStatus: Both<NodeStatus>;
    DeadlineKind: Both<DeadlineKind>;
    ResponsibleKind: Both<ResponsibleKind>;
    AlertKind: Both<AlertView['kind']>;
    JobStatus: Both<JobStatus>;
    SelectionMethod: Both<JobView['method']>;
    ProjectOrder: Both<ProjectOrder>;
    MandateStatus: Both<MandateStatus>;
  };
  Objects: {
    Viewer: shapes.Viewer;
    Project: shapes.Project;
    Budget: shapes.Project['budget'];
    Forecast: shapes.Project['forecast'];
    Waiting: shapes.Project['forecast']['waitingFor'][number];
    ChainNode: shapes.ChainNode;
    Explanation: shapes.Explanation;
    CountedDay: shapes.CountedDay;
    Pause: shapes.Pause;
    Rule: shapes.Rule;
    Deadline: shapes.Deadline;
    OverdueAlert: shapes.OverdueAlert;
    DepartmentOverdue: DepartmentOverdueView;
    Calendar: shapes.CalendarInForce;
    WorkingDays: shapes.WorkingDays;
    CountedWorkingDays: shapes.CountedWorkingDays;
    Job: shapes.Job;
    Bid: shapes.Bid;
    Exclusion: JobView['excluded'][number];
    JobResult: NonNullable<JobView['result']>;
    Agency: shapes.Agency;
    Event: shapes.Event;
    Mandate: shapes.Mandate;
    ProjectChange: shapes.ProjectChange;
    JobChange: shapes.JobChange;
    AlertChange: shapes.AlertChange;
    LogReader: ReaderState;
    ParkedFact: ParkedFact;
    Accepted: shapes.Accepted;
    Rejected: shapes.Rejected;
    Invalid: shapes.Invalid;
    Issue: shapes.Invalid['issues'][number];
  };
}

/**
 * A schema under construction. Each file of this folder adds its part to it, and types name each other by their names,
 * so that a schema can be made anew for any list of slices.
 */
export const makeBuilder = () =>
  new SchemaBuilder<Types>({
    plugins: [RelayPlugin],
    defaultFieldNullability: false,
    relay: {
      cursorType: 'String',
      nodesOnConnection: { description: 'The objects of this page, without their cursors.' },
      edgesFieldOptions: {
        nullable: { list: false, items: false },
        description: 'The objects of this page, each with its cursor.',
      },
      nodeFieldOptions: { nullable: false, description: 'The object itself.' },
      cursorFieldOptions: { description: 'Hand it back in `after` to go on from here.' },
      pageInfoFieldOptions: { description: 'Whether there is more, and where to go on.' },
      pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
      hasNextPageFieldOptions: { description: 'More follows after this page.' },
      hasPreviousPageFieldOptions: { description: 'Something stands before this page.' },
      startCursorFieldOptions: {
        description: 'Cursor of the first object of the page; null on an empty one.',
      },
      endCursorFieldOptions: { description: 'Cursor of the last object of the page; null on an empty one.' },
      nodeQueryOptions: false,
      nodesQueryOptions: false,
    },
  });

export type Builder = ReturnType<typeof makeBuilder>;
