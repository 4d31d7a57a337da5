import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { registration } from '../api/registrations.ts';
import { OWNER } from '../api/world.ts';
import { system } from '../specification.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { type Running, run, start, tokensIn } from './process.ts';

const folder = temporaryFolder();
const data = folder.file('data');
const at = { DATA_DIR: data };
afterAll(() => folder.remove());

/** A fact that this program knows nothing of, as a later one might have recorded it. */
const unheard: NewEvent = {
  eventId: '00000000-0000-5000-8000-000000000001',
  schemaVersion: 1,
  recordedAt: '2026-03-02T01:00:00.000Z',
  actor: system,
  causationId: 'c',
  correlationId: 'k',
  commandDigest: 'd',
  event: { type: 'MatterTeleported', data: { to: 'somewhere' } },
};

/** One project, so that what follows is no fold from the first fact. */
const register = (server: Running, token: string) =>
  server.ask<object>(
    `mutation { registerProject(input: {code: "${registration(1).code}", title: "x", owner: "${OWNER}", ownerName: "x", type: "GOVERNMENT_BUILDING", profile: "CX-GOV-60"}) { __typename } }`,
    token,
  );

describe('promise 11: a fact that this program does not know, on a running server', {
  timeout: 60_000,
}, () => {
  let server: Running;
  let tokens: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const before = await start(data, { args: ['--empty'] });
    await register(before, tokensIn(before.stdout())['owner'] ?? '');
    await before.stop();
    const store = new EmbeddedEventStore(`${data}/events.db`);
    await store.append('matter-2603-532390-04-01-482134-G01', 'noStream', [unheard]);
    await store.close();
    server = await start(data, { args: ['--empty'] });
    tokens = tokensIn(server.stdout());
  }, 60_000);
  afterAll(async () => {
    server.signal('SIGKILL');
    await server.ended;
  });

  it('is an alert of kind FAULT for supervisors, auditors and the system administrator, and for nobody else', async () => {
    const asked = '{ overdueAlerts(filter: {kind: FAULT}) { totalCount nodes { level text department } } }';
    for (const role of ['supervisor', 'audit', 'system']) {
      const { overdueAlerts } = await server.ask<{
        overdueAlerts: { totalCount: number; nodes: readonly { text: string }[] };
      }>(asked, tokens[role]);
      expect(overdueAlerts.totalCount).toBeGreaterThan(0);
      expect(overdueAlerts.nodes.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(
          /^projection deadlines could not take in MatterTeleported, revision 0 of matter-/,
        ),
      );
    }
    for (const role of ['officer', 'owner', 'intermediary', 'intake', 'lead', 'operator', 'security'])
      expect(await server.ask(asked, tokens[role])).toEqual({ overdueAlerts: { totalCount: 0, nodes: [] } });
  });

  it('is shown to the system administrator by reader, and the server is ready and serves', async () => {
    interface Reader {
      readonly name: string;
      readonly lagEvents: number;
      readonly parkedCount: number;
      readonly parked: readonly { readonly type: string; readonly reason: string }[];
    }
    const { projections } = await server.ask<{ projections: readonly Reader[] }>(
      '{ projections { name kind version position lagEvents lagSeconds parkedCount parked { position stream revision type reason since } } }',
      tokens['system'],
    );
    expect(projections.find(({ name }) => name === 'deadlines')).toMatchObject({
      kind: 'PROJECTION',
      position: '3',
      lagEvents: 0,
      parkedCount: 1,
      parked: [{ type: 'MatterTeleported', since: '2026-03-02T01:00:00.000Z' }],
    });
    expect((await server.get('/readyz')).status).toBe(200);
    await expect(server.ask('{ projections { name } }', tokens['supervisor'])).rejects.toThrow('FORBIDDEN');
  });

  it('is listed beside the server with its reason; what writes is refused in one line', async () => {
    const listed = await run('projections.ts', ['list'], at);
    expect([listed.status, listed.stderr]).toEqual([0, '']);
    expect(listed.stdout).toMatch(/^projection deadlines +version \d+ {2}at 3 {2}0 behind {2}1 set aside$/m);
    expect(listed.stdout).toContain('«MatterTeleported» is no fact of');
    for (const words of [['retry'], ['rebuild', 'deadlines']]) {
      const refused = await run('projections.ts', words, at);
      expect([refused.status, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/^\S+events\.db: another process holds [^\n]*\n$/),
      ]);
    }
  });

  it('stops a rebuild and a retry loudly, which leave the old rows as they were', async () => {
    expect((await server.stop()).status).toBe(0);
    const rebuilt = await run('projections.ts', ['rebuild', 'deadlines'], at);
    expect([rebuilt.status, rebuilt.stderr]).toEqual([
      1,
      expect.stringContaining('stopped at MatterTeleported'),
    ]);
    const retried = await run('projections.ts', ['retry'], at);
    expect(retried.status).toBe(1);
    expect(retried.stderr).toMatch(/^projection deadlines: as it was\. .*stopped at MatterTeleported/m);
    expect(retried.stderr).toMatch(/^saga [a-z-]+: 0 of 1 taken in, 1 still set aside\.$/m);
    expect((await run('projections.ts', ['list'], at)).stdout).toMatch(/deadlines .* 1 set aside/);
  });
});

