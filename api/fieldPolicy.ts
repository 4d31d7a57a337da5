/**
 * When a field shows its value: wherever its object is seen, or only while a guard lets it (see `guards.ts`). What is
 * withheld is null, or an empty list.
 */
export type Guard = 'open' | 'afterOpening' | 'factAfterOpening' | 'ownOrAfterOpening' | 'ownOrSupervision';

const fields = (names: string, guard: Guard = 'open'): Readonly<Record<string, Guard>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, guard]));

export const fieldPolicy: Readonly<Record<string, Readonly<Record<string, Guard>>>> = {
  Viewer: { ...fields('roles'), ...fields('subject organization onBehalfOf', 'ownOrSupervision') },
  Project: fields(
    'code title type profile status owner ownerName startedAt finishedAt nodes criticalPath budget forecast availableCommands stream',
  ),
  Budget: fields('target used remaining'),
  Forecast: fields('permitOn finishOn provisional waitingFor'),
  Waiting: fields('key reason who job'),
  ChainNode: fields(
    'key kind title status authority authorityName startedAt dueOn dueAt decidedAt promisedDays plannedDays usedDays level paused provisional predecessors explanation availableCommands stream',
  ),
  Explanation: fields('startedOn dueOn steps pauses rules binding'),
  CountedDay: fields('date counted amount reason'),
  Pause: fields('reason legalBasis legalBasisText from to cap'),
  Rule: fields('id text'),
  Deadline: fields(
    'id project node title department departmentName kind level dueOn dueAt remainingDays paused provisional explanation',
  ),
  OverdueAlert: fields('id kind level raisedAt rule text department project deadline seenBy note'),
  DepartmentOverdue: fields('department departmentName kind open amber red purple'),
  Calendar: fields('horizon addWorkingDays countWorkingDays'),
  WorkingDays: fields('dueOn provisional steps'),
  CountedWorkingDays: fields('days provisional steps'),
  Job: {
    ...fields(
      'id project node title service method status suspended buyer ceiling publishedAt opensAt bidCount result proof availableCommands stream',
    ),
    ...fields('bids excluded', 'afterOpening'),
  },
  Bid: { ...fields('id key job agency placedAt rank'), price: 'ownOrAfterOpening' },
  Exclusion: fields('agency reason rule path'),
  JobResult: fields('winner price reserves decidedAt publicityEndsAt explanation'),
  Agency: fields('id creditCode name status services availableCommands stream'),
  Mandate: fields(
    'id organization agent agentName agentOrganization role commands validFrom validUntil status documentTitle documentSha256 grantedAt revokedAt revokedFor availableCommands stream',
  ),
  Event: fields(
    'eventId stream revision position type schemaVersion recordedAt actor causationId correlationId data withheld',
  ),
  ProjectChange: fields('position at fact stream project'),
  JobChange: { ...fields('position at stream job'), ...fields('fact', 'factAfterOpening') },
  AlertChange: fields('position at alert'),
  LogReader: fields('name kind version position lagEvents lagSeconds parkedCount parked'),
  ParkedFact: fields('position stream revision type reason since'),
  Accepted: fields('commandId stream revision position'),
  Rejected: fields('code message rule allowed position'),
  Invalid: fields('issues'),
  Issue: fields('path message'),
  PageInfo: fields('hasNextPage hasPreviousPage startCursor endCursor'),
};

/** Every page of every list: what is in it was narrowed by the query that gave it. */
export const connectionPolicy = fields('edges nodes pageInfo totalCount');
export const edgePolicy = fields('cursor node');
