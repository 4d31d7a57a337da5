import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Instant } from '../../../domain/kernel/instant.ts';
import { fillWhole } from '../../../store/embedded/fillWhole.ts';
import type { Plan } from './plan.ts';
import type { Played, Share } from './player.ts';
import { appendOf, daysIn } from './spool.ts';

export interface Generating {
  readonly plan: Plan;
  /** File of the store that is made. */
  readonly file: string;
  /** Files made from facts, which the new ones make untrue. */
  readonly derived: readonly string[];
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Share of the whole work, 0 to 1, and the facts so far. */
  readonly onProgress?: (share: number, facts: number, what: 'playing' | 'writing') => void;
}

export interface Generated {
  readonly projects: number;
  readonly cases: number;
  readonly facts: number;
  /** The end of the chain: equal plans end equally. */
  readonly hash: string;
  readonly from: Instant;
}

/** Appends in one transaction. */
const GROUP = 500;
/** Share of the work that is playing; the rest is writing. Measured. */
const PLAYING = 0.8;

/** What has been played and is not written yet lies beside the store. */
export const spoolOf = (file: string) => `${file}.spool`;

/**
 * Makes a store with the histories of a province. Projects do not touch each other, so each is played alone, on every
 * core that there is; then what they appended is merged into one timeline and written, in order of the instants. An
 * interrupted run leaves no store, and the next one clears away what it left.
 */
export async function generate(generating: Generating): Promise<Generated> {
  const { plan, file, derived, signal, onProgress } = generating;
  const folder = spoolOf(file);
  const played = { projects: 0, cases: 0, facts: 0 };
  let from = plan.until;
  try {
    const { hash } = await fillWhole(file, derived, async (store) => {
      rmSync(folder, { recursive: true, force: true });
      await playAll(generating, folder, (more) => {
        played.projects += more.projects;
        played.cases += more.cases;
        played.facts += more.facts;
        onProgress?.((PLAYING * played.projects) / plan.projects, played.facts, 'playing');
      });
      let facts = 0;
      for (const day of daysIn(folder)) {
        if (facts === 0) from = day[0]?.at ?? from;
        for (let at = 0; at < day.length; at += GROUP) {
          signal?.throwIfAborted();
          const group = day.slice(at, at + GROUP).map(appendOf);
          const answers = await Promise.all(
            group.map(({ stream, expected, events }) => store.append(stream, expected, events)),
          );
          if (answers.some(({ kind }) => kind !== 'appended'))
            throw new Error('Unreachable: two islands wrote one stream.');
          facts += group.reduce((sum, { events }) => sum + events.length, 0);
          onProgress?.(PLAYING + ((1 - PLAYING) * facts) / played.facts, facts, 'writing');
        }
      }
    });
    return { ...played, hash, from };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One thread for each core; the first that fails stops the others. */
async function playAll(
  { plan, threads, signal }: Generating,
  folder: string,
  onPlayed: (played: Played) => void,
): Promise<void> {
  const workers = new Map<Worker, Promise<void>>();
  const stop = async () => {
    for (const worker of workers.keys()) worker.postMessage('stop');
    await Promise.allSettled(workers.values());
  };
  try {
    await Promise.all(
      Array.from({ length: threads }, (_, thread) => {
        const share: Share = { plan, folder, thread, threads };
        const worker = new Worker(new URL('./player.ts', import.meta.url), { workerData: share });
        const ended = new Promise<void>((resolve) => {
          worker.once('exit', () => resolve());
        });
        workers.set(worker, ended);
        return new Promise<void>((resolve, reject) => {
          worker.on('message', onPlayed);
          worker.once('error', reject);
          worker.once('exit', resolve);
          signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
      }),
    );
  } finally {
    await stop();
  }
}
