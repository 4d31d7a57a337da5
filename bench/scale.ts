import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { virtualClock } from '../app/clock.ts';
import { createRuntime } from '../app/createRuntime.ts';
import { createLogger } from '../app/logger.ts';
import { fillDemonstration, STORY_BEGINS } from '../app/simulation/demonstration.ts';
import type { Tables } from '../projections/all.ts';
import { EmbeddedEventStore } from '../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../store/readModel/sqlite.ts';
import { Program } from './http/processes.ts';
import type { Asked, Measured } from './scale/measured.ts';

/** `npm run scale`: what users ask most, at the size of the demonstration and at that of a generated store. */
const USAGE = `Usage: npm run scale -- DIR [--calls N] [--rebuild] [--skip-sagas] [--json FILE]

  DIR        a DATA_DIR that npm run generate has filled, and that no server holds
  --calls    how often each question is asked                       50
  --rebuild  fold the read models from the first fact before        only where there are none
  --skip-sagas  fold the read models alone: sagas from the first fact take longer than those
  --json     where the figures go                                   bench/results/scale.json`;

interface Size {
  readonly name: string;
  /** From the first fact; null where the read models were there. */
  readonly rebuilt: { readonly seconds: number; readonly mebibytes: number } | null;
  readonly measured: Measured;
}

async function started(folder: string, calls: number, skipSagas: boolean): Promise<Measured> {
  const words = [folder, String(calls), ...(skipSagas ? ['skip-sagas'] : [])];
  const program = new Program<Measured>('../scale/measured.ts', ...words);
  const answer = await program.answer();
  await program.ended();
  return answer;
}

interface How {
  readonly calls: number;
  readonly rebuild: boolean;
  readonly skipSagas: boolean;
}

async function sizeOf(name: string, folder: string, { calls, rebuild, skipSagas }: How): Promise<Size> {
  const read = path.join(folder, 'read.db');
  if (rebuild) for (const suffix of ['', '-wal', '-shm']) rmSync(`${read}${suffix}`, { force: true });
  let rebuilt: Size['rebuilt'] = null;
  if (!existsSync(read)) {
    process.stderr.write(`${name}: folding the read models …\n`);
    const { seconds, mebibytes } = await started(folder, 0, skipSagas);
    rebuilt = { seconds, mebibytes };
  }
  process.stderr.write(`${name}: asking …\n`);
  return { name, rebuilt, measured: await started(folder, calls, skipSagas) };
}

/** The store that the first start fills, as it was one afternoon. */
async function fillSmall(folder: string): Promise<void> {
  const until = '2026-11-20T04:00:00.000Z';
  const store = new EmbeddedEventStore(path.join(folder, 'events.db'));
  const readModel = openReadModel<Tables>(path.join(folder, 'read.db'));
  const clock = virtualClock(STORY_BEGINS);
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger: createLogger('silent'),
    timers: false,
  });
  await fillDemonstration({ runtime, store, clock }, until);
  await runtime.stop();
  await readModel.close();
  await store.close();
}

const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const count = (value: number | null) => (value === null ? '' : value.toLocaleString('en'));
const gib = (bytes: number) => `${(bytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`;

function tableOf(sizes: readonly Size[], how: How): string {
  const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const each = (cell: (size: Size) => string) => sizes.map(cell);
  const lines = [
    row('', ...each(({ name }) => name)),
    row('---', ...each(() => '---:')),
    row('facts', ...each(({ measured }) => count(measured.facts))),
    row('events.db', ...each(({ measured }) => gib(measured.events))),
    row('read.db', ...each(({ measured }) => gib(measured.read))),
    row(
      `read models ${how.skipSagas ? 'alone' : 'and sagas'} from the first fact`,
      ...each(({ rebuilt }) =>
        rebuilt ? `${figure(rebuilt.seconds)} s, ${figure(rebuilt.mebibytes)} MiB` : '–',
      ),
    ),
    row(
      'start on files that are there',
      ...each(({ measured }) => `${figure(measured.seconds)} s, ${figure(measured.mebibytes)} MiB`),
    ),
    '',
    row('median ms / p99 ms (of so many)', ...each(({ name }) => name)),
    row('---', ...each(() => '---:')),
  ];
  const titles = [...new Set(sizes.flatMap(({ measured }) => measured.answers.map(({ title }) => title)))];
  for (const title of titles)
    lines.push(
      row(
        title,
        ...each(({ measured }) => cellOf(measured.answers.find((answer) => answer.title === title))),
      ),
    );
  return lines.join('\n');
}

const cellOf = (asked: Asked | undefined): string =>
  asked === undefined
    ? '–'
    : `${figure(asked.median)} / ${figure(asked.p99)}${asked.total === null ? '' : ` (${count(asked.total)})`}`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      calls: { type: 'string', default: '50' },
      rebuild: { type: 'boolean', default: false },
      'skip-sagas': { type: 'boolean', default: false },
      json: { type: 'string', default: 'bench/results/scale.json' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder, ...more] = positionals;
  const calls = Number(values.calls);
  if (values.help || folder === undefined || more.length > 0 || !Number.isInteger(calls) || calls < 1)
    throw new Error(USAGE);
  if (!existsSync(path.join(folder, 'events.db')))
    throw new Error(`${folder} has no events.db: fill it with DATA_DIR=${folder} npm run generate.`);
  const how = { calls, rebuild: values.rebuild, skipSagas: values['skip-sagas'] };
  const scratch = mkdtempSync(path.join(tmpdir(), 'lianshen-scale-'));
  try {
    await fillSmall(scratch);
    const sizes = [
      await sizeOf('demonstration', scratch, { ...how, rebuild: true }),
      await sizeOf(path.basename(path.resolve(folder)), folder, how),
    ];
    process.stdout.write(`${tableOf(sizes, how)}\n`);
    const machine = {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    };
    mkdirSync(path.dirname(path.resolve(values.json)), { recursive: true });
    writeFileSync(
      values.json,
      `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, sizes }, null, 2)}\n`,
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  },
);
