import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actingFor } from '../../api/onBehalfOf.ts';
import { raisedFor } from '../../api/schema/raisedAlerts.ts';
import { publicViewer } from '../../api/viewer.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { contextOf } from './matrixCells.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { AGENCY, HOSPITAL, INTAKE, OTHER_AGENCY, OTHER_OWNER, OWNER } from './world.ts';

const THIRD_AGENCY = '91532390MA6K00304U';
let system: RealSystem;
beforeEach(async () => {
  system = await realSystem();
});
afterEach(() => system.close());

const letter = {
  organization: OWNER,
  agent: 'agent-1',
  agentName: '李代办',
  agentOrganization: AGENCY,
  role: 'owner',
  validUntil: '2026-03-20T16:00:00.000Z',
  documentTitle: '授权委托书',
  documentSha256: 'a'.repeat(64),
};
const project = (code: string, owner: string) => ({
  code,
  owner,
  ownerName: '彝川县人民医院',
  title: '医院迁建',
  type: 'GOVERNMENT_BUILDING',
  profile: 'CX-GOV-60',
});

interface Who {
  readonly subject: string;
  readonly organization: string;
  readonly roles: readonly Role[];
}
const owner: Who = { subject: 'owner-1', organization: OWNER, roles: ['owner'] };
const agent: Who = { subject: 'agent-1', organization: AGENCY, roles: ['intermediary'] };

/** Over HTTP, as somebody, and for somebody where the header says so. */
async function ask(who: Who, query: string, variables: object = {}, onBehalfOf?: string) {
  const token = await system.tokenOf(who);
  const headers = onBehalfOf === undefined ? {} : { 'x-on-behalf-of': onBehalfOf };
  const { status, text } = await system.send(query, variables, token, headers);
  return { status, ...(JSON.parse(text) as { data?: Record<string, never>; errors?: object[] }) };
}
async function give(who: Who, command: string, input: object, onBehalfOf?: string) {
  const name = `${command.charAt(0).toLowerCase()}${command.slice(1)}`;
  const { data, errors, status } = await ask(
    who,
    `mutation ($input: ${command}Input!) { answer: ${name}(input: $input) { __typename
      ... on Rejected { code rule { id } } ... on Invalid { issues { path message } } ... on Accepted { stream } } }`,
    { input },
    onBehalfOf,
  );
  return { status, errors, ...(data?.['answer'] as object | undefined) };
}
const grant = (change: object = {}) => give(owner, 'GrantAuthority', { ...letter, ...change });
const register = (who: Who, onBehalfOf?: string, of = OWNER) =>
  give(who, 'RegisterProject', project(HOSPITAL, of), onBehalfOf);
const refused = (status: number, code: string) => ({ status, errors: [{ extensions: { code } }] });

describe('an agent of another organisation', () => {
  it('acts for the one that gave it authority, and the fact says for whom', async () => {
    expect(await grant()).toMatchObject({ __typename: 'Accepted', stream: `mandate-${OWNER}-agent-1` });
    expect(await register(agent, OWNER)).toMatchObject({ __typename: 'Accepted' });
    const fact = (await system.facts()).at(-1) as Recorded;
    expect([fact.event.type, fact.actor]).toEqual([
      'ProjectRegistered',
      { subject: 'agent-1', organization: AGENCY, role: 'owner', onBehalfOf: OWNER },
    ]);
  });
  it('is nobody to it without the header', async () => {
    await grant();
    expect(await register(agent)).toMatchObject({ __typename: 'Rejected', code: 'Forbidden' });
  });
  it('sees with its eyes, and in the role that was granted alone', async () => {
    await grant();
    await register(owner);
    const seen =
      '{ viewer { subject organization roles onBehalfOf } projects { totalCount } myBids { totalCount } }';
    expect((await ask(agent, seen, {}, OWNER)).data).toEqual({
      viewer: { subject: 'agent-1', organization: AGENCY, roles: ['owner'], onBehalfOf: OWNER },
      projects: { totalCount: 1 },
      myBids: { totalCount: 0 },
    });
    expect((await ask(agent, seen)).data).toMatchObject({
      viewer: { roles: ['intermediary'], onBehalfOf: null },
      projects: { totalCount: 0 },
    });
  });
  it('is shown in the history to whom it acted for', async () => {
    await grant();
    await register(agent, OWNER);
    const history = `{ history(stream: "project-${HOSPITAL}") { nodes { actor { subject organization roles onBehalfOf } } } }`;
    expect((await ask(owner, history)).data).toEqual({
      history: {
        nodes: [{ actor: { subject: 'agent-1', organization: AGENCY, roles: ['owner'], onBehalfOf: OWNER } }],
      },
    });
  });
  it('may name its own organisation, and is then itself', async () => {
    const { data } = await ask(agent, '{ viewer { roles onBehalfOf } }', {}, AGENCY);
    expect(data).toEqual({ viewer: { roles: ['intermediary'], onBehalfOf: null } });
  });
});

