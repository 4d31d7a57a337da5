import type { Instant } from '../../domain/kernel/instant.ts';
import type { ProjectEvent } from '../../domain/project/events.ts';
import { type Projection, put, type Reader, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';
import type { ProjectView } from '../views.ts';

/** A project 项目 without its chain. */
export interface ProjectRow {
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly profile: string;
  readonly profileVersion: number;
  readonly status: ProjectView['status'];
  readonly owner: string;
  readonly ownerName: string;
  readonly permitNode: string;
  /** Working days that the whole chain may use. */
  readonly target: number;
  readonly registeredAt: Instant;
  readonly startedAt: Instant | null;
  /** When it was completed, or terminated. */
  readonly finishedAt: Instant | null;
  readonly stream: string;
}

export const projects = table<ProjectRow>()({
  name: 'projects',
  key: ['code'],
  columns: {
    profile: 'text',
    status: 'text',
    owner: 'text',
    /** Working days of its budget. */
    target: 'text',
    /** When it started, so that those that have not come last upwards and downwards. */
    started_up: 'text',
    started_down: 'text',
    /** What a search looks into, in lower case. */
    search: 'text',
  },
  indexes: [
    { current: ['code'] },
    { current: ['started_up', 'code'] },
    { current: ['started_down', 'code'] },
    { current: ['owner', 'started_down', 'code'] },
    { current: ['status', 'started_down', 'code'] },
    // A search reads this index and nothing else.
    { current: ['search', 'code'] },
  ],
  keyOf: ({ code }) => [code],
  cells: ({ profile, status, owner, target, startedAt, code, title, ownerName }) => ({
    profile,
    status,
    owner,
    target: String(target),
    started_up: startedAt ?? '9999',
    started_down: startedAt ?? '',
    search: `${code} ${title} ${ownerName}`.toLowerCase(),
  }),
});

const registered = async (rows: Reader, stream: string): Promise<ProjectRow> => {
  const row = await rows.read(projects, [stream.slice('project-'.length)]);
  if (row === undefined) throw new Error(`Corrupt history: ${stream} goes on without a registration.`);
  return row;
};

export const projectsProjection: Projection = {
  name: 'projects',
  version: 3,
  tables: [projects],
  handle: when<ProjectEvent>('project', {
    ProjectRegistered: ({ stream, event: { data } }) => {
      const { code, title, type, owner, ownerName, permitNode, target, registeredAt } = data;
      const { code: profile, version: profileVersion } = data.process;
      const chain = { profile, profileVersion, permitNode, target };
      const life = { status: 'REGISTERED' as const, registeredAt, startedAt: null, finishedAt: null };
      return [put(projects, { code, title, type, owner, ownerName, ...chain, ...life, stream })];
    },
    ProjectStarted: async ({ stream, event: { data } }, rows) => [
      put(projects, { ...(await registered(rows, stream)), status: 'RUNNING', startedAt: data.startedAt }),
    ],
    ProjectCompleted: async ({ stream, event: { data } }, rows) => [
      put(projects, {
        ...(await registered(rows, stream)),
        status: 'COMPLETED',
        finishedAt: data.finishedAt,
      }),
    ],
    ProjectTerminated: async ({ stream, event: { data } }, rows) => [
      put(projects, {
        ...(await registered(rows, stream)),
        status: 'TERMINATED',
        finishedAt: data.terminatedAt,
      }),
    ],
  }),
};
