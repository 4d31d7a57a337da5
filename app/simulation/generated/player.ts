import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { nodeOfStream } from '../../../domain/catalogue/nodeStream.ts';
import { projectPlayer, registrationOf } from '../projectPlayer.ts';
import { offeringOf } from './agencies.ts';
import { playEntries } from './entries.ts';
import { type Append, playAlone } from './island.ts';
import type { Plan } from './plan.ts';
import { generatedProject } from './projects.ts';
import { Spool } from './spool.ts';

/** One thread's share of a province: every so many-th project. */
export interface Share {
  readonly plan: Plan;
  readonly folder: string;
  readonly thread: number;
  readonly threads: number;
}

/** How many of what have been played since the last word. */
export interface Played {
  readonly projects: number;
  readonly facts: number;
  readonly cases: number;
}

/** Between two words to whoever waits. */
const EVERY = 10;

/** The entries of the market are island 0; projects follow. */
const ENTRIES = 0;

export async function playShare(
  { plan, folder, thread, threads }: Share,
  onPlayed: (played: Played) => void,
  isOver: () => boolean = () => false,
): Promise<void> {
  const spool = new Spool(folder, thread);
  const { agencies, appends, mainland } = await playEntries(plan);
  if (thread === 0) {
    spool.add(ENTRIES, appends);
    onPlayed({ projects: 0, ...countsOf(appends) });
  }
  const offering = offeringOf(agencies);
  let since: Played = { projects: 0, facts: 0, cases: 0 };
  for (let index = thread; index < plan.projects; index += threads) {
    await nextTurn();
    if (isOver()) return;
    const script = generatedProject(plan, offering, index);
    const played = await playAlone({
      begins: script.registeredAt,
      until: plan.until,
      players: [projectPlayer(script)],
      first: [registrationOf(script)],
      mainland,
    });
    spool.add(index + 1, played);
    const { facts, cases } = countsOf(played);
    since = { projects: since.projects + 1, facts: since.facts + facts, cases: since.cases + cases };
    if (since.projects < EVERY) continue;
    onPlayed(since);
    since = { projects: 0, facts: 0, cases: 0 };
  }
  spool.flush();
  onPlayed(since);
}

const countsOf = (appends: readonly Append[]) => ({
  facts: appends.reduce((sum, { events }) => sum + events.length, 0),
  cases: appends.filter(({ stream, expected }) => expected === 'noStream' && nodeOfStream(stream)).length,
});

if (parentPort !== null) {
  const port = parentPort;
  let isOver = false;
  // Any word from there says that nobody wants the rest. A thread that is cut off in the midst may take the process with it.
  port.once('message', () => {
    isOver = true;
  });
  port.unref();
  await playShare(
    workerData as Share,
    (played) => port.postMessage(played),
    () => isOver,
  );
}
