import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '../../api/readiness.ts';
import { virtualClock } from '../../app/clock.ts';
import { Faults } from '../../app/faults.ts';
import type { AnySaga } from '../../sagas/saga.ts';
import { StoreUnavailable } from '../../store/storeUnavailable.ts';
import { breakingAt } from '../store/breaking.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { type Served, serve } from './http.ts';
import { realSystem } from './realSystem.ts';
import { REGISTER, registration } from './registrations.ts';
import { NOW, OWNER } from './world.ts';

interface Said {
  readonly status: string;
  readonly reasons: readonly { readonly what: string; readonly why: string; readonly since: string }[];
}
const readyOf = async (url: string): Promise<readonly [number, Said]> => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, (await response.json()) as Said];
};
const GREEN = [200, { status: 'ready', reasons: [] }];

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
async function system(...input: Parameters<typeof realSystem>) {
  const opened = await realSystem(...input);
  closing.push(() => opened.close());
  const token = await opened.token(['owner'], OWNER);
  const register = (serial: number) =>
    opened.send(REGISTER, { input: registration(serial), commandId: `r-${serial}` }, token);
  return { ...opened, register };
}
const kept = () => {
  const folder = temporaryFolder();
  closing.push(() => folder.remove());
  return folder;
};

describe('/readyz, with real faults', () => {
  it('promise 3: is red from an fsync that failed, says since when, still reads, and is green after a restart', async () => {
    const folder = kept();
    const broken = await system({}, { folder, open: breakingAt({ how: 'eio', what: 'commit', nth: 2 }) });
    await broken.register(1);
    expect(await readyOf(broken.url)).toEqual(GREEN);
    broken.clock.moveTo('2026-03-02T05:00:00.000Z');
    expect((await broken.register(2)).text).toContain('INTERNAL_SERVER_ERROR');
    broken.clock.moveTo('2026-03-02T06:00:00.000Z');
    expect(await readyOf(broken.url)).toEqual([
      503,
      {
        status: 'failed',
        reasons: [
          {
            what: 'store',
            why: 'no more facts are taken since a write failed. (SQLITE_IOERR_FSYNC)',
            since: '2026-03-02T05:00:00.000Z',
          },
        ],
      },
    ]);
    const { code } = registration(1);
    expect((await broken.send(`{ project(code: "${code}") { code } }`, {})).text).toContain(code);
    expect((await fetch(`${broken.url}/healthz`)).status).toBe(200);
    await closing.pop()?.();

    const again = await system({}, { folder });
    expect(await readyOf(again.url)).toEqual(GREEN);
    expect((await again.register(2)).text).toContain('Accepted');
  });

  it('promise 4: a full disk takes nothing and is no reason to be sent no questions; it goes on when there is room', async () => {
    const full = await system({}, { open: breakingAt({ how: 'full', what: 'insert', nth: 1 }) });
    expect((await full.register(1)).text).toContain('INTERNAL_SERVER_ERROR');
    expect(await readyOf(full.url)).toEqual(GREEN);
    expect((await full.register(1)).text).toContain('Accepted');
  });

  it('is red when the read models have stopped', async () => {
    const broken = await system();
    const other = new Database(broken.folder.file('read.db'));
    other.exec('drop table projects');
    other.close();
    await broken.register(1);
    const [status, said] = await readyOf(broken.url);
    expect([status, said.status, said.reasons.map(({ what }) => what)]).toEqual([
      503,
      'failed',
      ['projections'],
    ]);
    expect(broken.lines.join()).toContain('the read models have stopped');
  });

  it('is red when the sagas have stopped', async () => {
    const fatal: AnySaga = {
      name: 'fatal',
      version: 1,
      instancesOf: () => {
        throw new StoreUnavailable('read.db', 'the disk is gone.');
      },
      evolve: () => undefined,
    };
    const broken = await system({}, { sagas: [fatal] });
    await broken.register(1);
    await expect.poll(async () => (await readyOf(broken.url))[0]).toBe(503);
    const [, said] = await readyOf(broken.url);
    expect(said.reasons.map(({ what }) => what)).toEqual(['sagas']);
  });

  it('is red once it is told to stop, and goes on answering', async () => {
    const stopping = await system();
    stopping.server.readiness.drain();
    expect(await readyOf(stopping.url)).toEqual([
      503,
      {
        status: 'draining',
        reasons: [{ what: 'process', why: 'it is stopping', since: stopping.clock.now() }],
      },
    ]);
    expect((await stopping.register(1)).text).toContain('Accepted');
  });
});

