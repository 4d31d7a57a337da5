import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../api/limits.ts';
import { type Served, serve } from './http.ts';
import { type Listening, listen } from './sse.ts';
import {
  AGENCY,
  HOSPITAL,
  NOW,
  OFFICE,
  OPENING,
  OTHER_OWNER,
  OWNER,
  PLANT,
  record,
  tell,
  WATER,
} from './world.ts';

let served: Served;
let open: Listening[] = [];
beforeEach(async () => {
  served = await serve();
});
afterEach(async () => {
  for (const listening of open) listening.drop();
  open = [];
  await served.close();
});

type Role = Parameters<Served['issuer']['issue']>[0]['roles'][number];
const as = async (role: Role, organization: string | null = null) => ({
  authorization: `Bearer ${await served.issuer.issue({ subject: `${role}-1`, organization, roles: [role] })}`,
});
const follow = async (query: string, headers: Record<string, string> = {}, to = served) => {
  const listening = await listen(to.url, `subscription { ${query} }`, headers);
  open.push(listening);
  return listening;
};

const happens = (stream: string, type: string, data: unknown = {}): bigint =>
  tell(served.world, [record(stream, 0, { type, data })]);
const node = (key = 'G01', project = HOSPITAL) => happens(`matter-${project}-${key}`, 'MatterDecided');
const raised = (about: Partial<Record<string, unknown>> = {}) =>
  happens(`alert-alert/${HOSPITAL}/G01`, 'AlertRaised', {
    alert: `alert:${HOSPITAL}/G01`,
    deadline: `${HOSPITAL}/G01`,
    stream: `matter-${HOSPITAL}-G01`,
    kind: 'NODE',
    level: 'RED',
    raisedAt: NOW,
    dueOn: '2026-03-09',
    dueAt: '2026-03-09T16:00:00.000Z',
    charged: OFFICE,
    project: HOSPITAL,
    node: 'G01',
    ...about,
  });

/** Whatever was on its way has arrived. */
const quiet = () => wait(60);

