import { cpus } from 'node:os';
import { median, type Spread, spreadOf } from './numbers.ts';
import type { Options } from './options.ts';

/** One thing that is measured; `value` is in the unit of its comparison, the rest is told beside it. */
export interface Sample {
  readonly value: number;
  readonly extras?: Readonly<Record<string, number>>;
}

export interface Contender {
  readonly name: string;
  run(): Promise<number | Sample>;
}

/** What a goal asks: a share of the bare limit, or a bound of its own; of some figures nobody has asked anything. */
export type Target =
  | { readonly kind: 'share'; readonly of: number; readonly stretch?: number }
  | { readonly kind: 'bound'; readonly value: number }
  | { readonly kind: 'none' };

/** One figure beside its bare limit. */
export interface Comparison {
  readonly goal: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly ours: Contender;
  readonly limit: Contender;
  /** Further references, for orientation. */
  readonly others?: readonly Contender[];
  readonly target: Target;
}

/** One file in `cases/`: what it compares, set up when it is its turn and taken down after it. */
export interface Case {
  readonly goals: readonly string[];
  open(options: Options, scratch: (name: string) => string): Promise<Opened>;
}

export interface Opened {
  readonly comparisons: readonly Comparison[];
  /** What cannot be compared on this machine, and why. */
  readonly left?: readonly string[];
  close(): Promise<void>;
}

export interface Row {
  readonly name: string;
  readonly role: 'ours' | 'limit' | 'other';
  readonly value: Spread;
  /** To the limit, round by round. */
  readonly ratio: Spread;
  readonly extras: Readonly<Record<string, number>>;
}

export interface Outcome {
  readonly goal: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly target: Target;
  readonly verdict: 'reached' | 'on the edge' | 'missed' | 'no goal';
  readonly stretch: boolean;
  /** Cores that other processes kept busy just before the rounds, in the median. */
  readonly othersBusy: number;
  /** Whether they kept so little busy that the figures may be claimed. */
  readonly quiet: boolean;
  readonly rows: readonly Row[];
}

/** Cores that others may keep busy before a round whose figures are claimed. */
const QUIET = 0.1;

/**
 * Round r runs every contender once, in an order rotated by r, so that drift of the machine hits all alike; ratios are
 * taken inside a round. One round before them does not count.
 */
export async function measure(comparison: Comparison, { rounds, wait }: Options): Promise<Outcome> {
  const { ours, limit, others = [] } = comparison;
  const contenders = [limit, ours, ...others];
  const taken = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]));
  const busy: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    if (round >= 0) busy.push(await whenQuiet(wait));
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(turn + Math.max(round, 0)) % contenders.length] as Contender;
      globalThis.gc?.();
      const sample = await contender.run();
      if (round >= 0) taken.get(contender)?.push(typeof sample === 'number' ? { value: sample } : sample);
    }
  }
  const base = (taken.get(limit) ?? []).map(({ value }) => value);
  const rows = contenders.map((contender) =>
    rowOf(contender, contender === ours ? 'ours' : contender === limit ? 'limit' : 'other', taken, base),
  );
  const busyCores = median(busy);
  return { ...judged(comparison, rows), othersBusy: busyCores, quiet: busyCores < QUIET, rows };
}

function rowOf(
  contender: Contender,
  role: Row['role'],
  taken: ReadonlyMap<Contender, readonly Sample[]>,
  base: readonly number[],
): Row {
  const samples = taken.get(contender) ?? [];
  const names = new Set(samples.flatMap(({ extras = {} }) => Object.keys(extras)));
  return {
    name: contender.name,
    role,
    value: spreadOf(samples.map(({ value }) => value)),
    ratio: spreadOf(samples.map(({ value }, round) => value / (base[round] as number))),
    extras: Object.fromEntries(
      [...names].map((name) => [name, median(samples.map(({ extras = {} }) => extras[name] ?? Number.NaN))]),
    ),
  };
}

function judged({ goal, title, unit, better, target }: Comparison, rows: readonly Row[]) {
  if (target.kind === 'none')
    return { goal, title, unit, better, target, verdict: 'no goal' as const, stretch: false };
  const own = rows.find(({ role }) => role === 'ours') as Row;
  const { median: mid, min, max } = target.kind === 'share' ? own.ratio : own.value;
  const good = (value: number, wanted: number) => (better === 'more' ? value >= wanted : value <= wanted);
  const wanted = target.kind === 'share' ? target.of : target.value;
  const verdict = good(mid, wanted)
    ? ('reached' as const)
    : good(better === 'more' ? max : min, wanted)
      ? ('on the edge' as const)
      : ('missed' as const);
  const stretch = target.kind === 'share' && target.stretch !== undefined && good(mid, target.stretch);
  return { goal, title, unit, better, target, verdict, stretch };
}

const ticks = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;

/** Waits until others leave the machine alone, so long as that takes no more than so many seconds. */
async function whenQuiet(seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let busy = await othersBusy();
  while (busy >= QUIET && performance.now() < until) busy = await othersBusy();
  return busy;
}

/** How many cores everybody else uses while this process sleeps. */
async function othersBusy(): Promise<number> {
  const [before, own, began] = [ticks(), process.cpuUsage(), performance.now()];
  await new Promise((resolve) => {
    setTimeout(resolve, 150);
  });
  const { user, system } = process.cpuUsage(own);
  const seconds = (performance.now() - began) / 1000;
  return Math.max(0, (ticks() - before - (user + system) / 1e6) / seconds);
}

/** How often a chunk of work is done in a second: `work` does some and says how much. */
export async function rateOf(milliseconds: number, work: () => number | Promise<number>): Promise<number> {
  const { done, wall } = await doneIn(milliseconds, work);
  return (done * 1000) / wall;
}

/**
 * The same in a second of this process' own processor time, for work that waits for nothing: others who use the machine
 * make it slower by what they push out of its caches, and no longer by the time that they take.
 */
export async function ratePerCpu(
  milliseconds: number,
  work: () => number | Promise<number>,
): Promise<number> {
  const { done, cpu } = await doneIn(milliseconds, work);
  return (done * 1000) / cpu;
}

/** Microseconds of processor time that one call takes, over many. */
export const cpuMicrosecondsOf = async (
  milliseconds: number,
  work: () => number | Promise<number>,
): Promise<number> => 1e6 / (await ratePerCpu(milliseconds, work));

export async function doneIn(milliseconds: number, work: () => number | Promise<number>) {
  const used = process.cpuUsage();
  const began = performance.now();
  let done = 0;
  let wall = 0;
  for (; wall < milliseconds; wall = performance.now() - began) {
    const chunk = work();
    done += typeof chunk === 'number' ? chunk : await chunk;
  }
  const { user, system } = process.cpuUsage(used);
  return { done, wall, cpu: (user + system) / 1000 };
}

/** Keeps an answer from being thrown away by the compiler before it was made. */
export const sink = { value: undefined as unknown };
