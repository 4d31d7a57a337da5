import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';

/** Something happened that somebody may be waiting for. */
export interface Change {
  readonly position: Position;
  readonly at: Instant;
  /** The type of the fact. */
  readonly fact: string;
  readonly stream: string;
  readonly data: unknown;
}

/** What one can wait for. */
export type Topic = `project ${string}` | `job ${string}` | 'alerts';

const after = (prefix: string, stream: string) =>
  stream.startsWith(prefix) ? stream.slice(prefix.length) : undefined;

/** What a fact is news of; undefined where nobody can wait for it. */
export function topicOf({ stream, event }: Recorded): Topic | undefined {
  const project = after('project-', stream) ?? nodeOfStream(stream)?.project;
  if (project !== undefined) return `project ${project}`;
  const job = after('job-', stream) ?? after('engagement-', stream);
  if (job !== undefined) return `job ${job}`;
  return event.type === 'AlertRaised' || event.type === 'ViolationRaised' ? 'alerts' : undefined;
}

export const changeOf = ({ position, recordedAt, event, stream }: Recorded): Change => ({
  position,
  at: recordedAt,
  fact: event.type,
  stream,
  data: event.data,
});