describe('a subscription', () => {
  it('tells of each fact of a project and its nodes, with an id, and of no other project', async () => {
    const listening = await follow(
      `projectChanged(code: "${HOSPITAL}") { position fact project { code status } }`,
    );
    expect([listening.status, listening.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    node('G01', PLANT);
    const place = node();
    const event = await listening.next();
    expect(event).toEqual({
      id: String(place),
      event: 'next',
      data: {
        data: {
          projectChanged: {
            position: String(place),
            fact: 'MatterDecided',
            project: { code: HOSPITAL, status: 'RUNNING' },
          },
        },
      },
    });
    happens(`project-${HOSPITAL}`, 'ProjectCompleted');
    expect((await listening.next()).id).toBe('3');
    await quiet();
    expect(listening.waiting).toEqual([]);
  });
  it('tells of a job and of the service that follows', async () => {
    const listening = await follow('jobChanged(id: "job-1") { fact job { id bidCount } }');
    happens('job-job-2', 'JobPublished');
    happens('job-job-1', 'JobPublished');
    happens('engagement-job-1', 'EngagementBegan');
    const facts = [await listening.next(), await listening.next()].map(({ data }) => data.data);
    expect(facts).toMatchObject([
      { jobChanged: { fact: 'JobPublished', job: { id: 'job-1', bidCount: 2 } } },
      { jobChanged: { fact: 'EngagementBegan' } },
    ]);
  });
  it('works by GET, as a browser’s EventSource asks', async () => {
    const query = encodeURIComponent(`subscription { projectChanged(code: "${HOSPITAL}") { fact } }`);
    const response = await fetch(`${served.url}/graphql?query=${query}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await response.body?.cancel();
  });
  it.each([
    'projectChanged(code: "x") { fact }',
    'jobChanged(id: "x") { fact }',
    `projectChanged(code: "${HOSPITAL}", after: "x") { fact }`,
    `projectChanged(code: "${HOSPITAL}", after: "7") { fact }`,
  ])('of what there is not is an error: %s', async (query) => {
    const { data } = await (await follow(query)).next();
    expect(data.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(served.server.hub.size).toBe(0);
  });
});

describe('resuming', () => {
  const query = `projectChanged(code: "${HOSPITAL}") { fact }`;
  it('by Last-Event-ID gives exactly what came after it, then what comes', async () => {
    for (const key of ['G01', 'G02', 'G03', 'G04']) {
      node(key);
      node(key, PLANT);
    }
    const listening = await follow(query, { 'last-event-id': '3' });
    expect([(await listening.next()).id, (await listening.next()).id]).toEqual(['5', '7']);
    node('G05');
    expect((await listening.next()).id).toBe('9');
  });
  it('by «after» from the very beginning', async () => {
    node();
    const listening = await follow(`projectChanged(code: "${HOSPITAL}", after: "0") { fact }`);
    expect((await listening.next()).id).toBe('1');
  });
  it('loses and repeats nothing that happens while the past is read', async () => {
    for (let count = 0; count < 1200; count += 1) node();
    const listening = await follow(query, { 'last-event-id': '1' });
    for (let count = 0; count < 50; count += 1) {
      node();
      await nextTurn();
    }
    const ids: number[] = [];
    while (ids.length < 1249) ids.push(Number((await listening.next()).id));
    expect(ids).toEqual(Array.from({ length: 1249 }, (_, index) => index + 2));
  });
  it('over too many facts is refused, with what to do instead', async () => {
    const short = await serve({ limits: { ...limits, streams: { ...limits.streams, replay: 600 } } });
    const facts = Array.from({ length: 2000 }, () =>
      record(`matter-${PLANT}-E01`, 0, { type: 'MatterDecided', data: {} }),
    );
    tell(short.world, facts);
    const { data } = await (await follow(query, { 'last-event-id': '1' }, short)).next();
    expect(data.errors?.[0]).toMatchObject({ extensions: { code: 'RESUME_TOO_FAR' } });
    expect(short.server.hub.size).toBe(0);
    await short.close();
  });
});

describe('who may hear of an alert', () => {
  const query = 'alertRaised { alert { id level department deadline { dueOn } } }';
  it.each([
    ['a supervisor', 'supervisor', null],
    ['an auditor', 'audit', null],
    ['the department charged', 'officer', OFFICE],
    ['the owner of the project', 'owner', OWNER],
  ] as const)('%s does', async (_, role, organization) => {
    const listening = await follow(query, await as(role, organization));
    raised();
    expect((await listening.next()).data.data).toMatchObject({
      alertRaised: {
        alert: { id: `alert:${HOSPITAL}/G01`, level: 'RED', deadline: { dueOn: '2026-03-09' } },
      },
    });
  });
  it.each([
    ['another department', 'officer', WATER],
    ['another owner', 'owner', OTHER_OWNER],
    ['a department without an organisation', 'lead', null],
  ] as const)('%s does not', async (_, role, organization) => {
    const listening = await follow(query, await as(role, organization));
    raised();
    await quiet();
    expect(listening.waiting).toEqual([]);
  });
  it.each([
    ['the public', undefined],
    ['an intermediary', 'intermediary'],
    ['the system administrator', 'system'],
  ] as const)('%s is told that it may not', async (_, role) => {
    const headers = role === undefined ? {} : await as(role, AGENCY);
    const { data } = await (await follow(query, headers)).next();
    expect(data.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(served.server.hub.size).toBe(0);
  });
  it('is narrowed by the filter, each word of it', async () => {
    const supervisor = await as('supervisor');
    const filters = [
      'level: PURPLE',
      `department: "${WATER}"`,
      `project: "${PLANT}"`,
      'kind: VIOLATION',
      `level: RED, kind: LATE, project: "${HOSPITAL}", department: "${OFFICE}"`,
    ];
    const all = await Promise.all(
      filters.map((filter) => follow(`alertRaised(filter: { ${filter} }) { at }`, supervisor)),
    );
    raised();
    await quiet();
    expect(all.map(({ waiting }) => waiting.length)).toEqual([0, 0, 0, 0, 1]);
  });
  it('hears of a broken rule', async () => {
    const listening = await follow(
      'alertRaised { alert { kind level text rule { id } } }',
      await as('supervisor'),
    );
    happens('alert-v', 'ViolationRaised', {
      alert: 'v',
      rule: 'T3',
      text: 'asked twice',
      charged: OFFICE,
      project: HOSPITAL,
      node: 'G01',
      raisedAt: NOW,
    });
    expect((await listening.next()).data.data).toEqual({
      alertRaised: { alert: { kind: 'VIOLATION', level: 'RED', text: 'asked twice', rule: { id: 'T3' } } },
    });
  });
});

describe('each event is judged when it is sent', () => {
  const query = 'jobChanged(id: "job-1") { fact job { bids { price } excluded { reason } } }';
  it('and shows nothing sealed before the opening, and everything after it, on one line', async () => {
    const listening = await follow(query);
    happens('job-job-1', 'ApplicantExcluded');
    expect((await listening.next()).data.data).toEqual({
      jobChanged: { fact: null, job: { bids: [], excluded: [] } },
    });
    served.world.now = OPENING;
    served.world.job = { ...served.world.job, status: 'SELECTING' };
    happens('job-job-1', 'BidsOpened');
    expect((await listening.next()).data.data).toMatchObject({
      jobChanged: { fact: 'BidsOpened', job: { bids: [{ price: 4_000_000_000 }, {}], excluded: [{}] } },
    });
  });
  it('and hides a bug behind a number', async () => {
    const listening = await follow(`projectChanged(code: "${HOSPITAL}") { fact project { code } }`);
    served.world.broken = true;
    node();
    const text = JSON.stringify((await listening.next()).data);
    served.world.broken = false;
    expect(text).toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toMatch(/secret|\.ts/);
  });
});
