import { table } from '../engine/table.ts';
import type { JobView } from '../views.ts';

/** A job of the market 选取项目 without its bids. */
export type JobRow = Omit<JobView, 'bids' | 'bidCount'>;

export const jobs = table<JobRow>()({
  name: 'jobs',
  key: ['id'],
  columns: { status: 'text', service: 'text', project: 'text', method: 'text', published_at: 'text' },
  indexes: [
    { current: ['published_at', 'id'] },
    { current: ['status', 'service', 'published_at', 'id'] },
    { current: ['service', 'published_at', 'id'] },
    { current: ['project', 'published_at', 'id'] },
  ],
  keyOf: ({ id }) => [id],
  cells: ({ status, service, project, method, publishedAt }) => ({
    status,
    service,
    project,
    method,
    published_at: publishedAt ?? '',
  }),
});