describe('without an authority', () => {
  it.each([
    ['that was never granted', {}, agent, OWNER, 'MANDATE_MISSING'],
    ['of another agent', {}, { ...agent, subject: 'agent-2' }, OWNER, 'MANDATE_MISSING'],
    [
      'that it took along to another firm',
      {},
      { ...agent, organization: OTHER_AGENCY },
      OWNER,
      'MANDATE_MISSING',
    ],
    ['of another organisation', {}, agent, OTHER_OWNER, 'MANDATE_MISSING'],
    ['whose time has not come', { validFrom: '2026-03-10T00:00:00.000Z' }, agent, OWNER, 'MANDATE_NOT_YET'],
  ])('%s nothing is read or done', async (why, change, who, principal, code) => {
    if (why !== 'that was never granted') await grant(change);
    const before = (await system.facts()).length;
    expect(await register(who, principal)).toMatchObject(refused(403, code));
    expect(await ask(who, '{ viewer { roles } }', {}, principal)).toMatchObject(refused(403, code));
    expect(await system.facts()).toHaveLength(before);
  });
  it('ends with its time, to the millisecond', async () => {
    await grant();
    system.clock.moveTo('2026-03-20T15:59:59.999Z');
    expect((await ask(agent, '{ viewer { roles } }', {}, OWNER)).status).toBe(200);
    system.clock.moveTo('2026-03-20T16:00:00.000Z');
    expect(await register(agent, OWNER)).toMatchObject(refused(403, 'MANDATE_EXPIRED'));
  });
  it('ends when it is taken back, and comes back when it is granted anew', async () => {
    await grant();
    const revoke = { organization: OWNER, agent: 'agent-1', reason: 'He left.' };
    expect(await give(owner, 'RevokeAuthority', revoke)).toMatchObject({ __typename: 'Accepted' });
    expect(await register(agent, OWNER)).toMatchObject(refused(403, 'MANDATE_REVOKED'));
    await grant();
    expect(await register(agent, OWNER)).toMatchObject({ __typename: 'Accepted' });
  });
  it('that is taken back between the door and the decision, nothing is done', async () => {
    await grant();
    const acting = { subject: 'agent-1', organization: AGENCY, role: 'owner', onBehalfOf: OWNER } as const;
    const decide = () =>
      system.runtime.execute({
        slice: 'project',
        key: { code: HOSPITAL },
        type: 'RegisterProject',
        input: project(HOSPITAL, OWNER),
        actor: acting,
      });
    await give(owner, 'RevokeAuthority', { organization: OWNER, agent: 'agent-1', reason: 'He left.' });
    expect(await decide()).toMatchObject({ kind: 'rejected', code: 'MandateRevoked' });
    await grant({ role: 'owner', commands: ['CompleteWork'] });
    expect(await decide()).toMatchObject({ kind: 'rejected', code: 'OutsideMandate' });
    await grant();
    expect(await decide()).toMatchObject({ kind: 'accepted' });
  });
  it.each([
    ['nonsense', 400, 'BAD_REQUEST'],
    ['12532390MB0B00201B', 400, 'BAD_REQUEST'],
    [`${OWNER}, ${OTHER_OWNER}`, 400, 'BAD_REQUEST'],
  ])('the header «%s» is refused with %i', async (header, status, code) => {
    await grant();
    expect(await ask(agent, '{ viewer { roles } }', {}, header)).toMatchObject(refused(status, code));
  });
  it('nobody acts for anybody without a token', async () => {
    const { status } = await system.send('{ viewer { roles } }', {}, undefined, { 'x-on-behalf-of': OWNER });
    expect(status).toBe(401);
  });
  it.each(['intake', 'officer', 'lead', 'operator', 'supervisor', 'system', 'security', 'audit'] as const)(
    'no %s acts for others, whatever was granted',
    async (role) => {
      await grant({ agent: 'clerk', agentOrganization: INTAKE });
      const clerk: Who = { subject: 'clerk', organization: INTAKE, roles: [role] };
      expect(await register(clerk, OWNER)).toMatchObject(refused(403, 'FORBIDDEN'));
    },
  );
});

