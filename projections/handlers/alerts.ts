import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import { type Violation, violationsIn } from '../../domain/kernel/violation.ts';
import type { SupervisionEvent } from '../../domain/supervision/events.ts';
import { each, type Projection, put, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';

/** A rule that was broken 违规, and the fact that shows it. It stays for ever (K2). */
export interface ViolationRow extends Violation {
  readonly id: string;
  readonly project: string | null;
  readonly node: string | null;
  readonly raisedAt: Instant;
  readonly stream: string;
}

export const violations = table<ViolationRow>()({
  name: 'violations',
  key: ['id'],
  columns: { department: 'text', project: 'text' },
  indexes: [{ current: ['id'] }, { current: ['department', 'id'] }],
  keyOf: ({ id }) => [id],
  cells: ({ charged, project }) => ({ department: charged, project }),
});

/** A supervisor has seen the alert 签收. */
export interface SeenRow {
  readonly alert: string;
  readonly by: string;
  readonly note: string | null;
  readonly seenAt: Instant;
}

export const seenAlerts = table<SeenRow>()({
  name: 'seen_alerts',
  key: ['alert'],
  columns: {},
  indexes: [],
  keyOf: ({ alert }) => [alert],
  cells: () => ({}),
});

/** Lateness is no row here: it follows from the deadlines at the instant that is asked about. */
export const alertsProjection: Projection = {
  name: 'alerts',
  version: 3,
  tables: [violations, seenAlerts],
  handle: each(
    when<SupervisionEvent>('alert', {
      AlertSeen: ({ event: { data } }) => [put(seenAlerts, data)],
    }),
    ({ stream, revision, recordedAt, event: { data } }) => {
      const at = nodeOfStream(stream);
      return violationsIn(stream, revision, data).map((violation) =>
        put(violations, {
          ...violation,
          project: at?.project ?? null,
          node: at?.node ?? null,
          raisedAt: recordedAt,
          stream,
        }),
      );
    },
  ),
};
