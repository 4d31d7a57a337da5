import { cpSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';
import { type Ended, launch, queriesIn, type Running, run, start, tokensIn } from './process.ts';
import { factsOfNode, headOf, references, wholeProject } from './reading.ts';

const roles = [
  'owner',
  'intermediary',
  'intake',
  'officer',
  'lead',
  'operator',
  'supervisor',
  'system',
  'security',
  'audit',
];

/** Generous: a machine may be busy with other tests. Nothing here measures. */
const PATIENCE = 90_000;

describe('the first start and what follows it', { timeout: PATIENCE }, () => {
  const folder = temporaryFolder();
  const interrupted = temporaryFolder();
  let server: Running;
  let first: Ended;
  const answers = new Map<string, unknown>();
  const whileStarting: number[] = [];
  let supervisor = '';

  beforeAll(async () => {
    server = await launch(folder.file('data'));
    await server.says('Filling the fictional region');
    whileStarting.push((await server.get('/healthz')).status, (await server.get('/readyz')).status);
    whileStarting.push((await server.get('/graphql')).status);
    await server.says('Ctrl-C stops.');
    supervisor = tokensIn(server.stdout())['supervisor'] ?? '';
    for (const code of references) answers.set(code, await server.ask(wholeProject(code), supervisor));
  }, PATIENCE);
  afterAll(async () => {
    server.signal('SIGKILL');
    await server.ended;
    folder.remove();
    interrupted.remove();
  });

  it('is alive at once, and ready only when the store is filled', async () => {
    expect(whileStarting).toEqual([200, 503, 503]);
    expect((await server.get('/healthz')).status).toBe(200);
    expect((await server.get('/readyz')).status).toBe(200);
  });

  it('prints a demo user of each role with a token that works', async () => {
    const tokens = tokensIn(server.stdout());
    expect(Object.keys(tokens)).toEqual(roles);
    for (const role of roles)
      expect(await server.ask('{ viewer { roles subject } }', tokens[role])).toEqual({
        viewer: { roles: [role], subject: `demo-${role}` },
      });
  });

  it('prints three queries worth trying, each with an answer', async () => {
    const [permit = '', late = '', draw = '', ...more] = queriesIn(server.stdout());
    expect(more).toEqual([]);
    expect(await server.ask(permit)).toMatchObject({
      project: { status: 'COMPLETED', budget: { target: 60, used: 60, remaining: 0 } },
    });
    expect(await server.ask(late, supervisor)).toMatchObject({
      overdueAlerts: { totalCount: expect.any(Number), nodes: { length: 10 } },
    });
    expect(await server.ask(draw)).toMatchObject({
      job: { status: 'DONE', result: { winner: expect.any(String) }, proof: { result: {} } },
    });
  });

  it('shows a page that says what to try, and queries on it that work', async () => {
    const response = await server.get('/');
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const queries = [...page.matchAll(/<pre><code>(\{[\s\S]*?)<\/code>/g)].map(([, query = '']) =>
      query.replaceAll('&quot;', '"'),
    );
    expect(queries).toHaveLength(3);
    for (const query of queries) expect(await server.ask(query, supervisor)).toBeTruthy();
    expect(page).not.toMatch(/(?:src|href)=["'](?:https?:)?\/\//);
  });

  it('shows GraphiQL that loads nothing from elsewhere', async () => {
    const response = await server.get('/graphql', { accept: 'text/html' });
    const page = await response.text();
    expect([response.status, page.includes('graphiql')]).toEqual([200, true]);
    const [head = ''] = page.split('<body');
    expect(head).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=["'](?:https?:)?\/\//);
    expect(page).not.toMatch(/<(?:script|link)[^>]+(?:src|href)=["'](?:https?:)?\/\//);
    expect(page).not.toMatch(/(?:import|importScripts)\s*\(\s*["']https?:|url\(\s*["']?https?:/);
  });

  it('says which path is none', async () => {
    const response = await server.get('/nothing');
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('/nothing')]);
  });

  it('has at least three open deadlines each in amber, red and purple, none by a deemed or back-dated fact', async () => {
    interface Alert {
      readonly level: string;
      readonly deadline: { readonly project: string; readonly node: string };
    }
    const { overdueAlerts } = await server.ask<{ overdueAlerts: { nodes: readonly Alert[] } }>(
      '{ overdueAlerts(first: 200) { nodes { level deadline { project node } } } }',
      supervisor,
    );
    for (const level of ['AMBER', 'RED', 'PURPLE']) {
      const those = overdueAlerts.nodes.filter((alert) => alert.level === level);
      expect([level, those.length]).toEqual([level, expect.toSatisfy((count: number) => count >= 3)]);
    }
    for (const { deadline } of overdueAlerts.nodes) {
      const facts = await factsOfNode(server, deadline.project, deadline.node, supervisor);
      expect(facts.types.filter((type) => type.includes('Deemed'))).toEqual([]);
      expect(facts.times).toContain(facts.startedAt);
    }
  });

  it('has work in every state', async () => {
    interface States {
      readonly projects: {
        readonly nodes: readonly {
          readonly status: string;
          readonly nodes: readonly {
            readonly status: string;
            readonly kind: string;
            readonly level: string;
          }[];
        }[];
      };
      readonly jobs: { readonly nodes: readonly { readonly status: string; readonly method: string }[] };
    }
    const { projects, jobs } = await server.ask<States>(
      '{ projects(first: 50) { nodes { status nodes { status kind level } } } jobs(first: 50) { nodes { status method } } }',
      supervisor,
    );
    const live = projects.nodes.filter(({ status }) => status === 'RUNNING');
    expect([projects.nodes.length, live.length]).toEqual([16, 13]);
    const nodes = live.flatMap((project) => project.nodes);
    const has = (expected: object) => expect(nodes).toContainEqual(expect.objectContaining(expected));
    has({ status: 'IN_PROGRESS', level: 'GREEN', kind: 'MATTER' });
    for (const level of ['AMBER', 'RED', 'PURPLE']) has({ status: 'IN_PROGRESS', level });
    has({ status: 'PAUSED' });
    has({ status: 'READY' });
    has({ status: 'IN_PROGRESS', kind: 'INTERMEDIARY' });
    expect(jobs.nodes).toContainEqual({ status: 'OPEN', method: 'LOWEST_PRICE' });
    expect(jobs.nodes).toContainEqual({ status: 'OPEN', method: 'DRAW' });
    expect(jobs.nodes).toContainEqual({ status: 'PUBLICITY', method: 'LOWEST_PRICE' });
    expect(jobs.nodes).toContainEqual({ status: 'PUBLICITY', method: 'DRAW' });
  });

  it('gives each of the three users something of its own to look at', async () => {
    const tokens = tokensIn(server.stdout());
    expect(
      await server.ask('{ projects { nodes { status } } }', tokens['owner']).then(JSON.stringify),
    ).toContain('RUNNING');
    expect(await server.ask('{ myBids { totalCount } }', tokens['intermediary'])).not.toEqual({
      myBids: { totalCount: 0 },
    });
  });

  it('gives a token beside a running server, also for another organisation', async () => {
    const { stdout } = await run('token.ts', ['officer', '--org', '11532390MB0A001028'], {
      DATA_DIR: folder.file('data'),
    });
    expect(await server.ask('{ viewer { roles organization } }', stdout.trim())).toEqual({
      viewer: { roles: ['officer'], organization: '11532390MB0A001028' },
    });
  });

  it('refuses a second server of the same file with one line', async () => {
    const { status, stderr } = await run('start.mjs', [], { DATA_DIR: folder.file('data'), PORT: '0' });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+events\.db: another process holds .*\n$/),
    ]);
  });

  it('does not delete under a running server', async () => {
    const { status, stderr } = await run('start.mjs', ['--reset'], {
      DATA_DIR: folder.file('data'),
      PORT: '0',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+events\.db: another process holds .*\n$/),
    ]);
    expect((await server.get('/readyz')).status).toBe(200);
  });

  it('refuses a port in use with one line that names it', async () => {
    const { port } = new URL(server.address);
    const { status, stderr } = await run('start.mjs', [], {
      DATA_DIR: interrupted.file('other'),
      PORT: port,
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^PORT=\d+: another process listens there.*\n$/),
    ]);
  });

  it('stopped by Ctrl-C, answers what is under way and exits 0', async () => {
    const body = JSON.stringify({ query: '{ viewer { roles } }' });
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('"roles"')) resolve(text);
      });
      socket.on('close', () => resolve(text));
    });
    await server.get('/healthz');
    server.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.write(body.slice(5));
    expect(await answer).toContain('{"data":{"viewer":{"roles":["public"]}}}');
    socket.destroy();
    first = await server.ended;
    expect(first.status).toBe(0);
    expect(first.stderr).not.toMatch(/error/i);
  });

  it('finds everything at the second start and fills nothing twice', async () => {
    const before = await headOf(folder);
    const second = await start(folder.file('data'));
    expect(second.stderr()).toBe('');
    for (const code of references)
      expect(await second.ask(wholeProject(code), supervisor)).toEqual(answers.get(code));
    expect((await second.stop()).status).toBe(0);
    expect(await headOf(folder)).toBe(before);
  });

  it('stopped by SIGTERM, exits 0 as well', async () => {
    const again = await start(folder.file('data'));
    again.signal('SIGTERM');
    expect((await again.ended).status).toBe(0);
  });

  it('killed in the middle of the filling, goes on there and ends with the same', async () => {
    const killed = await launch(interrupted.file('data'));
    await killed.says('20 %');
    killed.signal('SIGKILL');
    await killed.ended;
    expect(killed.stdout()).toBe('');

    const resumed = await start(interrupted.file('data'));
    expect(resumed.stderr()).not.toMatch(/region {3}0 %/);
    const token = tokensIn(resumed.stdout())['supervisor'] ?? '';
    for (const code of references)
      expect(await resumed.ask(wholeProject(code), token)).toEqual(answers.get(code));
    expect((await resumed.stop()).status).toBe(0);
    expect(await headOf(interrupted)).toBe(await headOf(folder));
  });

  it('stopped in the middle of the filling, exits 0 and goes on at the next start', async () => {
    const stopped = temporaryFolder();
    const early = await launch(stopped.file('data'));
    await early.says('10 %');
    expect((await early.stop()).status).toBe(0);
    const later = await start(stopped.file('data'));
    expect((await later.stop()).status).toBe(0);
    expect(await headOf(stopped)).toBe(await headOf(folder));
    stopped.remove();
  });

  it('deletes and fills again with --reset', async () => {
    const copy = temporaryFolder();
    cpSync(folder.file('data'), copy.file('data'), { recursive: true });
    const emptied = await start(copy.file('data'), { args: ['--reset', '--empty'] });
    expect(await emptied.ask('{ projects { totalCount } }', supervisor)).toEqual({
      projects: { totalCount: 0 },
    });
    expect((await emptied.stop()).status).toBe(0);
    expect(await headOf(copy)).toBe('start');
    copy.remove();
  });
});
