import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../app/simulation/reference.ts';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import { decode } from '../../store/encoding.ts';
import { launch, type Running, run } from '../cli/process.ts';
import { openWorld } from '../journey/world.ts';
import { temporaryFolder } from '../store/temporary.ts';

/** Generous: a machine may be busy with other tests. Nothing here measures. */
const PATIENCE = { timeout: 60_000 };
const scripts = [
  { ...hospital, stalled: ['G01'] },
  {
    ...hospital,
    code: '2603-532390-04-01-482159',
    registeredAt: '2026-03-04T01:00:00.000Z',
    stalled: ['G01'],
  },
  { ...plant, stalled: ['E02', 'E04'] },
];
const BEFORE = '2026-03-05T09:30:00.000Z';
const AFTER = '2026-04-20T00:00:00.000Z';

interface Raised {
  readonly level: string;
  readonly deadline: string;
  readonly raisedAt: string;
}
interface Kept {
  readonly type: string;
  readonly recordedAt: string;
  readonly data: Raised;
}

const folder = temporaryFolder();
const steady = temporaryFolder();
const clock = folder.file('clock');
const environment = {
  NODE_OPTIONS: `--import=${new URL('setClock.ts', import.meta.url).href}`,
  SET_CLOCK: clock,
  RATE_LIMIT: 'off',
};
const set = (instant: string, ms = 0) => writeFileSync(clock, String(Date.parse(instant) + ms));

/** What stands in the store, read beside whoever writes. */
function kept(of = folder): readonly Kept[] {
  const database = new Database(of.file('events.db'), { readonly: true });
  const appends = database.prepare('select position, body from batches order by position').all() as {
    position: number;
    body: string;
  }[];
  database.close();
  return appends.flatMap(({ position, body }) =>
    decode('', 0, position, body).map(({ recordedAt, event: { type, data } }) => ({
      type,
      recordedAt,
      data: data as Raised,
    })),
  );
}
const raised = (of = folder): readonly Raised[] =>
  kept(of).flatMap(({ type, data }) => (type === 'AlertRaised' ? [data] : []));
const raisedBy = (instant: string) => expected.filter(({ raisedAt }) => raisedAt <= instant);
const settles = (alerts: readonly Raised[]) =>
  vi.waitFor(() => expect(raised().length).toBeGreaterThanOrEqual(alerts.length), {
    timeout: 45_000,
    interval: 200,
  });

let server: Running;
let expected: readonly Raised[] = [];
const start = async () => {
  server = await launch(dirname(clock), { args: ['--empty'], environment });
  await server.says('Ctrl-C stops.');
};
let commands = 0;
/** Any command: whoever looks at the clock of the process looks at it now. */
async function command(): Promise<unknown> {
  commands += 1;
  const digits = `26035323900401${String(commands).padStart(5, '0')}`;
  const code = `2603-532390-04-01-${digits.slice(14)}${projectCheckDigit(digits)}`;
  const told = await run('token.ts', ['owner', '--org', hospital.owner], {
    DATA_DIR: dirname(clock),
    ...environment,
  });
  return server.ask(
    `mutation { registerProject(input: { code: "${code}", title: "医院", owner: "${hospital.owner}", ownerName: "医院",
      type: "GOVERNMENT_BUILDING", profile: "CX-GOV-60" }) { __typename } }`,
    told.stdout.trim(),
  );
}
const ACCEPTED = { registerProject: { __typename: 'Accepted' } };

beforeAll(async () => {
  for (const of of [folder, steady]) {
    const world = await openWorld(of, '2026-03-02T01:00:00.000Z');
    await world.play(scripts.map(projectPlayer), scripts.map(registrationOf), BEFORE);
    // Whose clock only ever goes on, raises each in its turn: what the other has to come to.
    if (of === steady) await world.pass(AFTER);
    await world.close();
  }
  expected = raised(steady);
  set(BEFORE);
  await start();
}, 90_000);
afterAll(async () => {
  server.signal('SIGCONT');
  server.signal('SIGKILL');
  await server.ended;
  folder.remove();
  steady.remove();
});

describe('a real server, whose clock and whose life are not its own', PATIENCE, () => {
  it('begins with much to come', () => {
    expect(raised()).toEqual(raisedBy(BEFORE));
    const coming = expected.slice(raised().length);
    expect(coming.length).toBeGreaterThanOrEqual(10);
    expect(new Set(coming.map(({ raisedAt }) => raisedAt)).size).toBeGreaterThan(5);
  });

  it('promise 13: stopped (SIGSTOP) while a deadline passes, it raises the alert of it when it goes on, once', async () => {
    const { raisedAt = '' } = expected.find((alert) => alert.raisedAt > BEFORE) ?? {};
    set(raisedAt, -10_000);
    expect(await command()).toEqual(ACCEPTED);
    server.signal('SIGSTOP');
    const stopped = raised();
    await after(11_000);
    expect([stopped, raised()]).toEqual([raisedBy(BEFORE), raisedBy(BEFORE)]);
    server.signal('SIGCONT');
    await settles(raisedBy(raisedAt));
    expect(raised()).toEqual(raisedBy(raisedAt));
  });

  it('promise 13: set forward over several deadlines, it raises them in order; set back, none a second time', async () => {
    const forward = '2026-03-13T00:00:00.000Z';
    set(forward);
    expect(await command()).toEqual(ACCEPTED);
    await settles(raisedBy(forward));
    expect(raised()).toEqual(raisedBy(forward));
    for (const instant of [BEFORE, forward, BEFORE]) {
      set(instant);
      expect(await command()).toEqual(ACCEPTED);
    }
    expect(raised()).toEqual(raisedBy(forward));
    expect(raisedBy(forward).length).toBeLessThan(expected.length);
    const instants = kept().map(({ recordedAt }) => recordedAt);
    expect(instants).toEqual(instants.toSorted());
  });

  it('promise 27: down while the others pass, it raises at its start every alert once, in order, none lost', async () => {
    await server.stop();
    set(AFTER);
    await start();
    await settles(expected);
    expect(raised()).toEqual(expected);
    const facts = kept().length;
    await server.stop();
    await start();
    expect(await command()).toEqual(ACCEPTED);
    expect(raised()).toEqual(expected);
    const instants = kept().map(({ recordedAt }) => recordedAt);
    expect(instants).toEqual(instants.toSorted());
    expect(
      kept()
        .slice(facts)
        .filter(({ type }) => type.startsWith('Alert')),
    ).toEqual([]);
  });
});
