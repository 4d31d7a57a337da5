import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate, spoolOf } from '../../app/simulation/generated/generate.ts';
import { sliceOfStream } from '../../app/slices.ts';
import { judge } from '../../cli/judge.ts';
import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { SliceState } from '../../domain/kernel/slice.ts';
import type { ParkedFact } from '../../projections/engine/parked.ts';
import { allParked } from '../../projections/engine/parked.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { openWorld, type World } from '../journey/world.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { small } from './plan.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const generated = (name: string, plan = small, threads = 2) =>
  generate({ plan, file: folder.file(name), derived: [], threads });

let made: Awaited<ReturnType<typeof generate>>;
beforeAll(async () => {
  made = await generated('events.db');
}, 120_000);

describe('a generated province', { timeout: 120_000 }, () => {
  let world: World;
  let facts: readonly Recorded[];
  beforeAll(async () => {
    world = await openWorld(folder, small.until);
    facts = await world.facts();
  }, 60_000);
  afterAll(() => world.close());

  it('is what npm run verify calls whole', () => {
    const verdict = verifyFile(folder.file('events.db'), { judge });
    expect(verdict.problems).toEqual([]);
    expect(verdict.end).toEqual({ position: made.facts, hash: made.hash });
  });

  it('counts what it made', () => {
    const streams = new Set(facts.map(({ stream }) => stream));
    const of = (kind: string) => [...streams].filter((stream) => stream.startsWith(`${kind}-`));
    expect(made.facts).toBe(facts.length);
    expect(made.projects).toBe(of('project').length);
    expect(made.projects).toBe(small.projects);
    expect(of('agency')).toHaveLength(small.agencies);
    expect(made.cases).toBe([...streams].filter((stream) => nodeOfStream(stream) !== undefined).length);
  });

  it('stands in order of the instants at which things were recorded', () => {
    const instants = facts.map(({ recordedAt }) => recordedAt);
    expect(instants).toEqual(instants.toSorted());
    expect(instants[0]).toBe(made.from);
    expect(instants.at(-1)! <= small.until).toBe(true);
  });

  it('has only histories that the deciders can fold', () => {
    const states = new Map<string, SliceState<unknown>>();
    for (const { stream, event, schemaVersion, revision } of facts) {
      const slice = sliceOfStream(stream)!;
      const state = states.get(stream);
      expect(revision === 0).toBe(state === undefined);
      states.set(
        stream,
        slice.evolve(state ?? slice.initialState, slice.parse(event.type, event.data, schemaVersion)),
      );
    }
    expect(states.size).toBeGreaterThan(small.projects * 10);
  });

  it('leaves the real sagas nothing to say, and nothing is set aside', async () => {
    await world.runtime.settled();
    expect(await world.store.head()).toBe(BigInt(made.facts));
    const model = openReadModel<Record<never, never>>(folder.file('read.db'));
    const parked: readonly ParkedFact[] = await allParked(model.read);
    await model.close();
    expect(parked).toEqual([]);
  });

  it('has raised exactly the alerts that its deadlines show', async () => {
    const raised = new Map<string, Set<string>>();
    const closed = new Set<string>();
    for (const { event } of facts) {
      const data = event.data as {
        deadline?: string;
        level?: string;
        clocks?: readonly { op: string; id: string }[];
      };
      const levels = raised.get(data.deadline ?? '') ?? new Set();
      if (event.type === 'AlertRaised') raised.set(data.deadline!, levels.add(data.level!));
      if (event.type === 'AlertWithdrawn') levels.delete(data.level!);
      for (const { op, id } of data.clocks ?? []) if (op === 'closed') closed.add(id);
    }
    const worst = (levels: ReadonlySet<string>) =>
      ['PURPLE', 'RED', 'AMBER'].find((level) => levels.has(level));
    const open = [...raised].flatMap(([id, levels]) => {
      const level = worst(levels);
      return closed.has(id) || level === undefined ? [] : [`${id} ${level}`];
    });
    const shown: string[] = [];
    const violations: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await world.runtime.queries.overdueAlerts({}, small.until, { first: 200, after });
      for (const { node } of page.edges)
        if (node.deadline === null) violations.push(node.id);
        else shown.push(`${node.deadline.id} ${node.level}`);
      after = page.edges.at(-1)?.cursor ?? null;
      if (!page.hasNextPage) break;
    }
    expect(shown.toSorted()).toEqual(open.toSorted());
    expect(open.length).toBeGreaterThan(0);
    const broken = facts.filter(({ event }) => event.type === 'ViolationRaised');
    expect(violations.toSorted()).toEqual(
      broken.map(({ event }) => (event.data as { alert: string }).alert).toSorted(),
    );
  });

  it('has finished projects, running ones, and some of every colour', async () => {
    const statuses = new Map<string, number>();
    for (const status of ['RUNNING', 'COMPLETED'] as const)
      statuses.set(
        status,
        (await world.runtime.queries.projects({ status }, 'CODE_ASC', small.until, { first: 1, after: null }))
          .totalCount,
      );
    expect(Math.min(...statuses.values())).toBeGreaterThan(0);
    const types = new Set(facts.map(({ event }) => event.type));
    for (const type of [
      'BidPlaced',
      'DrawConcluded',
      'DeliveryConfirmed',
      'SpecialProcedureEnded',
      'AgencyListed',
    ])
      expect(types).toContain(type);
  });
});

describe('the same plan', { timeout: 120_000 }, () => {
  it('makes the same store to the last hash, on however many threads', async () => {
    expect(await generated('alone.db', small, 1)).toEqual(made);
  });

  it('makes another store with another seed', async () => {
    const { hash, projects } = await generated('other.db', { ...small, seed: 8, projects: 3, jobs: 0 });
    const again = await generated('third.db', { ...small, seed: 9, projects: 3, jobs: 0 });
    expect(projects).toBe(3);
    expect(hash).not.toBe(again.hash);
  });
});

describe('a store that cannot be made whole', { timeout: 60_000 }, () => {
  const plan = { ...small, projects: 4, jobs: 0, agencies: 10 };
  const left = () => readdirSync(folder.file('.')).filter((name) => name.startsWith('broken.db'));

  it.each(['playing', 'writing'] as const)('is not there when it is interrupted while %s', async (when) => {
    const interrupted = new AbortController();
    const file = folder.file('broken.db');
    await expect(
      generate({
        plan,
        file,
        derived: [],
        threads: 1,
        signal: interrupted.signal,
        onProgress: (_, __, what) => {
          if (what === when) interrupted.abort();
        },
      }),
    ).rejects.toThrow('aborted');
    expect(left()).toEqual(['broken.db.lock']);
  });

  it('does not stand in the way of the next one, whatever it left behind', async () => {
    const file = folder.file('broken.db');
    for (const name of [`${file}.partial`, `${file}.partial-wal`, folder.file('broken-read.db')])
      writeFileSync(name, 'left behind');
    await generate({ plan, file, derived: [folder.file('broken-read.db')], threads: 1 });
    expect(left()).toEqual(['broken.db', 'broken.db.head', 'broken.db.lock']);
    expect(existsSync(folder.file('broken-read.db'))).toBe(false);
    expect(existsSync(spoolOf(file))).toBe(false);
  });

  it('is refused where there are facts, which stay as they are', async () => {
    const before = verifyFile(folder.file('broken.db'));
    await expect(generated('broken.db', plan)).rejects.toThrow(/there are facts in it, and they are kept/);
    expect(verifyFile(folder.file('broken.db'))).toEqual(before);
  });
});
