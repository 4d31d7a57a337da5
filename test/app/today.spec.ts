import { expect, it } from 'vitest';
import { sliceByName } from '../../app/slices.ts';
import { asToday } from '../../app/today.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { system } from '../specification.ts';

const fact: Recorded = {
  eventId: 'e',
  stream: 'project-2603-532390-04-01-482134',
  revision: 1,
  position: 2n,
  schemaVersion: 1,
  recordedAt: '2026-03-02T01:00:00.000Z',
  actor: system,
  causationId: 'c',
  correlationId: 'k',
  commandDigest: 'd',
  event: { type: 'ProjectStarted', data: { startedAt: '2026-03-02T01:00:00.000Z' } },
};

it('passes on a fact of today untouched', () => expect(asToday(fact)).toBe(fact));

it('passes on what it knows no kind of stream for', () => {
  const strange = { ...fact, stream: 'weather-1' };
  expect(asToday(strange)).toBe(strange);
});

it('raises a fact of an older version, by the steps of its slice', () => {
  const slice = sliceByName.get('project');
  if (slice === undefined) throw new Error('There is a project slice.');
  const { schemaVersion, parse } = slice;
  Object.assign(slice, {
    schemaVersion: () => 2,
    parse: (type: string, data: { began: string }, version: number) => ({
      type,
      data: { startedAt: data.began, from: version },
    }),
  });
  try {
    const old = { ...fact, event: { type: 'ProjectStarted', data: { began: '2020' } } };
    expect(asToday(old)).toMatchObject({ schemaVersion: 2, event: { data: { startedAt: '2020', from: 1 } } });
  } finally {
    Object.assign(slice, { schemaVersion, parse });
  }
});
