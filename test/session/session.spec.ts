import { describe, expect, it } from 'vitest';
import type { SessionData } from '../../domain/session/decider.ts';
import { sessionSlice } from '../../domain/session/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { actor, after, specify, system } from '../specification.ts';

const given = specify(sessionSlice);
const [morning, noon, evening, tomorrow] = [
  '2026-03-02T01:00:00.000Z',
  '2026-03-02T04:00:00.000Z',
  '2026-03-02T11:00:00.000Z',
  '2026-03-03T01:00:00.000Z',
];
const digest = (letter: string) => letter.repeat(64);
const begin = (letter: string, issuedAt = morning, most = 2) => ({
  type: 'BeginSession',
  data: {
    subject: 'owner-1',
    session: digest(letter),
    organization: '12532390MB0B00201A',
    roles: ['owner'],
    until: evening,
    most,
  },
  issuedAt,
});
const begun = (letter: string, begunAt = morning, until = evening) => ({
  type: 'SessionBegun',
  data: { session: digest(letter), organization: '12532390MB0B00201A', roles: ['owner'], begunAt, until },
});
const ended = (letter: string, why: string, endedAt = noon) => ({
  type: 'SessionEnded',
  data: { session: digest(letter), why, endedAt },
});
const end = (letter: string) => ({
  type: 'EndSession',
  data: { subject: 'owner-1', session: digest(letter) },
  issuedAt: noon,
});
const endAll = (issuedAt = noon) => ({
  type: 'EndSessions',
  data: { subject: 'owner-1', reason: 'The laptop is lost.' },
  actor: actor('security', 'nobody'),
  issuedAt,
});
const allEnded = {
  type: 'SessionsEnded',
  data: { reason: 'The laptop is lost.', sessions: 2, endedBy: 'security-1', endedAt: noon },
};

describe('the sessions of a user', () => {
  it('begin', () => given().when(begin('a')).then(begun('a')));
  it('begin once each', () => given(begun('a')).when(begin('a')).thenRejected({ code: 'SessionKnown' }));
  it('are so many and no more: the oldest gives way', () =>
    given(begun('a'), begun('b')).when(begin('c', noon)).then(ended('a', 'replaced'), begun('c', noon)));
  it('that are over do not count', () =>
    given(begun('a'), begun('b')).when(begin('c', evening)).then({ type: 'SessionBegun' }));
  it('are left one by one', () => {
    given(begun('a')).when(end('a')).then(ended('a', 'left'));
    given(begun('a'), ended('a', 'left')).when(end('a')).thenRejected({ code: 'SessionUnknown' });
  });
  it('are ended together by the security administrator, who says why', () => {
    given(begun('a'), begun('b')).when(endAll()).then(allEnded);
    given(begun('a')).when(endAll(evening)).thenRejected({ code: 'NothingToEnd' });
  });
  it('are remembered as long as they are open, however long the stream', () => {
    const openAfter = (...facts: { type: string; data: unknown }[]) =>
      [...after<SessionData>(sessionSlice, facts).data.keys()].map((name) => name[0]);
    expect(openAfter(begun('a'), begun('b'), ended('a', 'left'))).toEqual(['b']);
    expect(openAfter(begun('a'), begun('b'), allEnded)).toEqual([]);
    expect(openAfter(begun('a'), begun('b', tomorrow, '2026-03-03T11:00:00.000Z'))).toEqual(['b']);
  });
});

const bySystem = (command: { type: string; data: object; issuedAt: string }) => ({
  ...command,
  actor: system,
});
describeLifecycle(sessionSlice, {
  facts: { SessionBegun: begun('a'), SessionEnded: ended('a', 'left'), SessionsEnded: allEnded },
  commands: {
    BeginSession: bySystem(begin('c', noon)),
    EndSession: bySystem(end('a')),
    EndSessions: endAll(),
  },
});