describe('what an authority covers', () => {
  it('are the commands that it names, if it names any', async () => {
    await grant({ commands: ['CompleteWork'] });
    expect(await register(agent, OWNER)).toMatchObject({ __typename: 'Rejected', code: 'OutsideMandate' });
    await grant({ commands: ['CompleteWork', 'RegisterProject'] });
    expect(await register(agent, OWNER)).toMatchObject({ __typename: 'Accepted' });
    const available = `{ project(code: "${HOSPITAL}") { availableCommands } }`;
    expect((await ask(agent, available, {}, OWNER)).data).toEqual({ project: { availableCommands: [] } });
    expect((await ask(owner, available)).data).toEqual({
      project: { availableCommands: ['TerminateProject'] },
    });
  });
  it('is for the role that is named, where whoever grants it has several', async () => {
    const both: Who = { ...owner, roles: ['owner', 'intermediary'] };
    expect(await give(both, 'GrantAuthority', { ...letter, role: 'intermediary' })).toMatchObject({
      __typename: 'Accepted',
    });
    expect((await ask(agent, '{ viewer { roles } }', {}, OWNER)).data).toEqual({
      viewer: { roles: ['intermediary'] },
    });
  });
  it('is nothing that there is not', async () =>
    expect(await grant({ commands: ['DoEverything'] })).toMatchObject({
      __typename: 'Rejected',
      code: 'CommandUnknown',
    }));
  it('is nothing of another owner', async () => {
    await grant();
    expect(await register(agent, OWNER, OTHER_OWNER)).toMatchObject({ code: 'Forbidden' });
  });
  it('民法典 169: is not passed on', async () => {
    await grant();
    const further = { ...letter, agent: 'agent-2', agentOrganization: OTHER_AGENCY };
    expect(await give(agent, 'GrantAuthority', further, OWNER)).toMatchObject({
      code: 'NoSubdelegation',
      rule: { id: '民法典 169' },
    });
  });
  it('cannot be granted by an agent for an organisation that is not its own', async () =>
    expect(await give(agent, 'GrantAuthority', letter)).toMatchObject({ code: 'Forbidden' }));
});

