import { availableParallelism } from 'node:os';
import { systemClock } from '../app/clock.ts';
import { readConfig } from '../app/config.ts';
import { generate } from '../app/simulation/generated/generate.ts';
import { Plan } from '../app/simulation/generated/plan.ts';
import { CalendarError } from '../domain/calendar/calendar.ts';
import { dayNumber, endOfDay } from '../domain/calendar/day.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import { embeddedFile, readModelFile } from './embeddedFile.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';
import { reset } from './reset.ts';

/** `npm run generate`: fill an empty store with the histories of a fictional province, to try things at that size. */
const USAGE = `Usage: npm run generate -- [--projects N] [--seed N] [--agencies N] [--jobs N] [--months N] [--until DATE] [--reset]

  --projects  how many projects                                   20000
  --seed      another one is another province                     1
  --agencies  how many intermediaries apply to the market         1800
  --jobs      purchases that are real jobs, about                 three quarters of the projects
  --months    over how many months projects begin                 24
  --until     last day that is played, or an instant              now
  --threads   how many play at once                               one for each core
  --reset     delete what lies under DATA_DIR first

  Equal seeds, numbers and --until make equal stores, to the last hash. Interrupted, it leaves no store.`;

const numbers = ['projects', 'seed', 'agencies', 'jobs', 'months', 'threads'] as const;
const options = Object.fromEntries([...numbers, 'until'].map((name) => [name, { type: 'string' }] as const));

function numberOf(name: (typeof numbers)[number], text: unknown, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (number === undefined)
    throw new UsageError(`--${name} ${JSON.stringify(text)}: must be a whole number.`);
  return number;
}

/** The end of a day, or an instant as it is. */
function untilOf(text: unknown): Instant {
  if (typeof text !== 'string') return systemClock.now();
  try {
    const until = /^\d{4}-\d{2}-\d{2}$/.test(text) ? endOfDay(text) : text;
    dayNumber(until.slice(0, 10));
    return until;
  } catch (error) {
    if (error instanceof CalendarError) throw new UsageError(`--until ${text}: ${error.message}`);
    throw error;
  }
}

function planOf(values: Readonly<Record<string, unknown>>): Plan {
  const projects = numberOf('projects', values['projects'], 20_000);
  const plan = Plan.safeParse({
    projects,
    seed: numberOf('seed', values['seed'], 1),
    agencies: numberOf('agencies', values['agencies'], 1800),
    jobs: numberOf('jobs', values['jobs'], Math.round(projects * 0.75)),
    months: numberOf('months', values['months'], 24),
    until: untilOf(values['until']),
  });
  if (plan.success) return plan.data;
  const [issue] = plan.error.issues;
  throw new UsageError(`--${String(issue?.path[0])}: ${issue?.message ?? 'is wrong'}.`);
}

const minutes = (milliseconds: number) =>
  milliseconds < 90_000 ? `${Math.ceil(milliseconds / 1000)} s` : `${Math.ceil(milliseconds / 60_000)} min`;

await operate(USAGE, { ...options, reset: { type: 'boolean' } } as never, async (words, values) => {
  if (words.length > 0) throw new UsageError(`«${words.join(' ')}»: only options are known.`);
  const plan = planOf(values);
  const threads = Math.max(1, numberOf('threads', values['threads'], availableParallelism()));
  const config = readConfig(process.env);
  const file = embeddedFile(config, 'generate');
  const readModel = readModelFile(config, 'generate');
  if (values['reset'] === true) reset(config);

  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const progress = progressOf('Generating');
  const began = performance.now();
  try {
    const { projects, cases, facts, hash, from } = await generate({
      plan,
      file,
      derived: ['', '-wal', '-shm'].map((suffix) => `${readModel}${suffix}`),
      threads,
      signal: interrupted.signal,
      onProgress: (share, soFar) => {
        const left = ((performance.now() - began) * (1 - share)) / share;
        progress.at(share, soFar, share > 0 ? `  ${minutes(left)} left` : '');
      },
    });
    progress.clear();
    const count = (number: number) => number.toLocaleString('en');
    return {
      line: `${file} holds ${count(facts)} facts of ${count(projects)} projects with ${count(cases)} cases, from ${from} to ${plan.until}, in ${minutes(performance.now() - began)}; the chain ends with ${hash}. npm start serves them.`,
    };
  } catch (error) {
    progress.clear();
    if (!interrupted.signal.aborted) throw error;
    return { failed: true, line: 'Interrupted: nothing was written. Run it again to begin anew.' };
  }
});
