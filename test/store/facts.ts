import type { NewEvent } from '../../domain/kernel/recorded.ts';

/** A fact as a command would append it. */
export const fact = (eventId: string, data: unknown = { eventId }): NewEvent => ({
  eventId,
  schemaVersion: 1,
  recordedAt: '2026-03-02T09:00:00.000Z',
  actor: { subject: 'officer-1', organization: '11532300015167234X', role: 'officer', onBehalfOf: null },
  causationId: 'command-1',
  correlationId: 'case-1',
  commandDigest: '0'.repeat(64),
  event: { type: 'Noted', data },
});