describe('nobody stands on both sides (民法典 168)', () => {
  const noon = '2026-03-09T04:00:00.000Z';
  const job = {
    job: 'job-1',
    buyer: OWNER,
    title: '可研报告编制',
    service: '539019001000',
    method: 'LOWEST_PRICE',
    ceiling: 5_000_000,
    opensAt: '2026-03-19T04:00:00.000Z',
  };
  const enlist = async (agency: string) => {
    const entry = { agency, name: '云岭工程咨询', services: [job.service], owners: [] };
    const itself: Who = { subject: `of-${agency}`, organization: agency, roles: ['intermediary'] };
    const operator: Who = { subject: 'operator-1', organization: INTAKE, roles: ['operator'] };
    await give(itself, 'RegisterAgency', entry);
    expect(await give(operator, 'ListAgency', { agency })).toMatchObject({ __typename: 'Accepted' });
    return itself;
  };
  it('a sealed bid that an agent placed is its bidder’s to read, and not the agent’s own firm’s', async () => {
    system.clock.moveTo(noon);
    await give(owner, 'PublishJob', job);
    const bidder = await enlist(OTHER_AGENCY);
    await enlist(AGENCY);
    const forBidder = { ...letter, organization: OTHER_AGENCY, role: 'intermediary' };
    await give(bidder, 'GrantAuthority', forBidder);
    const bid = { job: 'job-1', bid: 'bid-1', price: 4_000_000 };
    expect(await give(agent, 'PlaceBid', bid, OTHER_AGENCY)).toMatchObject({ __typename: 'Accepted' });
    const rival: Who = { ...agent, organization: THIRD_AGENCY, subject: 'rival' };
    await enlist(THIRD_AGENCY);
    await give(rival, 'PlaceBid', { ...bid, bid: 'bid-2', price: 3_900_000 });
    const history = '{ history(stream: "job-job-1") { nodes { type data actor { organization } } } }';
    const bidsSeenBy = async (who: Who) => {
      const { data } = await ask(who, history);
      const seen = data as unknown as {
        history: { nodes: { type: string; data: { price: number } | null }[] };
      };
      const { nodes } = seen.history;
      return nodes.filter(({ type }) => type === 'BidPlaced').map((fact) => fact.data?.price ?? null);
    };
    expect(await bidsSeenBy(bidder)).toEqual([4_000_000, null]);
    expect(await bidsSeenBy(rival)).toEqual([null, 3_900_000]);
    expect((await ask(agent, history)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
  it('whoever has published a job for its buyer does not bid in it', async () => {
    system.clock.moveTo(noon);
    await grant();
    expect(await give(agent, 'PublishJob', job, OWNER)).toMatchObject({ __typename: 'Accepted' });
    await enlist(AGENCY);
    expect(await give(agent, 'PlaceBid', { job: 'job-1', bid: 'bid-1', price: 4_000_000 })).toMatchObject({
      code: 'ConflictOfInterest',
    });
  });
  it('whoever has acted for one bidder bids for no other, nor for its own firm', async () => {
    system.clock.moveTo(noon);
    await give(owner, 'PublishJob', job);
    for (const bidder of [OTHER_AGENCY, THIRD_AGENCY])
      await give(await enlist(bidder), 'GrantAuthority', {
        ...letter,
        organization: bidder,
        role: 'intermediary',
      });
    await enlist(AGENCY);
    const bid = { job: 'job-1', bid: 'bid-1', price: 4_000_000 };
    expect(await give(agent, 'PlaceBid', bid, OTHER_AGENCY)).toMatchObject({ __typename: 'Accepted' });
    const conflict = { code: 'ConflictOfInterest', rule: { id: '民法典 168' } };
    const again = { ...bid, bid: 'bid-2' };
    expect(await give(agent, 'PlaceBid', again, THIRD_AGENCY)).toMatchObject(conflict);
    expect(await give(agent, 'PlaceBid', again)).toMatchObject(conflict);
    expect(await give({ ...agent, subject: 'colleague' }, 'PlaceBid', again)).toMatchObject(conflict);
  });
  it('an agent whose own firm has applied for a job does not act for its buyer', async () => {
    system.clock.moveTo(noon);
    await grant();
    await give(owner, 'PublishJob', job);
    const end = { job: 'job-1', reason: 'No longer needed.' };
    await enlist(AGENCY);
    expect(await give(agent, 'PlaceBid', { job: 'job-1', bid: 'bid-1', price: 4_000_000 })).toMatchObject({
      __typename: 'Accepted',
    });
    expect(await give(agent, 'TerminateJob', end, OWNER)).toMatchObject({
      code: 'ConflictOfInterest',
      rule: { id: '民法典 168' },
    });
    expect(await give(owner, 'TerminateJob', end)).toMatchObject({ __typename: 'Accepted' });
  });
});

describe('a stream that is open while an authority is taken back', () => {
  const alert = {
    alert: 'alert:x',
    deadline: 'x',
    stream: `matter-${HOSPITAL}-G01`,
    kind: 'NODE',
    level: 'RED',
    raisedAt: '2026-03-10T02:00:00.000Z',
    dueOn: '2026-03-09',
    dueAt: '2026-03-09T16:00:00.000Z',
    charged: INTAKE,
    project: HOSPITAL,
    node: 'G01',
  };
  it('shows nothing more', async () => {
    await grant();
    await register(owner);
    const viewer = await actingFor(system.runtime)(agent, OWNER);
    if ('status' in viewer) throw new Error(viewer.message);
    const context = contextOf(system.runtime, viewer);
    const seen = () =>
      raisedFor(
        { position: 1n, at: alert.raisedAt, fact: 'AlertRaised', stream: 'alert-x', data: alert },
        {},
        context,
      );
    expect(await viewer.now?.()).toMatchObject({ roles: ['owner'], onBehalfOf: OWNER });
    expect(await seen()).toMatchObject({ alert: { project: HOSPITAL } });
    await give(owner, 'RevokeAuthority', { organization: OWNER, agent: 'agent-1', reason: 'He left.' });
    expect(await viewer.now?.()).toBe(publicViewer);
    expect(await seen()).toBeUndefined();
  });
});

describe('the list of authorities', () => {
  const list =
    '{ mandates { totalCount nodes { id organization agent status commands availableCommands } } }';
  it('is for those who gave them and those who hold them', async () => {
    await grant();
    const mandates = {
      totalCount: 1,
      nodes: [
        { id: `${OWNER}/agent-1`, organization: OWNER, agent: 'agent-1', status: 'IN_FORCE', commands: null },
      ],
    };
    expect((await ask(owner, list)).data).toMatchObject({
      mandates: { ...mandates, nodes: [{ availableCommands: ['GrantAuthority', 'RevokeAuthority'] }] },
    });
    for (const who of [owner, agent]) expect((await ask(who, list)).data).toMatchObject({ mandates });
    expect((await ask({ ...owner, organization: OTHER_OWNER }, list)).data).toMatchObject({
      mandates: { totalCount: 0 },
    });
    expect((await ask({ ...owner, roles: ['audit'] }, list)).data).toMatchObject({ mandates });
  });
});
