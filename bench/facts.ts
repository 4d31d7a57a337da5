import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../domain/kernel/recorded.ts';

/** A fact of the size that the system writes most: an alert with Chinese text, 0.9 kB with its envelope. */
export const alertFact = (index: number): NewEvent => ({
  eventId: randomUUID(),
  schemaVersion: 1,
  recordedAt: '2026-03-02T09:00:00.000Z',
  actor: {
    subject: `officer-${index % 97}`,
    organization: '11532390MB0A001015',
    role: 'officer',
    onBehalfOf: null,
  },
  causationId: `command-${index}`,
  correlationId: `case-${index % 1009}`,
  commandDigest: 'c0ffee00'.repeat(8),
  event: {
    type: 'AlertSeen',
    data: {
      alert: `alert/2603-532390-04-01-482134/G${index % 15}`,
      by: `supervisor-${index % 31}`,
      note: '材料齐全,已电话提醒承办科室按承诺时限办结,并抄送主管领导。',
      seenAt: '2026-03-02T09:00:00.000Z',
    },
  },
});

/** Facts made before the clock runs. */
const POOL: readonly NewEvent[] = Array.from({ length: 3000 }, (_, index) => alertFact(index));

const TRIPLES: readonly (readonly NewEvent[])[] = Array.from({ length: 1000 }, (_, index) => {
  const { actor, causationId, correlationId } = POOL[index * 3] as NewEvent;
  return POOL.slice(index * 3, index * 3 + 3).map((fact) => ({ ...fact, actor, causationId, correlationId }));
});

/** Three facts of one command. */
export const three = (index: number): readonly NewEvent[] => TRIPLES[index % 1000] as readonly NewEvent[];
