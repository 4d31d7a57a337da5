import { describe, expect, it } from 'vitest';
import { mandateSlice } from '../../domain/mandate/slice.ts';
import { type MandateData, statusAt } from '../../domain/mandate/state.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { actor, after, specify } from '../specification.ts';

const given = specify(mandateSlice);
const organization = '12532390MB0B00201A';
const firm = '91532390MA6K00302M';
const key = { organization, agent: 'agent-1' };
const self = actor('owner', organization);
const [before, monday, tuesday, friday] = [
  '2026-03-01T01:00:00.000Z',
  '2026-03-02T01:00:00.000Z',
  '2026-03-03T01:00:00.000Z',
  '2026-03-06T01:00:00.000Z',
];

const letter = {
  agentName: '李代办',
  agentOrganization: firm,
  role: 'owner',
  commands: ['CompleteWork', 'SubmitCorrection', 'CompleteWork'],
  validFrom: tuesday,
  validUntil: friday,
  documentTitle: '授权委托书',
  documentSha256: 'a'.repeat(64),
};
const grant = (change: object = {}, by = self, issuedAt = monday) => ({
  type: 'GrantAuthority',
  data: { ...key, ...letter, ...change },
  actor: by,
  issuedAt,
});
const revoke = (by = self, issuedAt = tuesday) => ({
  type: 'RevokeAuthority',
  data: { ...key, reason: 'He left the firm.' },
  actor: by,
  issuedAt,
});
const granted = {
  type: 'AuthorityGranted',
  data: {
    organization,
    agent: { subject: 'agent-1', name: '李代办', organization: firm },
    role: 'owner',
    commands: ['CompleteWork', 'SubmitCorrection'],
    validFrom: tuesday,
    validUntil: friday,
    document: { title: '授权委托书', sha256: 'a'.repeat(64) },
    grantedBy: 'owner-1',
    grantedAt: monday,
  },
};
const revoked = {
  type: 'AuthorityRevoked',
  data: { reason: 'He left the firm.', revokedBy: 'owner-1', revokedAt: tuesday },
};

describe('an authority', () => {
  it('民法典 165: says who, what, how long, and by which letter', () => given().when(grant()).then(granted));
  it('holds at once, and for every command of the role, where nothing else is said', () =>
    given()
      .when(grant({ validFrom: null, commands: null }))
      .then({ type: 'AuthorityGranted', data: { validFrom: monday, commands: null } }));
  it('is granted by the organisation itself', () => {
    given()
      .when(grant({}, actor('owner', firm)))
      .thenRejected({ code: 'Forbidden' });
    given(granted)
      .when(revoke(actor('owner', firm)))
      .thenRejected({ code: 'Forbidden' });
  });
  it('民法典 169: is not passed on, nor taken back, by whoever holds it', () => {
    const agent = { ...actor('owner', firm, 'agent-1'), onBehalfOf: organization };
    given(granted).when(grant({}, agent)).thenRejected({ code: 'NoSubdelegation', rule: '民法典 169' });
    given(granted).when(revoke(agent)).thenRejected({ code: 'NoSubdelegation', rule: '民法典 169' });
  });
  it('is granted for the own role only', () =>
    given()
      .when(grant({ role: 'intermediary' }))
      .thenRejected({ code: 'NotYourRole' }));
  it('is for somebody else', () =>
    given()
      .when(grant({ agentOrganization: organization }))
      .thenRejected({ code: 'AgentOfItsOwn' }));
  it.each([
    ['ends before it begins', { validFrom: friday, validUntil: tuesday }],
    ['has no time at all', { validFrom: friday, validUntil: friday }],
    ['is over already', { validFrom: before, validUntil: monday }],
  ])('that %s is refused', (_, period) =>
    given().when(grant(period)).thenRejected({ code: 'PeriodOver', rule: '民法典 165' }),
  );
  it('is replaced as a whole by the next', () => {
    const next = given(granted).when(grant({ commands: ['CompleteWork'], validUntil: friday }));
    next.then({ type: 'AuthorityGranted', data: { commands: ['CompleteWork'] } });
    expect(after<MandateData>(mandateSlice, [granted, ...next.events]).data).toMatchObject({
      commands: ['CompleteWork'],
    });
  });
  it('民法典 173: is taken back at once, and can be granted anew', () => {
    given(granted).when(revoke()).then(revoked);
    given(granted, revoked).when(grant()).then(granted);
    given(granted).when(revoke(self, friday)).thenRejected({ code: 'AlreadyOver', rule: '民法典 173' });
  });
});

describe('where it stands', () => {
  const statusOf = (at: string, ...facts: { type: string; data: unknown }[]) => {
    const { data } = after<MandateData>(mandateSlice, facts);
    return data && statusAt(data, at);
  };
  it.each([
    [monday, 'NOT_YET'],
    ['2026-03-03T00:59:59.999Z', 'NOT_YET'],
    [tuesday, 'IN_FORCE'],
    ['2026-03-06T00:59:59.999Z', 'IN_FORCE'],
    [friday, 'EXPIRED'],
  ])('at %s is %s', (at, status) => expect(statusOf(at, granted)).toBe(status));
  it('is revoked whatever its time, until it is granted anew', () => {
    expect(statusOf(friday, granted, revoked)).toBe('REVOKED');
    expect(statusOf(tuesday, granted, revoked, granted)).toBe('IN_FORCE');
  });
});

describe('its stream', () => {
  it.each(['', 'with blank', '李代办', 'x'.repeat(201), 'a\nb'])('is of no agent «%s»', (agent) =>
    expect(mandateSlice.key.safeParse({ organization, agent }).success).toBe(false),
  );
  it.each(['agent-1', 'auth0|5f7c', 'https://id.example/u/1', 'x'.repeat(200)])('may be of «%s»', (agent) =>
    expect(mandateSlice.key.safeParse({ organization, agent }).success).toBe(true),
  );
  it('is read by whoever granted it and whoever holds it', () =>
    expect(mandateSlice.parties(after(mandateSlice, [granted]))).toEqual({
      owner: organization,
      participants: [firm],
    }));
});

describeLifecycle(mandateSlice, {
  facts: { AuthorityGranted: granted, AuthorityRevoked: revoked },
  commands: { GrantAuthority: grant(), RevokeAuthority: revoke() },
});
