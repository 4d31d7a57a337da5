import { setTimeout as after } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { fact } from './facts.ts';
import {
  accountOf,
  hasStrace,
  idsIn,
  startWriter,
  stopWriters,
  type Tried,
  type WriterOptions,
} from './processes.ts';
import { temporaryFolder } from './temporary.ts';

const ROUNDS = 15;
const FILES = 2;

/** Small and seeded, so that a round that fails can be had again: `KILL_SEED=… vitest run test/store/kill.spec.ts`. */
const seed = Number(process.env['KILL_SEED'] ?? Math.trunc(performance.timeOrigin) % 1_000_000);
function randomFrom(start: number) {
  let state = start;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
}

const atWrite = (nth: number) => [
  ...['-o', '/dev/null', '-e', 'trace=pwrite64'],
  ...['-e', `inject=pwrite64:signal=SIGKILL:when=${nth}`],
];

/** One death: by its own hand at the n-th statement, by strace at the n-th write to the disk, or from outside at any time. */
function death(round: number, random: (most: number) => number): WriterOptions {
  const when = random(2) === 0 ? 'before' : 'after';
  if (round % 5 === 1) return { broken: { how: 'kill', what: 'insert', nth: 1 + random(60), when } };
  if (round % 5 === 2) return { broken: { how: 'kill', what: 'commit', nth: 1 + random(15), when } };
  if (round % 5 === 3 && hasStrace) return { appends: 100, strace: atWrite(1 + random(120)) };
  return {};
}

describe(`kill -9 (seed ${seed})`, () => {
  afterAll(stopWriters);

  it.concurrent.each(Array.from({ length: FILES }, (_, index) => [seed + index]))(
    `${ROUNDS} times on one file: what was answered is there, once, and the file goes on (seed %i)`,
    async (own) => {
      const folder = temporaryFolder();
      const file = folder.file('events.db');
      const random = randomFrom(own);
      const acknowledged = new Set<string>();
      try {
        for (let round = 0; round < ROUNDS; round += 1) {
          const options = death(round, random);
          const { child, opened, output } = startWriter(file, options);
          await opened;
          if (options.broken === undefined && options.strace === undefined) {
            await after(random(120));
            child.kill('SIGKILL');
          }
          const { acknowledged: now, open } = accountOf(await output);
          for (const id of now) acknowledged.add(id);
          const told = `round ${round}, ${JSON.stringify(options)}`;
          expect(verdictOf(file), told).toEqual([]);
          assertOnce(file, acknowledged, told);
          // Every third time the clients ask again, as they do who had no answer; else the next writer finds the ruin.
          if (round % 3 === 2) for (const id of await askAgain(file, open)) acknowledged.add(id);
        }
        expect(acknowledged.size).toBeGreaterThan(ROUNDS);
        assertOnce(file, acknowledged, 'at the end');
      } finally {
        folder.remove();
      }
    },
    60_000,
  );
});

const verdictOf = (file: string): readonly string[] => {
  try {
    return verifyFile(file).problems;
  } catch (error) {
    // A process that dies while it makes the file leaves nothing in it, and has answered nobody.
    return (error as Error).message.includes('there is nothing in it') ? [] : [String(error)];
  }
};

function assertOnce(file: string, acknowledged: ReadonlySet<string>, told: string): void {
  if (acknowledged.size === 0) return;
  const found = idsIn(file);
  expect(
    [...acknowledged].filter((id) => !found.has(id)),
    told,
  ).toEqual([]);
  expect(
    [...found].filter(([, times]) => times !== 1),
    told,
  ).toEqual([]);
}

async function askAgain(file: string, open: readonly Tried[]): Promise<string[]> {
  const store = new EmbeddedEventStore(file);
  try {
    for (const { stream, revision, ids } of open) {
      const facts = ids.map((id) => fact(id));
      const answer = await store.append(stream, revision < 0 ? 'noStream' : revision, facts);
      expect(answer).toMatchObject({ kind: 'appended', revision: revision + 2 });
    }
    return open.flatMap(({ ids }) => [...ids]);
  } finally {
    await store.close();
  }
}