describe('/readyz, by how far the readers are', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.close());
  const far = (kind: 'PROJECTION' | 'SAGA', lagSeconds: number) => {
    const [one] = served.world.readers;
    if (one !== undefined) served.world.readers = [{ ...one, kind, lagSeconds, lagEvents: 7 }];
  };

  it.each([
    ['PROJECTION', 10, 200],
    ['PROJECTION', 10.1, 503],
    ['SAGA', 120, 200],
    ['SAGA', 120.1, 503],
    ['PROJECTION', 0, 200],
  ] as const)('a %s that is %d s behind: %i', async (kind, seconds, status) => {
    far(kind, seconds);
    await expect.poll(async () => (await readyOf(served.url))[0]).toBe(status);
  });
  it('says which, how far, and since when', async () => {
    far('PROJECTION', 60);
    await expect.poll(async () => (await readyOf(served.url))[0]).toBe(503);
    expect((await readyOf(served.url))[1]).toEqual({
      status: 'behind',
      reasons: [
        {
          what: 'projection deadlines',
          why: '7 facts are not handled yet',
          since: new Date(Date.parse(NOW) - 60_000).toISOString(),
        },
      ],
    });
    far('PROJECTION', 0);
    await expect.poll(async () => readyOf(served.url)).toEqual(GREEN);
  });
});

describe('/readyz, while nobody can say how far the readers are', () => {
  const LIMITS = { lagSeconds: { PROJECTION: 10, SAGA: 120 }, keepMs: 0, patienceMs: 1 };
  const asked = (readers: () => Promise<readonly []>) => {
    const clock = virtualClock('2026-03-02T01:00:00.000Z');
    const faults = new Faults(clock);
    const readiness = new Readiness(
      { clock, faults: () => faults.list, operations: { readers, parked: async () => [] } },
      LIMITS,
    );
    return { clock, faults, readiness };
  };
  const silent = () => new Promise<never>(() => undefined);

  it('answers all the same, red, where the answer does not come', async () => {
    const { readiness } = asked(silent);
    expect(await readiness.state()).toMatchObject({ status: 'behind', reasons: [{ what: 'projections' }] });
  });

  it('names the store alone where that is out of reach, which is why', async () => {
    const { readiness, faults } = asked(silent);
    faults.add('store', 'nobody answers');
    expect(await readiness.state()).toMatchObject({ status: 'failed', reasons: [{ what: 'store' }] });
  });

  it('says since when it is so, and not since the last probe', async () => {
    let gone = true;
    const { readiness, clock } = asked(async () => {
      if (gone) throw new Error('gone');
      return [];
    });
    const since = async () => (await readiness.state()).reasons.map((reason) => reason.since);
    expect(await since()).toEqual(['2026-03-02T01:00:00.000Z']);
    clock.moveTo('2026-03-02T02:00:00.000Z');
    expect(await since()).toEqual(['2026-03-02T01:00:00.000Z']);
    gone = false;
    expect(await since()).toEqual([]);
    gone = true;
    expect(await since()).toEqual(['2026-03-02T02:00:00.000Z']);
  });
});

it('how far a reader is: facts that it has not handled, and how long the first of them has been there', async () => {
  const real = await system();
  for (const serial of [1, 2, 3]) {
    real.clock.moveTo(`2026-03-02T02:00:0${serial}.000Z`);
    await real.register(serial);
  }
  const other = new Database(real.folder.file('read.db'));
  const positions = (await real.facts()).map(({ position }) => Number(position));
  other.prepare("update projection_positions set position = ? where name = 'names'").run(positions[0]);
  other.prepare("update projection_positions set position = null where name = 'jobs'").run();
  other.close();
  const readers = await real.runtime.operations.readers();
  const of = (name: string) => readers.find((reader) => reader.name === name);
  real.clock.moveTo('2026-03-02T02:00:11.000Z');
  const later = await real.runtime.operations.readers();
  const last = positions.at(-1) ?? 0;
  expect(of('deadlines')).toMatchObject({ lagEvents: 0, lagSeconds: 0, position: BigInt(last) });
  expect(of('names')).toMatchObject({ lagEvents: last - 1, position: 1n });
  expect(of('jobs')).toMatchObject({ lagEvents: last, position: 'start' });
  expect(later.find(({ name }) => name === 'jobs')?.lagSeconds).toBe(10);
});
