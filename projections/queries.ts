import { agenciesOf, agencyOf } from './query/agencies.ts';
import { overdueAlertsOf } from './query/alerts.ts';
import { deadlinesOf, overdueByDepartmentOf, workQueueOf } from './query/deadlines.ts';
import { bidsOf, jobOf, jobsOf } from './query/jobs.ts';
import { mandatesOf } from './query/mandates.ts';
import { projectOf, projectsOf } from './query/projects.ts';
import type { QuerySource } from './query/source.ts';
import type { Queries } from './views.ts';

/** What readers may ask of the read models. Rights are no matter of these: whoever calls has judged them. */
export const createQueries = (source: QuerySource): Queries => ({
  project: projectOf(source),
  projects: projectsOf(source),
  deadlines: deadlinesOf(source),
  overdueAlerts: overdueAlertsOf(source),
  overdueByDepartment: overdueByDepartmentOf(source),
  workQueue: workQueueOf(source),
  jobs: jobsOf(source),
  job: jobOf(source),
  bidsOf: bidsOf(source),
  agency: agencyOf(source),
  agencies: agenciesOf(source),
  mandates: mandatesOf(source),
});