describe('what was set aside by a program that has been mended since', { timeout: 60_000 }, () => {
  it('is taken in by retry, and then nothing is set aside', async () => {
    const other = temporaryFolder();
    const there = { DATA_DIR: other.file('data') };
    await (await start(other.file('data'))).stop();
    const readModel = openReadModel<{ parked_facts: Record<string, string | number> }>(
      other.file('data/read.db'),
    );
    for (const reader of ['projection names', 'saga deadline-watch'])
      await readModel.write
        .insertInto('parked_facts')
        .values({
          reader,
          position: 3,
          stream: 's',
          revision: 0,
          type: 'x',
          reason: 'an old bug',
          since: '2026',
        })
        .execute();
    await readModel.close();
    const retried = await run('projections.ts', ['retry'], there);
    expect([retried.status, retried.stdout], retried.stderr).toEqual([
      0,
      'projection names: folded anew, and nothing is set aside.\nsaga deadline-watch: 1 of 1 taken in, 0 still set aside.\n',
    ]);
    expect(retried.stderr).toContain('Rebuilding names 100 %');
    expect((await run('projections.ts', ['list'], there)).stdout).not.toContain('set aside');
    expect((await run('projections.ts', ['retry'], there)).stdout).toBe('Nothing is set aside.\n');
    other.remove();
  });

  it.each([
    [[], 'Say what to do.'],
    [['mend'], '«mend» is nothing to do.'],
    [['rebuild'], 'Name a projection.'],
    [['rebuild', 'x'], 'There is no projection «x»; there are projects, '],
  ])('%j is answered with what may be said', async (words, line) => {
    const { status, stderr } = await run('projections.ts', words, { DATA_DIR: folder.file('nowhere') });
    expect([status, stderr]).toEqual([1, expect.stringContaining(line)]);
    expect(stderr).toContain('Usage: npm run projections');
  });
});

describe('on data that no server has had yet', () => {
  const fresh = { DATA_DIR: folder.file('fresh') };

  it.each([['list'], ['retry'], ['rebuild', 'alerts']])('%s says so in one line', async (...words) => {
    const { stdout, stderr } = await run('projections.ts', words, fresh);
    expect(`${stdout}${stderr}`).toMatch(/^\S+read\.db: there are no read models yet; [^\n]+\n$/);
  });

  it('rebuild puts no rows of nothing in the place of those that are read', async () => {
    const other = { DATA_DIR: data, EVENT_STORE: `sqlite:${folder.file('other.db')}` };
    const { status, stderr } = await run('projections.ts', ['rebuild', 'alerts'], other);
    expect(status).toBe(1);
    expect(stderr).toMatch(/other\.db: there are no facts; is EVENT_STORE that of the server\?\n$/);
  });
});
